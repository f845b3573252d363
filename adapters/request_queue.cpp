#include "adapters/request_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockstep {

namespace {

bool goes_before(const request_queue::entry& a, const request_queue::entry& b) {
  if (a.request.priority != b.request.priority)
    return a.request.priority < b.request.priority;
  return a.order < b.order;
}

timestamp ready_at(const request_queue::entry& e, timestamp now,
                   const limiter& limits) {
  return std::max(e.not_before, limits.at(e.request, now));
}

} // namespace

void request_queue::push(entry e) {
  if (e.order == 0) // a second attempt keeps its place
    e.order = ++arrivals_;
  entries_.insert(std::ranges::upper_bound(entries_, e, goes_before),
                  std::move(e));
}

std::optional<request_queue::entry> request_queue::pop(timestamp now,
                                                       const limiter& limits) {
  const auto at = std::ranges::find_if(entries_, [&](const entry& e) {
    return ready_at(e, now, limits) <= now;
  });
  if (at == entries_.end())
    return std::nullopt;
  auto found = std::move(*at);
  entries_.erase(at);
  return found;
}

std::optional<timestamp> request_queue::next(timestamp now,
                                             const limiter& limits) const {
  std::optional<timestamp> soonest;
  for (const auto& e : entries_) {
    const auto at = std::min(ready_at(e, now, limits), e.not_after);
    if (!soonest || at < *soonest)
      soonest = at;
  }
  return soonest;
}

std::vector<request_queue::entry> request_queue::take_expired(timestamp now) {
  const auto late
    = std::stable_partition(entries_.begin(), entries_.end(),
                            [&](const entry& e) { return e.not_after > now; });
  std::vector<entry> taken{std::make_move_iterator(late),
                           std::make_move_iterator(entries_.end())};
  entries_.erase(late, entries_.end());
  return taken;
}

std::vector<request_queue::entry> request_queue::take_all() {
  return std::exchange(entries_, {});
}

} // namespace lockstep
