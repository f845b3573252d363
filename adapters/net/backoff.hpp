#pragma once

#include "model/time.hpp"

#include <cstdint>

namespace lockstep::net {

using namespace std::chrono_literals;

/// How long to wait before connecting again. The defaults are what Kraken
/// asks of its WebSocket users: a few tries at once, then 5 s and growing.
struct backoff_policy {
  uint32_t quick_tries = 3; ///< tries before the growing delays begin
  duration quick = 100ms;   ///< shortest delay of a quick try
  duration first = 5s;      ///< shortest delay after the quick tries
  duration longest = 60s;   ///< no delay is longer than this
};

/// The delay before try number `attempt` (0 is the first after the loss).
///
/// A step starts at `quick`, later at `first`, and doubles each time up to
/// half of `longest`; the delay lies anywhere between one and two steps,
/// chosen by `random` (64 bits of the caller's seeded generator), so that
/// clients that were lost together do not come back together.
[[nodiscard]] duration backoff_delay(const backoff_policy& policy,
                                     uint32_t attempt, uint64_t random);

} // namespace lockstep::net
