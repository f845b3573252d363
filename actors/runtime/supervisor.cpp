#include "actors/runtime/supervisor.hpp"

#include "actors/runtime/guard.hpp"
#include "actors/runtime/watched.hpp"

#include <caf/disposable.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string_view>
#include <unordered_map>

namespace lockstep::actors {

namespace {

/// A child and what the supervisor remembers of it.
struct child {
  child_spec spec;
  caf::strong_actor_ptr actor; ///< null unless it runs
  actor_phase phase = actor_phase::starting;
  std::deque<actor_time> deaths; ///< within the period
  uint32_t restarts = 0;
  std::string last_error;
  caf::disposable restart; ///< the pending one
  bool outage = false;     ///< vital, and its budget is spent
  caf::disposable recovery;
};

/// So many children finish at the same time. CAF keeps the answers an actor
/// waits for in a plain list: 50,000 of them cost seconds.
constexpr size_t asked_at_once = 1'000;

class supervisor_state {
public:
  static constexpr const char* name = "supervisor";

  supervisor_state(supervisor_actor::pointer self,
                   std::vector<child_spec> specs, supervisor_options options)
    : self_(self), options_(std::move(options)), random_(options_.seed) {
    for (auto& spec : specs)
      add(std::move(spec));
  }

  ~supervisor_state() { abandon(); }

  supervisor_actor::behavior_type make_behavior();

private:
  // -- lives ------------------------------------------------------------------

  size_t add(child_spec spec);
  void start(size_t index);
  void on_down(const caf::down_msg& message);
  void died(size_t index, std::string words);
  void restart_later(size_t index);
  void quarantine(size_t index);
  void begin_outage(size_t index);
  void end_outage(size_t index);
  std::chrono::nanoseconds backoff(const child& c);
  static void enter(child& c, actor_phase phase);

  // -- requests ---------------------------------------------------------------

  caf::result<void> on_adopt(child_spec spec);
  caf::result<void> on_release(const std::string& who);
  [[nodiscard]] std::vector<child_state> on_children() const;

  // -- the end ----------------------------------------------------------------

  caf::result<stop_report> on_finish();
  caf::result<stop_report> on_stop();
  void begin_stop();
  void all_finished();
  void stop_next_role();
  void ask_more_to_finish();
  void ask_to_finish(size_t index);
  void finished(size_t index);
  void end_all();
  void all_ended();
  void abandon();

  supervisor_actor::pointer self_;
  const supervisor_options options_;
  std::mt19937_64 random_;

  std::deque<child> children_; ///< in the order of their start
  std::map<std::string_view, size_t> by_name_;
  std::unordered_map<caf::actor_id, size_t> running_;

