#pragma once

#include "model/time.hpp"
#include "tools/paper_exchange/account.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace lockstep::paper {

/// What a verification tier may call: the counter's limit, and how much it
/// falls per second, in millionths.
struct rest_tier {
  int64_t max_millionths;
  int64_t decay_millionths_per_second;
};

/// Kraken's figures for private calls.
[[nodiscard]] rest_tier rest_tier_of(account_tier tier);

/// The counter of private REST calls of each key. Each call adds its cost, and
/// the counter decays with time; a call that would pass the limit is refused.
class rest_counter {
public:
  /// Charges a call; false if the limit does not allow it.
  [[nodiscard]] bool charge(const std::string& key, rest_tier tier, int cost,
                            timestamp now);

private:
  struct state {
    int64_t millionths = 0;
    timestamp as_of;
  };

  std::map<std::string, state> counters_;
};

} // namespace lockstep::paper
