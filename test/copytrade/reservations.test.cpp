#include "copytrade/reservations.hpp"

#include "test/copytrade/kit.hpp"

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

const order_key a{"a"};
const order_key b{"b"};

} // namespace

TEST_CASE("two orders can not spend the same dollar") {
  reservations r;
  CHECK_FALSE(r.reserve(a, {usd_asset, dec("60")}, dec("100")));
  const auto no = r.reserve(b, {usd_asset, dec("50")}, dec("100"));
  REQUIRE(no);
  CHECK(no->why == reason::insufficient_cash);
  CHECK(no->words() == "40 USD free, required: 50 USD");
  CHECK_FALSE(r.reserve(b, {usd_asset, dec("40")}, dec("100")));
  CHECK(r.reserved(usd_asset) == dec("100"));
  CHECK_FALSE(r.reserve(order_key{"c"}, {btc, dec("1")}, dec("1")));
}

TEST_CASE("reserving and releasing twice is the same as once") {
  reservations r;
  CHECK_FALSE(r.reserve(a, {usd_asset, dec("60")}, dec("100")));
  CHECK_FALSE(r.reserve(a, {usd_asset, dec("60")}, dec("100")));
  CHECK(r.reserved(usd_asset) == dec("60"));
  r.release(a);
  r.release(a);
  CHECK(r.reserved(usd_asset).is_zero());
  CHECK(r.empty());
}

TEST_CASE("a reservation shrinks and never grows or turns negative") {
  reservations r;
  CHECK_FALSE(r.reserve(a, {usd_asset, dec("60")}, dec("100")));
  r.shrink(a, dec("70"));
  CHECK(r.reserved(usd_asset) == dec("60"));
  r.shrink(a, dec("20"));
  CHECK(r.reserved(usd_asset) == dec("20"));
  r.shrink(a, dec("-1"));
  CHECK(r.reserved(usd_asset).is_zero());
  r.shrink(b, dec("1"));
  CHECK(r.reserved(usd_asset).is_zero());
}

TEST_CASE("reservations never exceed what is there and return to zero") {
  holds("any sequence", [] {
    reservations r;
    const auto available = decimal{*rc::gen::inRange<int64_t>(0, 1000)};
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 9), rc::gen::inRange(-50, 400)));
    for (const auto& [who, amount] : steps) {
      const order_key key{fmt::format("{}", who)};
      if (amount < 0)
        r.release(key);
      else
        (void)r.reserve(key, {usd_asset, decimal{amount}}, available);
      RC_ASSERT(r.reserved(usd_asset) <= available);
    }
    for (int who = 0; who < 9; ++who)
      r.release(order_key{fmt::format("{}", who)});
    RC_ASSERT(r.empty());
    RC_ASSERT(r.reserved(usd_asset).is_zero());
  });
}
