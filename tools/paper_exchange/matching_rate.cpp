#include "tools/paper_exchange/matching_rate.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace lockstep::paper {

namespace {

struct age_charge {
  int below_seconds;
  int charge;
};

int charge_at(duration age, std::span<const age_charge> table) {
  for (const auto& [below, charge] : table)
    if (age < std::chrono::seconds{below})
      return charge;
  return 0;
}

constexpr std::array amend_charges{age_charge{5, 3}, age_charge{10, 2},
                                   age_charge{15, 1}};
constexpr std::array edit_charges{age_charge{5, 6}, age_charge{10, 5},
                                  age_charge{15, 4}, age_charge{45, 2},
                                  age_charge{90, 1}};
constexpr std::array cancel_charges{age_charge{5, 8},  age_charge{10, 6},
                                    age_charge{15, 5}, age_charge{45, 4},
                                    age_charge{90, 2}, age_charge{300, 1}};

} // namespace

engine_limits limits_of(account_tier tier) {
  const auto hundredths = [](int64_t x) {
    return divide(decimal{x}, decimal{100}, rounding::down);
  };
  switch (tier) {
    case account_tier::starter:
      return {60, hundredths(100), 60};
    case account_tier::intermediate:
      return {125, hundredths(234), 80};
    case account_tier::pro:
      break;
  }
  return {180, hundredths(375), 225};
}

int amend_charge(duration age) {
  return charge_at(age, amend_charges);
}

int edit_charge(duration age) {
  return charge_at(age, edit_charges);
}

int cancel_charge(duration age) {
  return charge_at(age, cancel_charges);
}

decimal rate_counter::value(timestamp now, decimal decay_per_second) const {
  const auto ns = std::max<int64_t>((now - at_).count(), 0);
  // A counter is far below what decays in a day.
  const auto elapsed = std::min<int64_t>(ns, 86'400'000'000'000);
  const auto fallen = multiply_divide(decimal{elapsed}, decay_per_second,
                                      decimal{1'000'000'000}, rounding::down);
  return std::max(value_ - fallen, decimal{});
}

void rate_counter::charge(timestamp now, decimal decay_per_second,
                          decimal amount) {
  value_ = value(now, decay_per_second) + amount;
  at_ = now;
}

} // namespace lockstep::paper