  bool stopping_ = false;
  bool finished_ = false;               ///< the first stage is over
  bool ending_ = false;                 ///< all have been told to end
  std::vector<std::string> roles_left_; ///< the next one is the last
  std::set<size_t> finishing_;
  std::vector<size_t> unasked_; ///< of those; the next one is the last
  caf::disposable deadline_;
  stop_report report_;
  std::vector<caf::typed_response_promise<stop_report>> finish_askers_;
  std::vector<caf::typed_response_promise<stop_report>> askers_;
};

supervisor_actor::behavior_type supervisor_state::make_behavior() {
  install_guards(self_);
  self_->set_down_handler([this](caf::down_msg& m) { on_down(m); });
  for (size_t i = 0; i < children_.size(); ++i)
    start(i);
  return {
    [this](adopt_atom, child_spec& spec) { return on_adopt(std::move(spec)); },
    [this](release_atom, const std::string& who) { return on_release(who); },
    [this](children_atom) { return on_children(); },
    [this](finish_atom) { return on_finish(); },
    [this](stop_atom) { return on_stop(); },
  };
}

// -- lives --------------------------------------------------------------------

size_t supervisor_state::add(child_spec spec) {
  auto& added = children_.emplace_back();
  added.spec = std::move(spec);
  by_name_.emplace(added.spec.name, children_.size() - 1);
  return children_.size() - 1;
}

void supervisor_state::enter(child& c, actor_phase phase) {
  c.phase = phase;
  c.spec.entry->phase(phase);
}

void supervisor_state::start(size_t index) {
  auto& c = children_[index];
  try {
    c.actor = c.spec.start(*self_);
  } catch (...) {
    return died(index, "can not start: " + words_of(std::current_exception()));
  }
  if (!c.actor)
    return died(index, "can not start: there is no actor");
  running_.emplace(c.actor->id(), index);
  enter(c, actor_phase::running);
  self_->monitor(c.actor); // no link: its end is not ours
  c.spec.address.rebind(c.actor);
  if (c.outage)
    c.recovery = self_->run_delayed(options_.period,
                                    [this, index] { end_outage(index); });
}

void supervisor_state::on_down(const caf::down_msg& message) {
  const auto found = running_.find(message.source.id());
  if (found == running_.end())
    return;
  const auto index = found->second;
  running_.erase(found);
  died(index, message.reason ? describe(message.reason) : "ended by itself");
}

void supervisor_state::died(size_t index, std::string words) {
  auto& c = children_[index];
  c.actor = nullptr;
  c.recovery.dispose();
  if (stopping_) {
    enter(c, actor_phase::stopped);
    c.spec.address.close(errc::stopping);
    finished(index);
    if (ending_ && running_.empty())
      all_ended();
    return;
  }
  c.last_error = std::move(words);
  c.spec.entry->last_error(c.last_error);
  const auto now = self_->clock().now();
  c.deaths.push_back(now);
  while (c.deaths.front() + options_.period < now)
    c.deaths.pop_front();
  const bool spent = c.deaths.size() > options_.restarts_max;
  if (spent && !c.spec.vital)
    return quarantine(index);
  if (spent && !c.outage)
    begin_outage(index);
  restart_later(index);
}

std::chrono::nanoseconds supervisor_state::backoff(const child& c) {
  auto wait = c.outage ? options_.backoff_max : options_.backoff_first;
  for (size_t i = 1; i < c.deaths.size() && wait < options_.backoff_max; ++i)
    wait *= 2;
  wait = std::min(wait, options_.backoff_max);
  const auto spread = static_cast<uint64_t>(wait.count()) / 4 + 1;
  return wait + std::chrono::nanoseconds{random_() % spread};
}

void supervisor_state::restart_later(size_t index) {
  auto& c = children_[index];
  enter(c, actor_phase::restarting);
  const auto wait = backoff(c);
  spdlog::warn("child-restarts: {} ended ({}) and starts again in {} ms, "
               "restart {} of {} within {} s",
               c.spec.name, c.last_error, wait / std::chrono::milliseconds{1},
               c.deaths.size(), options_.restarts_max,
               options_.period / std::chrono::seconds{1});
  c.restart = self_->run_delayed(wait, [this, index] {
    auto& again = children_[index];
    ++again.restarts;
    again.spec.entry->restarted();
    start(index);
  });
}

void supervisor_state::quarantine(size_t index) {
  auto& c = children_[index];
  enter(c, actor_phase::quarantined);
  c.spec.address.close(errc::quarantined);
  spdlog::error("child-quarantined: {} ended {} times within {} s and stays "
                "down until it is released; last error: {}",
                c.spec.name, c.deaths.size(),
                options_.period / std::chrono::seconds{1}, c.last_error);
  if (options_.on_quarantine)
    options_.on_quarantine(c.spec.name, c.last_error);
}

void supervisor_state::begin_outage(size_t index) {
  auto& c = children_[index];
  c.outage = true;
  spdlog::error("child-outage: {}, which all others need, ended {} times "
                "within {} s; it is tried again every {} s; last error: {}",
                c.spec.name, c.deaths.size(),
                options_.period / std::chrono::seconds{1},
                options_.backoff_max / std::chrono::seconds{1}, c.last_error);
  if (options_.on_outage)
    options_.on_outage(c.spec.name, c.last_error, false);
}

void supervisor_state::end_outage(size_t index) {
  auto& c = children_[index];
  c.outage = false;
  c.deaths.clear();
  spdlog::warn("child-recovered: {} is in service again", c.spec.name);
  if (options_.on_outage)
    options_.on_outage(c.spec.name, c.last_error, true);
}

// -- requests -----------------------------------------------------------------

caf::result<void> supervisor_state::on_adopt(child_spec spec) {
  if (stopping_)
    return caf::make_error(errc::stopping);
  if (by_name_.contains(spec.name))
    return caf::make_error(errc::duplicate_child);
  start(add(std::move(spec)));
  return caf::unit;
}

caf::result<void> supervisor_state::on_release(const std::string& who) {
  if (stopping_)
    return caf::make_error(errc::stopping);
  const auto found = by_name_.find(who);
  if (found == by_name_.end())
    return caf::make_error(errc::unknown_child);
  auto& c = children_[found->second];
  if (c.phase == actor_phase::quarantined) {
    c.deaths.clear();
    start(found->second);
  }
  return caf::unit;
}

std::vector<child_state> supervisor_state::on_children() const {
  std::vector<child_state> result;
  result.reserve(children_.size());
  for (const auto& c : children_)
    result.push_back(
      {c.spec.name, c.spec.role, c.phase, c.restarts, c.last_error});
  return result;
}

// -- the end ------------------------------------------------------------------
// Stage one asks the children, role by role, to finish what is under way;
// stage two ends them all. Each wait has a deadline, so this always ends.

caf::result<stop_report> supervisor_state::on_finish() {
  auto promise = self_->make_response_promise<stop_report>();
  finish_askers_.push_back(promise);
  if (finished_)
    all_finished();
  else
    begin_stop();
  return promise;
}

caf::result<stop_report> supervisor_state::on_stop() {
  auto promise = self_->make_response_promise<stop_report>();
  askers_.push_back(promise);
  if (finished_ && !ending_)
    end_all();
  else
    begin_stop();
  return promise;
}

void supervisor_state::begin_stop() {
  if (std::exchange(stopping_, true))
    return;
  for (auto& c : children_) {
    c.restart.dispose();
    c.recovery.dispose();
    if (!c.actor) {
      enter(c, actor_phase::stopped);
      c.spec.address.close(errc::stopping);
    }
    if (std::ranges::find(roles_left_, c.spec.role) == roles_left_.end())
      roles_left_.push_back(c.spec.role);
  }
  stop_next_role();
}

void supervisor_state::all_finished() {
  finished_ = true;
  for (auto& asker : std::exchange(finish_askers_, {}))
    asker.deliver(report_);
  if (!askers_.empty() && !ending_)
    end_all();
}

void supervisor_state::stop_next_role() {
  if (roles_left_.empty())
    return all_finished();
  const auto role = std::move(roles_left_.back());
  roles_left_.pop_back();
  for (size_t i = 0; i < children_.size(); ++i)
    if (children_[i].actor && children_[i].spec.role == role)
      finishing_.insert(i);
  if (finishing_.empty())
    return stop_next_role();
  unasked_.assign(finishing_.begin(), finishing_.end());
  ask_more_to_finish();
  deadline_ = self_->run_delayed(options_.finish_within, [this] {
    for (const auto index : finishing_) {
      report_.unconfirmed.push_back(children_[index].spec.name);
      spdlog::error("child-late: {} does not finish its work in time",
                    children_[index].spec.name);
    }
    finishing_.clear();
    stop_next_role();
  });
}

void supervisor_state::ask_more_to_finish() {
  while (!unasked_.empty()
         && finishing_.size() < unasked_.size() + asked_at_once) {
    const auto index = unasked_.back();
    unasked_.pop_back();
    if (finishing_.contains(index)) // it may have ended by itself
      ask_to_finish(index);
  }
}

// Without a timeout of its own: the deadline of the role is the one for all.
void supervisor_state::ask_to_finish(size_t index) {
  const auto asked
    = self_->request(caf::actor_cast<caf::actor>(children_[index].actor),
                     caf::infinite, stop_atom_v);
  self_->add_multiplexed_response_handler(
    asked.id(),
    caf::behavior{
      [this, index] { finished(index); },
      [this, index](stop_report& below) { // of another supervisor
        std::ranges::move(below.unconfirmed,
                          std::back_inserter(report_.unconfirmed));
        std::ranges::move(below.running, std::back_inserter(report_.running));
        finished(index);
      },
      [this, index](const caf::error&) { finished(index); }, // has no stop
    });
}

void supervisor_state::finished(size_t index) {
  if (finishing_.erase(index) == 0)
    return;
  if (!finishing_.empty())
    return ask_more_to_finish();
  deadline_.dispose();
  stop_next_role();
}

void supervisor_state::end_all() {
  ending_ = true;
  if (running_.empty())
    return all_ended();
  for (auto c = children_.rbegin(); c != children_.rend(); ++c)
    if (c->actor)
      self_->send_exit(c->actor, caf::exit_reason::user_shutdown);
  deadline_ = self_->run_delayed(options_.end_within, [this] { all_ended(); });
}

void supervisor_state::all_ended() {
  deadline_.dispose();
  for (const auto& c : children_)
    if (c.actor) {
      report_.running.push_back(c.spec.name);
      spdlog::error("child-stuck: {} does not end", c.spec.name);
    }
  for (auto& asker : askers_)
    asker.deliver(report_);
  askers_.clear();
  self_->quit();
}

/// Whatever way the supervisor ends, its children end too.
void supervisor_state::abandon() {
  for (auto& c : children_) {
    c.restart.dispose();
    c.recovery.dispose();
    c.spec.address.close(errc::stopping);
    if (c.actor)
      caf::anon_send_exit(c.actor, caf::exit_reason::user_shutdown);
  }
}

} // namespace

supervisor_actor
spawn_supervisor(caf::actor_system& system, directory_entry_ptr entry,
                 std::vector<child_spec> children, supervisor_options options) {
  return spawn_watched<supervisor_actor, supervisor_state>(
    system, std::move(entry), std::move(children), std::move(options));
}

supervisor_actor
spawn_supervisor(caf::local_actor& parent, directory_entry_ptr entry,
                 std::vector<child_spec> children, supervisor_options options) {
  return spawn_watched<supervisor_actor, supervisor_state>(
    parent, std::move(entry), std::move(children), std::move(options));
}

} // namespace lockstep::actors
