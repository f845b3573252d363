#pragma once

#include <caf/actor_control_block.hpp>

#include <mutex>
#include <vector>

namespace lockstep::actors {

/// Who is told of an actor's news. Kept over all its incarnations: whoever
/// began to listen does not learn that the one he listens to is another one
/// by now. Thread-safe.
class listener_list {
public:
  /// False if it was there already.
  bool add(const caf::strong_actor_ptr& who);
  [[nodiscard]] std::vector<caf::strong_actor_ptr> all() const;

private:
  mutable std::mutex mutex_;
  std::vector<caf::strong_actor_ptr> all_;
};

} // namespace lockstep::actors
