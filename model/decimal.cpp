#include "model/decimal.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

namespace lockstep {

namespace {

using boost::multiprecision::int256_t;
__extension__ using uint128 = unsigned __int128;

constexpr int128 max_units = ~(int128{1} << 127);
constexpr int128 one_unit = 1'000'000'000'000'000'000;

[[noreturn]] void overflow() {
  throw std::overflow_error{"a number left the range of 20 integral digits"};
}

/// The range is symmetric, so that every number has its negative; a number
/// that can not be represented leaves the operands as they were.
int128 sum_of(int128 a, int128 b) {
  int128 sum = 0;
  if (__builtin_add_overflow(a, b, &sum) || sum < -max_units)
    overflow();
  return sum;
}

/// All that fit.
constexpr auto powers_of_ten = [] {
  std::array<int128, 39> xs{1};
  for (size_t i = 1; i < xs.size(); ++i)
    xs[i] = 10 * xs[i - 1];
  return xs;
}();

/// Adjusts a quotient that was cut towards zero.
template <class Int>
Int rounded(const Int& quotient, const Int& remainder, const Int& divisor,
            rounding mode, bool negative) {
  if (remainder == 0 || mode == rounding::down)
    return quotient;
  const Int rest = remainder < 0 ? Int{-remainder} : remainder;
  const Int whole = divisor < 0 ? Int{-divisor} : divisor;
  if (mode == rounding::half_up && rest < whole - rest)
    return quotient;
  return negative ? Int{quotient - 1} : Int{quotient + 1};
}

int256_t widen(int128 x) {
  return int256_t{x};
}

int128 narrow(const int256_t& x) {
  if (x > widen(max_units) || x < -widen(max_units))
    overflow();
  return static_cast<int128>(x);
}

uint128 magnitude(int128 x) {
  return x < 0 ? -static_cast<uint128>(x) : static_cast<uint128>(x);
}

int128 mul_div_wide(int128 a, int128 b, int128 c, rounding mode,
                    bool negative) {
  const int256_t wide = widen(a) * widen(b);
  const int256_t by = widen(c);
  return narrow(
    rounded<int256_t>(wide / by, int256_t{wide % by}, by, mode, negative));
}

/// The product of two magnitudes, as four digits to the base 2^64, the
/// lowest first.
std::array<uint64_t, 4> product_of(uint128 a, uint128 b) {
  const auto low = [](uint128 x) { return static_cast<uint64_t>(x); };
  const uint128 ll = uint128{low(a)} * low(b);
  const uint128 lh = uint128{low(a)} * low(b >> 64);
  const uint128 hl = uint128{low(a >> 64)} * low(b);
  const uint128 hh = uint128{low(a >> 64)} * low(b >> 64);
  const uint128 middle = (ll >> 64) + low(lh) + low(hl);
  const uint128 upper = hh + (lh >> 64) + (hl >> 64) + (middle >> 64);
  return {low(ll), low(middle), low(upper), low(upper >> 64)};
}

/// A quotient and what is left.
struct division {
  uint128 quotient;
  uint128 rest;
};

/// By a divisor of one digit, as ten to the eighteen is: schoolbook division.
division divide_product(uint128 a, uint128 b, uint64_t c) {
  uint128 product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) {
    const auto quotient = product / c;
    return {quotient, product - quotient * c};
  }
  auto digits = product_of(a, b);
  uint128 rest = 0;
  for (size_t i = digits.size(); i-- > 0;) {
    const auto part = rest << 64 | digits[i];
    const auto quotient = part < c ? 0 : part / c;
    digits[i] = static_cast<uint64_t>(quotient);
    rest = part - quotient * c;
  }
  if (digits[3] != 0 || digits[2] != 0)
    overflow();
  return {uint128{digits[1]} << 64 | digits[0], rest};
}

int128 mul_div_short(int128 a, int128 b, uint64_t c, rounding mode,
                     bool negative) {
  const auto [cut, rest] = divide_product(magnitude(a), magnitude(b), c);
  const bool more = (mode == rounding::up && rest > 0)
                    || (mode == rounding::half_up && rest >= c - rest);
  if (cut > static_cast<uint128>(max_units) - more)
    overflow();
  const auto quotient = static_cast<int128>(cut + more);
  return negative ? -quotient : quotient;
}

int128 mul_div(int128 a, int128 b, int128 c, rounding mode) {
  if (c == 0)
    throw std::domain_error{"a division by zero was asked for"};
  const bool negative = ((a < 0) != (b < 0)) != (c < 0);
  const auto by = magnitude(c);
  if (by >> 64 == 0)
    return mul_div_short(a, b, static_cast<uint64_t>(by), mode, negative);
  int128 product = 0;
  // The usual case of the others, and cheap.
  if (!__builtin_mul_overflow(a, b, &product) && product >= -max_units) {
    const auto quotient = product / c;
    return rounded<int128>(quotient, product - quotient * c, c, mode, negative);
  }
  return mul_div_wide(a, b, c, mode, negative);
}

/// A number as it is written.
struct parts {
  bool negative;
  uint128 whole;
  uint64_t fraction; ///< in units
};

parts split(int128 units) {
  constexpr auto one = static_cast<uint64_t>(one_unit);
  const auto size = magnitude(units);
  const auto whole = size / one;
  return {units < 0, whole, static_cast<uint64_t>(size - whole * one)};
}

/// Backwards, from the last digit on; digits after `places` are not written.
std::string text_of(parts x, int places) {
  std::array<char, 48> room; // NOLINT(*-member-init): all that is read is set
  auto* at = room.end();
  const auto put_digit_of = [&](auto& number) {
    *--at = static_cast<char>('0' + static_cast<int>(number % 10));
    number /= 10;
  };
  const auto cut = static_cast<size_t>(decimal::digits - places);
  x.fraction /= static_cast<uint64_t>(powers_of_ten[cut]);
  for (int i = 0; i < places; ++i)
    put_digit_of(x.fraction);
  if (places > 0)
    *--at = '.';
  while (x.whole > std::numeric_limits<uint64_t>::max())
    put_digit_of(x.whole);
  auto whole = static_cast<uint64_t>(x.whole); // divides faster
  do
    put_digit_of(whole);
  while (whole > 0);
  if (x.negative)
    *--at = '-';
  return {at, room.end()};
}

/// The digits of one number literal, before they are put on the grid.
struct literal {
  bool negative = false;
  uint128 digits = 0;
  int exponent = 0; // value = digits * 10^exponent
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads the exponent after an `e`; false if it is not a small whole number.
bool read_exponent(std::string_view text, int& exponent) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, is_digit))
    return false;
  int value = 0;
  for (const char c : text)
    value = value * 10 + (c - '0');
  exponent += negative ? -value : value;
  return true;
}

