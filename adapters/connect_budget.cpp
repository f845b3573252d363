#include "adapters/connect_budget.hpp"

#include <algorithm>

namespace lockstep {

size_t connect_budget::room(bool urgent) const {
  return urgent ? limits_.most : limits_.most - limits_.reserve;
}

bool connect_budget::take(timestamp now, bool urgent) {
  const std::scoped_lock lock{mutex_};
  while (!taken_.empty() && taken_.front() + limits_.window <= now)
    taken_.pop_front();
  if (taken_.size() >= room(urgent))
    return false;
  taken_.push_back(now);
  return true;
}

timestamp connect_budget::next(timestamp now, bool urgent) const {
  const std::scoped_lock lock{mutex_};
  const auto most = room(urgent);
  if (taken_.size() < most)
    return now;
  // So many of the oldest must be forgotten before there is room again.
  return std::max(now, taken_[taken_.size() - most] + limits_.window);
}

} // namespace lockstep
