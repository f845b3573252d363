#pragma once

#include "copytrade/denial.hpp"
#include "copytrade/signal.hpp"

#include <optional>
#include <vector>

namespace lockstep::copytrade {

/// A missed signal as it is to be acted on.
struct netted {
  /// An entry's quantity is what later exits left of it.
  signal what;
  /// Set if it is not to be acted on; the row's reason.
  std::optional<denial> skipped;
};

/// Nets what a follower missed during an outage, given in the order of
/// dispatch: exits come first and apply to what is there; of each entry only
/// what later exits of the same asset left is still bought; stale entries are
/// skipped. Every signal comes out once.
[[nodiscard]] std::vector<netted> net(const std::vector<signal>& missed,
                                      timestamp now, duration max_entry_age);

} // namespace lockstep::copytrade
