#pragma once

#include "test/bench/figures.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/message.hpp>

#include <cstddef>
#include <functional>

namespace lockstep::bench {

/// One source with its followers, and the collector that they answer to.
class crowd {
public:
  /// Makes the follower with that number.
  using spawner
    = std::function<caf::actor(const caf::actor& collector, size_t number)>;

  crowd(caf::actor_system& system, size_t count, const spawner& spawn);
  ~crowd();
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;

  /// From the first message to the last answer.
  taken send(caf::message what);

private:
  size_t count_;
  caf::actor collector_;
  caf::actor source_;
};

} // namespace lockstep::bench
