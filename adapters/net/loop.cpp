#include "adapters/net/loop.hpp"

namespace lockstep::net {

void loop::run() {
  io_.run();
  {
    const std::lock_guard guard{mutex_};
    ended_ = true;
  }
  // What was posted between the last look and the end.
  io_.restart();
  io_.poll();
}

} // namespace lockstep::net
