#include "adapters/net/backoff.hpp"

#include <algorithm>

namespace lockstep::net {

namespace {

/// Doubles `start`, `times` times, but never beyond `limit`.
duration doubled(duration start, uint32_t times, duration limit) {
  while (times-- > 0 && start < limit)
    start *= 2;
  return std::min(start, limit);
}

} // namespace

duration backoff_delay(const backoff_policy& policy, uint32_t attempt,
                       uint64_t random) {
  const auto quick = attempt < policy.quick_tries;
  const auto step = doubled(quick ? policy.quick : policy.first,
                            quick ? attempt : attempt - policy.quick_tries,
                            policy.longest / 2);
  const auto span = static_cast<uint64_t>(step.count()) + 1;
  return step + duration{static_cast<duration::rep>(random % span)};
}

} // namespace lockstep::net
