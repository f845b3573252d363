#pragma once

#include "model/result.hpp"

#include <fmt/format.h>

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep {

__extension__ using int128 = __int128;

/// How a quotient or product that does not fit the grid is brought onto it.
/// Always named by the caller, because money is lost by the wrong default.
enum class rounding : uint8_t {
  down,    ///< towards zero: never more than the exact value's magnitude
  up,      ///< away from zero
  half_up, ///< to the nearest, ties away from zero (what venues do to fees)
};

/// An exact decimal number: 18 fractional digits and at least 18 integral ones
/// (the magnitude stays below 1.7e20). Overflow throws `std::overflow_error`;
/// the guard of the actor that calculates turns it into a record.
class decimal {
public:
  /// Fractional digits kept.
  static constexpr int digits = 18;

  constexpr decimal() = default;

  /// A whole number.
  constexpr decimal(int64_t whole) : units_{int128{whole} * unit} {}

  /// Reads `-12.5`, `0.00001`, `1e-7`. Refuses anything else: empty text,
  /// spaces, more than 18 fractional digits that are not zero, a magnitude
  /// that does not fit.
  [[nodiscard]] static result<decimal> parse(std::string_view text);

  /// From the count of 10^-18 units; for storage and tests.
  [[nodiscard]] static constexpr decimal from_units(int128 units) {
    decimal x;
    x.units_ = units;
    return x;
  }

  [[nodiscard]] constexpr int128 units() const { return units_; }
  [[nodiscard]] constexpr bool is_zero() const { return units_ == 0; }
  [[nodiscard]] constexpr bool is_negative() const { return units_ < 0; }
  [[nodiscard]] constexpr bool is_positive() const { return units_ > 0; }

  /// Without trailing zeros and without an exponent: `12.5`, `-0.00001`, `0`.
  [[nodiscard]] std::string str() const;

  /// With exactly `places` (0..18) fractional digits, as venues print them.
  [[nodiscard]] std::string str(int places, rounding mode) const;

  decimal& operator+=(decimal other);
  decimal& operator-=(decimal other);
  friend decimal operator+(decimal a, decimal b) { return a += b; }
  friend decimal operator-(decimal a, decimal b) { return a -= b; }
  friend decimal operator-(decimal a) { return decimal{} - a; }

  friend constexpr auto operator<=>(decimal, decimal) = default;

private:
  static constexpr int128 unit = 1'000'000'000'000'000'000;
  /// CAF keeps what is in a message at multiples of 8, not of 16.
  using stored [[gnu::aligned(8)]] = int128;
  stored units_ = 0;
};

static_assert(alignof(decimal) == 8);

/// The product, rounded to 18 digits in the named way.
[[nodiscard]] decimal multiply(decimal a, decimal b, rounding mode);

/// The quotient, rounded to 18 digits in the named way. `b` is not zero
/// (throws `std::domain_error`).
[[nodiscard]] decimal divide(decimal a, decimal b, rounding mode);

/// `a * b / c` with an exact 256-bit product and a single rounding.
[[nodiscard]] decimal multiply_divide(decimal a, decimal b, decimal c,
                                      rounding mode);

/// The multiple of `step` (above zero) next to `x` in the named direction.
[[nodiscard]] decimal round_to(decimal x, decimal step, rounding mode);

/// 10^-places, for venues that state a number of decimals; places is 0..18.
[[nodiscard]] decimal step_of(int places);

[[nodiscard]] inline decimal abs(decimal x) {
  return x.is_negative() ? -x : x;
}

} // namespace lockstep

template <>
struct fmt::formatter<lockstep::decimal> : fmt::formatter<std::string> {
  auto format(lockstep::decimal x, format_context& ctx) const {
    return formatter<std::string>::format(x.str(), ctx);
  }
};
