#pragma once

#include "model/time.hpp"
#include "tools/paper_exchange/account.hpp"

namespace lockstep::paper {

/// What the matching engine allows an account, for each pair.
struct engine_limits {
  int counter_max;
  decimal decay_per_second;
  int open_orders_max;
};

[[nodiscard]] engine_limits limits_of(account_tier tier);

/// What is charged on top of the fixed part, by the age of the order.
[[nodiscard]] int amend_charge(duration age);
[[nodiscard]] int edit_charge(duration age);
[[nodiscard]] int cancel_charge(duration age);

/// The matching engine's counter of one account and pair: it rises with each
/// request and falls with time.
class rate_counter {
public:
  [[nodiscard]] decimal value(timestamp now, decimal decay_per_second) const;
  void charge(timestamp now, decimal decay_per_second, decimal amount);

private:
  decimal value_;
  timestamp at_;
};

} // namespace lockstep::paper
