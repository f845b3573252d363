#pragma once

#include "actors/runtime/directory.hpp"
#include "model/time.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string_view>
#include <unordered_map>

namespace lockstep::actors {

/// What a simulation is made of.
struct simulation_options {
  uint64_t seed = 1;
  /// One step in so many fires a timer although actors are ready, as on a
  /// slow machine; 0 is never.
  uint64_t early_timer_one_in = 0;
  /// The virtual time it starts at: a Monday.
  timestamp start = timestamp{
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::January / 5}};
  /// Makes the domain's message types known; may be null.
  void (*init_types)() = nullptr;
};

/// An actor system in one thread and virtual time: each step lets one ready
/// actor, chosen by the seed, handle one message; if none is ready, the next
/// timer fires. The same seed makes the same steps.
///
/// Limits: detached actors run in real threads, so do not detach in tests; a
/// scoped_actor must not wait (use ask()); time that CAF takes from the
/// system clock is real, so actors ask `self->clock()` or clock().
class simulation {
public:
  explicit simulation(simulation_options options = {});
  explicit simulation(uint64_t seed);
  /// Kills all actors, however they are bound to each other.
  ~simulation();

  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  [[nodiscard]] caf::actor_system& system() { return system_; }

  /// The virtual time, for whatever takes a clock.
  [[nodiscard]] const lockstep::clock& clock() const { return clock_; }

  /// The same time as actors see it, for directory::snapshot().
  [[nodiscard]] actor_time now() const;

  /// Does something from outside after a while, as an event of its own. It
  /// must not run the simulation.
  void after(duration wait, std::function<void()> action);

  /// Ends all actors at once, as a killed process does: nobody finishes
  /// anything. What was to be done `after` a while goes on.
  void kill_actors();

  /// Handles one message or fires one timer; false if there is neither.
  bool step();

  /// Steps until `done()`; false if that never came, be it that nothing is
  /// left to do or that `steps_max` steps were in vain.
  bool run_until(const std::function<bool()>& done,
                 size_t steps_max = 1'000'000);

  /// Does everything that is due within `d` and lets that time pass. Ends
  /// with actors that have timers for ever, not with one that sends to itself.
  void run_for(duration d);

  /// Does everything that is due now.
  void settle() { run_for(duration{0}); }

  /// Of all steps so far: who got what kind of message, when, and what was
  /// noted besides.
  [[nodiscard]] uint64_t trace_hash() const { return hash_; }
  /// Makes words part of the trace.
  void note(std::string_view words);
  [[nodiscard]] size_t steps() const { return steps_; }

  /// Ends one actor at once, as if it were killed; false if it never ran.
  bool kill_actor(uint64_t id);

  /// Sends a request and steps until the answer is there. `T` is the type of
  /// the answer, `caf::unit_t` for none.
  template <class T, class Handle, class... Ts>
  caf::expected<T> ask(const Handle& whom, Ts... xs) {
    return ask_within<T>(std::chrono::hours{24}, whom, xs...);
  }

  /// The same with a time limit.
  template <class T, class Handle, class... Ts>
  caf::expected<T> ask_within(duration patience, const Handle& whom, Ts... xs);

private:
  class virtual_clock final : public lockstep::clock {
  public:
    virtual_clock(const caf::actor_clock& ticks, timestamp start);
    [[nodiscard]] timestamp now() const override;

  private:
    const caf::actor_clock& ticks_;
    actor_time first_;
    timestamp start_;
  };

  class quiet_config : public caf::actor_system_config {
  public:
    explicit quiet_config(const simulation_options& options);
  };

  void run_ready_actor();
  bool fire_timer();
  [[nodiscard]] bool timer_due(actor_time end);
  void see_all_actors();
  void note(uint64_t word);
  void note_byte(uint64_t byte);
  [[nodiscard]] bool early();

  const simulation_options options_;
  quiet_config config_;
  caf::actor_system system_;
  caf::scheduler::test_coordinator& scheduler_;
  virtual_clock clock_;
  std::mt19937_64 random_;
  std::unordered_map<caf::actor_id, caf::weak_actor_ptr> seen_;
  uint64_t hash_ = 14'695'981'039'346'656'037u; // FNV-1a
  size_t steps_ = 0;
};

template <class T, class Handle, class... Ts>
caf::expected<T>
simulation::ask_within(duration patience, const Handle& whom, Ts... xs) {
  auto answer = std::make_shared<std::optional<caf::expected<T>>>();
  auto on_error = [answer](caf::error& e) { *answer = std::move(e); };
  system_.spawn([=](caf::event_based_actor* self) {
    auto asked = self->request(whom, patience, xs...);
    if constexpr (std::is_same_v<T, caf::unit_t>)
      asked.then([answer] { *answer = caf::expected<T>{caf::unit}; }, on_error);
    else
      asked.then([answer](T& x) { *answer = std::move(x); }, on_error);
  });
  run_until([&] { return answer->has_value(); });
  if (!*answer)
    return caf::make_error(caf::sec::request_timeout);
  return std::move(**answer);
}

} // namespace lockstep::actors
