#include "model/decimal.hpp"

#include "test/support/properties.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

using namespace lockstep;
using boost::multiprecision::cpp_int;
using lockstep::test::holds;

namespace {

decimal dec(std::string_view text) {
  auto x = decimal::parse(text);
  REQUIRE(x);
  return *x;
}

const auto largest = decimal::from_units(~(int128{1} << 127));

/// A number of any size, small ones as often as large ones.
decimal any_decimal() {
  const auto high = *rc::gen::arbitrary<int64_t>();
  const auto low = *rc::gen::arbitrary<uint64_t>();
  const auto bits = *rc::gen::inRange(1, 127);
  const auto wide = (int128{high} << 63) ^ int128 { low };
  return decimal::from_units(wide >> (127 - bits));
}

decimal any_but_zero() {
  const auto x = any_decimal();
  return x.is_zero() ? decimal{1} : x;
}

cpp_int big(decimal x) {
  return cpp_int{x.units()};
}

const cpp_int unit = cpp_int{1'000'000'000'000'000'000};

/// The quotient as it is defined: no rounding but the named one.
cpp_int quotient(const cpp_int& a, const cpp_int& b, rounding mode) {
  const bool negative = (a < 0) != (b < 0);
  const cpp_int top = abs(a);
  const cpp_int bottom = abs(b);
  cpp_int q = top / bottom;
  const cpp_int rest = top % bottom;
  const bool raise = mode == rounding::up     ? rest != 0
                     : mode == rounding::down ? false
                                              : rest * 2 >= bottom;
  if (raise)
    ++q;
  return negative ? cpp_int{-q} : q;
}

/// The result, or nothing if it does not fit.
template <class F>
std::optional<cpp_int> attempt(F f) {
  try {
    return big(f());
  } catch (const std::overflow_error&) {
    return std::nullopt;
  }
}

std::optional<cpp_int> if_it_fits(const cpp_int& x) {
  if (abs(x) > big(largest))
    return std::nullopt;
  return x;
}

rounding any_mode() {
  return *rc::gen::element(rounding::down, rounding::up, rounding::half_up);
}

} // namespace

TEST_CASE("numbers are read exactly and printed without ornament") {
  const auto [text, printed] = GENERATE(table<std::string, std::string>(
    {{"0", "0"},
     {"-0", "0"},
     {"0.000", "0"},
     {"12.5", "12.5"},
     {"-12.50", "-12.5"},
     {"0.00001", "0.00001"},
     {"1e-7", "0.0000001"},
     {"1E+3", "1000"},
     {"2.5e2", "250"},
     {"007", "7"},
     {"0.000000000000000001", "0.000000000000000001"},
     {"1.0000000000000000000000000000000000", "1"},
     {"0e999", "0"},
     {"-170141183460469231731."
      "687303715884105727",
      "-170141183460469231731."
      "687303715884105727"}}));
  CHECK(dec(text).str() == printed);
}

TEST_CASE("what is no number in range is refused with the text in it") {
  const std::string text
    = GENERATE("", "-", "+1", ".5", "1.", "1..2", " 1", "1 ", "1,5", "0x10",
               "1e", "1e1.5", "e5", "nan", "inf", "--1", "1e1000",
               "0.0000000000000000001", "1e-19", "170141183460469231732",
               "1e21", "999999999999999999999999999999999999999999999");
  const auto x = decimal::parse(text);
  REQUIRE_FALSE(x);
  CHECK(x.error().text.find(text) != std::string::npos);
}

