#include "actors/runtime/directory.hpp"

#include <utility>

namespace lockstep::actors {

namespace {

int64_t ticks(actor_time t) {
  return std::chrono::nanoseconds{t.time_since_epoch()}.count();
}

} // namespace

std::string_view to_string(actor_phase phase) {
  switch (phase) {
    case actor_phase::starting:
      return "starting";
    case actor_phase::running:
      return "running";
    case actor_phase::restarting:
      return "restarting";
    case actor_phase::quarantined:
      return "quarantined";
    case actor_phase::stopped:
      return "stopped";
  }
  return "?";
}

actor_line directory_entry::line(actor_time now) const {
  actor_line result;
  result.name = name_;
  result.id = id_;
  result.phase = phase_;
  result.depth = depth_;
  if (const auto since = running_since_.load(); since != 0)
    result.running_for = std::chrono::nanoseconds{ticks(now) - since};
  result.restarts = restarts_;
  result.faults = faults_;
  std::lock_guard lock{mutex_};
  result.state = state_;
  result.last_error = last_error_;
  return result;
}

void directory_entry::state(std::string text) {
  std::lock_guard lock{mutex_};
  state_ = std::move(text);
}

uint32_t directory_entry::fault(std::string text) {
  last_error(std::move(text));
  return faults_.fetch_add(1) + 1;
}

void directory_entry::last_error(std::string text) {
  std::lock_guard lock{mutex_};
  last_error_ = std::move(text);
}

void directory_entry::incarnation(uint64_t id) {
  id_ = id;
  depth_ = 0;
  phase_ = actor_phase::running;
}

void directory_entry::run_begins(actor_time now, size_t depth) {
  depth_ = static_cast<uint32_t>(depth);
  running_since_ = ticks(now);
}

void directory_entry::run_pauses(size_t depth) {
  depth_ = static_cast<uint32_t>(depth);
  running_since_ = 0;
}

// Whoever comes in between makes one of the exchanges fail, and his own run
// sets both again.
void directory_entry::run_ends(actor_time began) {
  auto depth = depth_.load();
  auto since = ticks(began);
  if (running_since_.compare_exchange_strong(since, 0))
    depth_.compare_exchange_strong(depth, 0);
}

directory_entry_ptr directory::entry(std::string_view name) {
  std::lock_guard lock{mutex_};
  if (const auto found = entries_.find(name); found != entries_.end())
    return found->second;
  auto made = std::make_shared<directory_entry>(std::string{name});
  entries_.emplace(made->name(), made);
  return made;
}

directory_entry_ptr directory::find(std::string_view name) const {
  std::lock_guard lock{mutex_};
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : found->second;
}

void directory::remove(std::string_view name) {
  directory_entry_ptr last; // the key lives in it
  std::lock_guard lock{mutex_};
  if (const auto found = entries_.find(name); found != entries_.end()) {
    last = found->second;
    entries_.erase(found);
  }
}

std::vector<actor_line> directory::snapshot(actor_time now) const {
  std::lock_guard lock{mutex_};
  std::vector<actor_line> result;
  result.reserve(entries_.size());
  for (const auto& [name, entry] : entries_)
    result.push_back(entry->line(now));
  return result;
}

} // namespace lockstep::actors
