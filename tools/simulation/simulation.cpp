#include "tools/simulation/simulation.hpp"

#include "actors/runtime/types.hpp"

#include <caf/action.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_clock.hpp>
#include <caf/exit_reason.hpp>
#include <caf/intrusive_ptr.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/send.hpp>

#include <utility>

namespace lockstep::actors {

simulation::quiet_config::quiet_config(const simulation_options& options) {
  if (options.init_types)
    options.init_types();
  set("caf.scheduler.policy", "testing");
}

simulation::virtual_clock::virtual_clock(const caf::actor_clock& ticks,
                                         timestamp start)
  : ticks_(ticks), first_(ticks.now()), start_(start) {}

timestamp simulation::virtual_clock::now() const {
  return start_ + (ticks_.now() - first_);
}

simulation::simulation(uint64_t seed)
  : simulation(simulation_options{.seed = seed}) {}

simulation::simulation(simulation_options options)
  : options_((init_runtime_types(), options)),
    config_(options_),
    system_(config_),
    scheduler_(
      dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler())),
    clock_(scheduler_.clock(), options_.start),
    random_(options_.seed) {
  system_.await_actors_before_shutdown(false);
  scheduler_.run(); // CAF's own actors start up
}

// An actor that arms a timer whenever one fires would keep CAF's own shutdown
// busy for ever; so all actors end here, and no timer outlives them.
simulation::~simulation() {
  constexpr size_t rounds_max = 10;
  for (size_t i = 0; i < rounds_max; ++i) {
    scheduler_.clock().schedule.clear();
    kill_actors();
    if (scheduler_.jobs.empty())
      return;
  }
}

// An exit message overtakes all others in a mailbox. A dead actor's timers
// fire into nothing.
void simulation::kill_actors() {
  constexpr size_t steps_max = 10'000'000;
  see_all_actors();
  for (const auto& [id, weak] : seen_)
    if (const auto actor = caf::actor_cast<caf::strong_actor_ptr>(weak))
      caf::anon_send_exit(actor, caf::exit_reason::kill);
  for (size_t i = 0; i < steps_max && !scheduler_.jobs.empty(); ++i) {
    scheduler_.run_once();
    see_all_actors();
  }
  seen_.clear();
}

bool simulation::kill_actor(uint64_t id) {
  see_all_actors();
  const auto at = seen_.find(id);
  const auto actor = at == seen_.end()
                       ? nullptr
                       : caf::actor_cast<caf::strong_actor_ptr>(at->second);
  if (actor)
    caf::anon_send_exit(actor, caf::exit_reason::kill);
  return actor != nullptr;
}

void simulation::after(duration wait, std::function<void()> action) {
  auto& ticks = scheduler_.clock();
  // Its member `schedule` hides the function of that name.
  static_cast<caf::actor_clock&>(ticks).schedule(
    ticks.now() + wait, caf::make_action(std::move(action)));
}

actor_time simulation::now() const {
  return scheduler_.clock().now();
}

bool simulation::early() {
  return options_.early_timer_one_in != 0
         && random_() % options_.early_timer_one_in == 0;
}

bool simulation::step() {
  if (scheduler_.jobs.empty() || early())
    if (fire_timer())
      return true;
  if (scheduler_.jobs.empty())
    return false;
  run_ready_actor();
  return true;
}

bool simulation::run_until(const std::function<bool()>& done,
                           size_t steps_max) {
  for (size_t i = 0; i < steps_max; ++i) {
    if (done())
      return true;
    if (!step())
      return done();
  }
  return done();
}

void simulation::run_for(duration d) {
  auto& ticks = scheduler_.clock();
  const auto end = ticks.current_time + d;
  while (!scheduler_.jobs.empty() || timer_due(end)) {
    if (timer_due(end) && (scheduler_.jobs.empty() || early()))
      fire_timer();
    else
      run_ready_actor();
  }
  if (ticks.current_time < end)
    ticks.current_time = end;
}

void simulation::run_ready_actor() {
  auto& jobs = scheduler_.jobs;
  // No std distribution: those differ between libraries.
  std::swap(jobs.front(), jobs[random_() % jobs.size()]);
  if (auto actor = dynamic_cast<caf::scheduled_actor*>(jobs.front())) {
    seen_.try_emplace(actor->id(), caf::actor_cast<caf::weak_actor_ptr>(actor));
    note(actor->id());
    if (const auto next = actor->peek_at_next_mailbox_element()) {
      const auto types = next->payload.types();
      for (size_t i = 0; i < types.size(); ++i)
        note(types[i]);
    }
  }
  ++steps_;
  scheduler_.run_once();
}

// Timers that were disposed of must not move the time.
bool simulation::timer_due(actor_time end) {
  auto& schedule = scheduler_.clock().schedule;
  while (!schedule.empty() && schedule.begin()->second.f.disposed())
    schedule.erase(schedule.begin());
  return !schedule.empty() && schedule.begin()->first <= end;
}

bool simulation::fire_timer() {
  auto& ticks = scheduler_.clock();
  if (!timer_due(actor_time::max()) || !ticks.trigger_timeout())
    return false;
  ++steps_;
  note(static_cast<uint64_t>(ticks.now().time_since_epoch().count()));
  return true;
}

void simulation::see_all_actors() {
  for (const auto job : scheduler_.jobs)
    if (auto actor = dynamic_cast<caf::scheduled_actor*>(job))
      seen_.try_emplace(actor->id(),
                        caf::actor_cast<caf::weak_actor_ptr>(actor));
}

void simulation::note(uint64_t word) {
  for (int i = 0; i < 8; ++i)
    note_byte((word >> (8 * i)) & 0xff);
}

void simulation::note(std::string_view words) {
  for (const char c : words)
    note_byte(static_cast<unsigned char>(c));
}

void simulation::note_byte(uint64_t byte) {
  hash_ ^= byte;
  hash_ *= 1'099'511'628'211u;
}

} // namespace lockstep::actors