TEST_CASE("a very long text is refused without repeating all of it") {
  const auto x = decimal::parse(std::string(100'000, '9'));
  REQUIRE_FALSE(x);
  CHECK(x.error().text.size() < 200);
}

TEST_CASE("numbers are printed with a fixed number of decimals") {
  CHECK(dec("1.005").str(2, rounding::down) == "1.00");
  CHECK(dec("1.005").str(2, rounding::half_up) == "1.01");
  CHECK(dec("1.001").str(2, rounding::up) == "1.01");
  CHECK(dec("-1.005").str(2, rounding::half_up) == "-1.01");
  CHECK(dec("-0.004").str(2, rounding::half_up) == "0.00");
  CHECK(dec("9.99").str(0, rounding::up) == "10");
  CHECK(dec("0").str(3, rounding::down) == "0.000");
  CHECK(dec("0.5").str(18, rounding::down) == "0.500000000000000000");
}

TEST_CASE("each rounding mode goes the way it is named") {
  const auto third = [](rounding mode) {
    return divide(decimal{1}, decimal{3}, mode).str();
  };
  CHECK(third(rounding::down) == "0.333333333333333333");
  CHECK(third(rounding::up) == "0.333333333333333334");
  CHECK(third(rounding::half_up) == "0.333333333333333333");
  CHECK(divide(decimal{-2}, decimal{3}, rounding::down).str()
        == "-0.666666666666666666");
  CHECK(divide(decimal{-2}, decimal{3}, rounding::up).str()
        == "-0.666666666666666667");
  CHECK(divide(decimal{-2}, decimal{3}, rounding::half_up).str()
        == "-0.666666666666666667");
  const auto tiny = decimal::from_units(1);
  CHECK(multiply(tiny, dec("0.5"), rounding::half_up) == tiny);
  CHECK(multiply(tiny, dec("0.5"), rounding::down) == decimal{});
  CHECK(multiply(-tiny, dec("0.4"), rounding::up) == -tiny);
  CHECK(multiply(-tiny, dec("0.4"), rounding::half_up) == decimal{});
}

TEST_CASE("a number is rounded to a multiple of a step") {
  CHECK(round_to(dec("1.27"), dec("0.1"), rounding::down) == dec("1.2"));
  CHECK(round_to(dec("1.27"), dec("0.1"), rounding::up) == dec("1.3"));
  CHECK(round_to(dec("1.25"), dec("0.5"), rounding::half_up) == dec("1.5"));
  CHECK(round_to(dec("-1.27"), dec("0.1"), rounding::down) == dec("-1.2"));
  CHECK(round_to(dec("-1.27"), dec("0.1"), rounding::up) == dec("-1.3"));
  CHECK(round_to(dec("1.3"), dec("0.1"), rounding::up) == dec("1.3"));
  CHECK_THROWS_AS(round_to(dec("1"), decimal{}, rounding::down),
                  std::domain_error);
}

TEST_CASE("products of 256 bits are exact before they are divided") {
  CHECK(multiply_divide(largest, largest, largest, rounding::down) == largest);
  CHECK(multiply_divide(largest, decimal{3}, decimal{3}, rounding::up)
        == largest);
  CHECK(multiply_divide(-largest, largest, largest, rounding::half_up)
        == -largest);
  // A part of a third, and back: rounding twice would lose it.
  CHECK(multiply_divide(dec("0.03"), dec("2"), dec("3"), rounding::down)
        == dec("0.02"));
}

TEST_CASE("a result that does not fit is an error and changes nothing") {
  auto x = largest;
  CHECK_THROWS_AS(x += decimal::from_units(1), std::overflow_error);
  CHECK(x == largest);
  x = -largest;
  CHECK_THROWS_AS(x -= decimal::from_units(1), std::overflow_error);
  CHECK(x == -largest);
  CHECK_THROWS_AS(multiply(largest, decimal{2}, rounding::down),
                  std::overflow_error);
  CHECK_THROWS_AS(divide(largest, dec("0.5"), rounding::down),
                  std::overflow_error);
  CHECK_THROWS_AS(round_to(largest, decimal{7}, rounding::up),
                  std::overflow_error);
}

TEST_CASE("a division by zero is an error") {
  CHECK_THROWS_AS(divide(decimal{1}, decimal{}, rounding::down),
                  std::domain_error);
  CHECK_THROWS_AS(multiply_divide(decimal{1}, decimal{1}, decimal{},
                                  rounding::down),
                  std::domain_error);
}

TEST_CASE("steps of decimals are powers of ten") {
  CHECK(step_of(0) == decimal{1});
  CHECK(step_of(8) == dec("0.00000001"));
  CHECK(step_of(18) == decimal::from_units(1));
  CHECK_THROWS_AS(step_of(19), std::domain_error);
  CHECK_THROWS_AS(step_of(-1), std::domain_error);
}

TEST_CASE("arithmetic agrees with numbers of unlimited size") {
  holds("sums and differences", [] {
    const auto a = any_decimal();
    const auto b = any_decimal();
    RC_ASSERT((attempt([&] { return a + b; }) == if_it_fits(big(a) + big(b))));
    RC_ASSERT((attempt([&] { return a - b; }) == if_it_fits(big(a) - big(b))));
    RC_ASSERT((a < b) == (big(a) < big(b)));
  });
  holds("products", [] {
    const auto a = any_decimal();
    const auto b = any_decimal();
    const auto mode = any_mode();
    RC_ASSERT((attempt([&] { return multiply(a, b, mode); })
               == if_it_fits(quotient(big(a) * big(b), unit, mode))));
  });
  holds("quotients", [] {
    const auto a = any_decimal();
    const auto b = any_but_zero();
    const auto mode = any_mode();
    RC_ASSERT((attempt([&] { return divide(a, b, mode); })
               == if_it_fits(quotient(big(a) * unit, big(b), mode))));
  });
  holds("products over a divisor", [] {
    const auto a = any_decimal();
    const auto b = any_decimal();
    const auto c = any_but_zero();
    const auto mode = any_mode();
    RC_ASSERT((attempt([&] { return multiply_divide(a, b, c, mode); })
               == if_it_fits(quotient(big(a) * big(b), big(c), mode))));
  });
  holds("multiples of a step", [] {
    const auto x = any_decimal();
    const auto step = abs(any_but_zero());
    const auto mode = any_mode();
    RC_ASSERT((attempt([&] { return round_to(x, step, mode); })
               == if_it_fits(quotient(big(x), big(step), mode) * big(step))));
  });
}

TEST_CASE("what is printed reads back as the same number") {
  holds("round trip", [] {
    const auto x = any_decimal();
    const auto back = decimal::parse(x.str());
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == x);
    const auto fixed = decimal::parse(x.str(18, rounding::down));
    RC_ASSERT(fixed.has_value());
    RC_ASSERT(*fixed == x);
  });
}

TEST_CASE("any text is read or refused, never misread") {
  holds("arbitrary text", [] {
    const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string{"0123456789.-+eE x"}));
    const auto x = decimal::parse(text);
    if (!x)
      return;
    RC_ASSERT((decimal::parse(x->str()) == x));
    RC_ASSERT(text.find_first_of("+ x") == std::string::npos
              || text.find_first_of("eE") != std::string::npos);
  });
}
