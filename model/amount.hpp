#pragma once

#include "model/decimal.hpp"

#include <compare>

namespace lockstep {

/// A decimal with a meaning. Amounts of different meaning do not mix: a price
/// can not be added to a quantity, and only the products below exist.
template <class Tag>
class amount {
public:
  constexpr amount() = default;
  constexpr explicit amount(decimal value) : value_{value} {}

  [[nodiscard]] static result<amount> parse(std::string_view text) {
    return decimal::parse(text).map([](decimal x) { return amount{x}; });
  }

  [[nodiscard]] constexpr decimal value() const { return value_; }
  [[nodiscard]] constexpr bool is_zero() const { return value_.is_zero(); }
  [[nodiscard]] constexpr bool is_positive() const {
    return value_.is_positive();
  }
  [[nodiscard]] constexpr bool is_negative() const {
    return value_.is_negative();
  }
  [[nodiscard]] std::string str() const { return value_.str(); }

  amount& operator+=(amount other) {
    value_ += other.value_;
    return *this;
  }
  amount& operator-=(amount other) {
    value_ -= other.value_;
    return *this;
  }
  friend amount operator+(amount a, amount b) { return a += b; }
  friend amount operator-(amount a, amount b) { return a -= b; }
  friend amount operator-(amount a) { return amount{-a.value_}; }
  friend constexpr auto operator<=>(amount, amount) = default;

private:
  decimal value_;
};

/// Quote currency per unit of base, for example USD per BTC.
using price = amount<struct price_tag>;
/// An amount of the base asset, for example BTC.
using quantity = amount<struct quantity_tag>;
/// An amount of money in the quote or reporting currency.
using notional = amount<struct notional_tag>;
/// A share without a unit: 0.1 is ten percent.
using ratio = amount<struct ratio_tag>;

/// What a quantity costs at a price.
[[nodiscard]] inline notional value_of(quantity q, price p, rounding mode) {
  return notional{multiply(q.value(), p.value(), mode)};
}

/// How much of the base asset an amount of money buys at a price.
[[nodiscard]] inline quantity bought_for(notional n, price p, rounding mode) {
  return quantity{divide(n.value(), p.value(), mode)};
}

/// A share of an amount.
template <class Tag>
[[nodiscard]] amount<Tag>
part_of(amount<Tag> whole, ratio share, rounding mode) {
  return amount<Tag>{multiply(whole.value(), share.value(), mode)};
}

/// How large a part is of a whole. The whole is not zero.
template <class Tag>
[[nodiscard]] ratio
share_of(amount<Tag> part, amount<Tag> whole, rounding mode) {
  return ratio{divide(part.value(), whole.value(), mode)};
}

/// The multiple of `step` next to `x` in the named direction.
template <class Tag>
[[nodiscard]] amount<Tag>
round_to(amount<Tag> x, amount<Tag> step, rounding mode) {
  return amount<Tag>{round_to(x.value(), step.value(), mode)};
}

/// A ratio from a percentage as people write it: `percent(10)` is 0.1.
[[nodiscard]] inline ratio percent(decimal x) {
  return ratio{divide(x, decimal{100}, rounding::half_up)};
}

} // namespace lockstep

template <class Tag>
struct fmt::formatter<lockstep::amount<Tag>> : fmt::formatter<std::string> {
  auto format(lockstep::amount<Tag> x, format_context& ctx) const {
    return formatter<std::string>::format(x.str(), ctx);
  }
};
