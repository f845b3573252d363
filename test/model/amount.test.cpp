#include "model/amount.hpp"

#include "model/instrument.hpp"
#include "test/support/properties.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>

using namespace lockstep;
using lockstep::test::holds;

namespace {

template <class A, class B>
concept addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept comparable = requires(A a, B b) {
  a < b;
};

static_assert(addable<price, price>);
static_assert(!addable<price, quantity>, "kinds of amounts do not mix");
static_assert(!addable<notional, decimal>, "a bare number has no meaning");
static_assert(!comparable<ratio, notional>);
static_assert(!std::convertible_to<quantity, notional>);

quantity qty(std::string_view text) {
  return *quantity::parse(text);
}
price px(std::string_view text) {
  return *price::parse(text);
}
notional usd(std::string_view text) {
  return *notional::parse(text);
}

instrument btc_usd() {
  instrument pair;
  pair.lot = qty("0.00000001");
  pair.tick = px("0.1");
  pair.quantity_min = qty("0.00005");
  pair.notional_min = usd("0.5");
  return pair;
}

} // namespace

TEST_CASE("a quantity at a price is a value, and a value buys a quantity") {
  CHECK(value_of(qty("0.05"), px("20000"), rounding::down) == usd("1000"));
  CHECK(bought_for(usd("100"), px("30000"), rounding::down)
        == qty("0.003333333333333333"));
  CHECK(bought_for(usd("100"), px("30000"), rounding::up)
        == qty("0.003333333333333334"));
}

TEST_CASE("shares and parts of amounts belong together") {
  CHECK(percent(decimal{10}) == *ratio::parse("0.1"));
  CHECK(part_of(usd("500"), percent(decimal{10}), rounding::down) == usd("50"));
  CHECK(share_of(qty("1"), qty("4"), rounding::down) == *ratio::parse("0.25"));
  CHECK(round_to(px("100.57"), px("0.1"), rounding::down) == px("100.5"));
}

TEST_CASE("amounts refuse bad text like decimals do") {
  CHECK_FALSE(price::parse("12,5"));
  CHECK(price::parse("12.5").value().str() == "12.5");
}

TEST_CASE("the smallest order keeps both minimums of the venue") {
  const auto pair = btc_usd();
  CHECK(smallest_order(pair, px("100000")) == qty("0.00005"));
  CHECK(smallest_order(pair, px("1000")) == qty("0.0005"));
  CHECK(smallest_order(pair, price{}) == qty("0.00005"));
}

TEST_CASE("the smallest order is worth the minimum and fits the lot") {
  holds("smallest order", [] {
    const auto pair = btc_usd();
    const price about{decimal{*rc::gen::inRange<int64_t>(1, 10'000'000)}};
    const auto least = smallest_order(pair, about);
    RC_ASSERT(value_of(least, about, rounding::down) >= pair.notional_min);
    RC_ASSERT(least >= pair.quantity_min);
    RC_ASSERT(round_to(least, pair.lot, rounding::down) == least);
    const auto less = least - pair.lot;
    RC_ASSERT(less < pair.quantity_min
              || value_of(less, about, rounding::up) < pair.notional_min);
  });
}
