#include "adapters/net/loop.hpp"

namespace lockstep::net {

void loop::run() {
  io_.run();
  {
    const std::lock_guard guard{mutex_};
    ended_ = true;
  }
  // What was posted, but not yet begun, when the loop was left.
  io_.restart();
  io_.poll();
}

} // namespace lockstep::net
