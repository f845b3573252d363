#include "actors/listener_list.hpp"

#include <algorithm>

namespace lockstep::actors {

bool listener_list::add(const caf::strong_actor_ptr& who) {
  const std::scoped_lock guard{mutex_};
  if (std::ranges::find(all_, who) != all_.end())
    return false;
  all_.push_back(who);
  return true;
}

std::vector<caf::strong_actor_ptr> listener_list::all() const {
  const std::scoped_lock guard{mutex_};
  return all_;
}

} // namespace lockstep::actors