/// Splits the text into sign, digits and exponent; false if it is no number.
bool read_literal(std::string_view text, literal& out) {
  if (!text.empty() && text.front() == '-') {
    out.negative = true;
    text.remove_prefix(1);
  }
  bool after_point = false;
  int digits_seen = 0;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (is_digit(c)) {
      ++digits_seen;
      const auto digit = static_cast<unsigned>(c - '0');
      constexpr uint128 surely_fits = max_units / 10 - 1; // saves a division
      if (out.digits > surely_fits
          && out.digits > (uint128(max_units) - digit) / 10) {
        if (digit == 0 && after_point)
          continue; // trailing zeros carry nothing
        return false;
      }
      out.digits = out.digits * 10 + digit;
      out.exponent -= after_point;
    } else if (c == '.' && !after_point && digits_seen > 0) {
      after_point = true;
      if (text.empty() || !is_digit(text.front()))
        return false;
    } else if ((c == 'e' || c == 'E') && digits_seen > 0) {
      return read_exponent(text, out.exponent);
    } else {
      return false;
    }
  }
  return digits_seen > 0;
}

} // namespace

result<decimal> decimal::parse(std::string_view text) {
  literal found;
  if (!read_literal(text, found))
    return fail("'{}' is not a decimal number", text.substr(0, 60));
  auto value = static_cast<int128>(found.digits);
  int shift = found.exponent + digits;
  if (value == 0)
    return decimal{};
  for (; shift < 0 && value % 10 == 0; ++shift)
    value /= 10;
  if (shift < 0)
    return fail("'{}' has more than {} fractional digits", text.substr(0, 60),
                digits);
  const auto by = static_cast<size_t>(shift);
  if (by >= powers_of_ten.size()
      || __builtin_mul_overflow(value, powers_of_ten[by], &value))
    return fail("'{}' is too large", text.substr(0, 60));
  return from_units(found.negative ? -value : value);
}

decimal& decimal::operator+=(decimal other) {
  units_ = sum_of(units_, other.units_);
  return *this;
}

decimal& decimal::operator-=(decimal other) {
  units_ = sum_of(units_, -other.units_);
  return *this;
}

std::string decimal::str(int places, rounding mode) const {
  places = std::clamp(places, 0, digits);
  const auto kept = places == digits ? *this
                                     : round_to(*this, step_of(places), mode);
  return text_of(split(kept.units_), places);
}

std::string decimal::str() const {
  const auto x = split(units_);
  int places = digits;
  for (auto left = x.fraction; places > 0 && left % 10 == 0; left /= 10)
    --places;
  return text_of(x, places);
}

decimal multiply(decimal a, decimal b, rounding mode) {
  if (b.units() == one_unit) // as most rates and multipliers are
    return a;
  return decimal::from_units(mul_div(a.units(), b.units(), one_unit, mode));
}

decimal divide(decimal a, decimal b, rounding mode) {
  // Numbers of at most nine decimals, as prices are: the quotient is the same,
  // and the divisor mostly one digit.
  constexpr int128 half = 1'000'000'000;
  const auto by = b.units() / half;
  if (by * half == b.units())
    return decimal::from_units(mul_div(a.units(), half, by, mode));
  return decimal::from_units(mul_div(a.units(), one_unit, b.units(), mode));
}

decimal multiply_divide(decimal a, decimal b, decimal c, rounding mode) {
  return decimal::from_units(mul_div(a.units(), b.units(), c.units(), mode));
}

decimal round_to(decimal x, decimal step, rounding mode) {
  if (!step.is_positive())
    throw std::domain_error{"a rounding step must be above zero"};
  const auto quotient = x.units() / step.units();
  const auto steps = rounded<int128>(quotient,
                                     x.units() - quotient * step.units(),
                                     step.units(), mode, x.is_negative());
  int128 units = 0;
  if (__builtin_mul_overflow(steps, step.units(), &units))
    overflow();
  return decimal::from_units(units);
}

decimal step_of(int places) {
  if (places < 0 || places > decimal::digits)
    throw std::domain_error{"a number of decimals must be 0 to 18"};
  return decimal::from_units(
    powers_of_ten[static_cast<size_t>(decimal::digits - places)]);
}

} // namespace lockstep
