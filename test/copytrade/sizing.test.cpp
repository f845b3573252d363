#include "copytrade/sizing.hpp"

#include "test/copytrade/kit.hpp"

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

order_share frozen(std::string_view master, std::string_view own) {
  order_share share;
  share.master_equity = usd(master);
  share.equity = usd(own);
  return share;
}

size_facts facts(std::string_view q, std::string_view p) {
  size_facts f;
  f.part = qty(q);
  f.at = px(p);
  f.limit = px(p);
  f.free_cash = usd("1000000");
  return f;
}

const instrument& pair() {
  return pair_of(btc_usd);
}

} // namespace

TEST_CASE("half and a quarter of the equity copy half and a quarter") {
  const auto f = facts("0.001", "100000"); // $100 of the master's $1,000
  const auto h = size_entry(frozen("1000", "500"), f, pair(), {});
  CHECK(h.ordered == qty("0.0005"));
  CHECK_FALSE(h.limit);
  const auto q = size_entry(frozen("1000", "250"), f, pair(), {});
  CHECK(q.ordered == qty("0.00025"));
  CHECK_FALSE(q.limit);
}

TEST_CASE("an odd ratio is rounded down to the lot") {
  const auto f = facts("0.001", "100000");
  const auto d = size_entry(frozen("1000", "333.33333333"), f, pair(), {});
  CHECK(d.ordered == qty("0.00033333"));
  CHECK(d.intended == qty("0.00033333333333"));
  CHECK_FALSE(d.limit);
}

TEST_CASE("the multiplier scales the copy") {
  auto f = facts("0.001", "100000");
  f.multiplier = part("0.5");
  CHECK(size_entry(frozen("1000", "500"), f, pair(), {}).ordered
        == qty("0.00025"));
  f.multiplier = part("2");
  const auto d = size_entry(frozen("1000", "500"), f, pair(), {});
  CHECK(d.ordered == qty("0.0005")); // 20 % asked, 10 % allowed
  REQUIRE(d.limit);
  CHECK(d.limit->why == reason::risk_cap);
  CHECK(d.limit->words()
        == "100.00 in this master order, required: at most "
           "50.00");
}

TEST_CASE("parts below the minimum are carried to the next part") {
  auto share = frozen("1000", "500");
  const auto first = size_entry(share, facts("0.00008", "100000"), pair(), {});
  CHECK(first.ordered.is_zero());
  REQUIRE(first.limit);
  CHECK(first.limit->why == reason::carried);
  CHECK(carried(first.after, part("1")) == qty("0.00004"));
  const auto second = size_entry(first.after, facts("0.0001", "100000"), pair(),
                                 {});
  CHECK(second.ordered == qty("0.00009"));
  CHECK(carried(second.after, part("1")).is_zero());
}

TEST_CASE("what never grew large enough is in the closing record") {
  const auto d = size_entry(frozen("1000", "500"), facts("0.00008", "100000"),
                            pair(), {});
  const auto record = close_share(order_id{"O1"}, account_id{"half"}, d.after,
                                  part("1"));
  CHECK(record.dropped == qty("0.00004"));
  CHECK(record.intended == qty("0.00004"));
  CHECK(record.ordered.is_zero());
}

TEST_CASE("thirds in three parts add up to the whole") {
  auto share = frozen("3000", "1000");
  quantity sum;
  for (int i = 0; i < 3; ++i) {
    const auto d = size_entry(share, facts("0.001", "100000"), pair(), {});
    share = d.after;
    sum += d.ordered;
  }
  CHECK(sum == qty("0.001"));
}

TEST_CASE("the risk limit counts all parts of one master order") {
  auto share = frozen("1000", "500");
  const auto f = facts("0.0008", "100000"); // $80 each, $40 for us
  const auto first = size_entry(share, f, pair(), {});
  CHECK(first.ordered == qty("0.0004"));
  const auto second = size_entry(first.after, f, pair(), {});
  CHECK(second.ordered == qty("0.0001"));
  CHECK(second.limit->why == reason::risk_cap);
  const auto third = size_entry(second.after, f, pair(), {});
  CHECK(third.ordered.is_zero());
  CHECK(third.limit->why == reason::risk_cap);
  CHECK(third.after.clipped == qty("0.0007"));
  CHECK(carried(third.after, part("1")).is_zero());
}

TEST_CASE("what a cap cut off is not bought by a later part") {
  auto share = frozen("1000", "500");
  auto poor = facts("0.001", "100000");
  poor.free_cash = usd("20");
  const auto first = size_entry(share, poor, pair(), {});
  CHECK(first.limit->why == reason::insufficient_cash);
  CHECK(first.ordered < qty("0.0002"));
  CHECK(first.ordered >= qty("0.00019999"));
  const auto second = size_entry(first.after, facts("0.0001", "100000"), pair(),
                                 {});
  CHECK(second.ordered == qty("0.00005"));
}

TEST_CASE("an order keeps cost and fee within the free cash") {
  auto f = facts("0.001", "100000");
  f.limit = px("100500");
  f.taker_fee = part("0.004");
  f.free_cash = usd("30");
  const auto d = size_entry(frozen("1000", "500"), f, pair(), {});
  CHECK(d.limit->why == reason::insufficient_cash);
  CHECK(d.cost <= usd("30"));
  CHECK(d.cost > usd("29.99"));
}

TEST_CASE("too little cash for the minimum orders nothing") {
  auto f = facts("0.001", "100000");
  f.free_cash = usd("4");
  const auto d = size_entry(frozen("1000", "500"), f, pair(), {});
  CHECK(d.ordered.is_zero());
  CHECK(d.cost.is_zero());
  CHECK(d.limit->why == reason::insufficient_cash);
}

TEST_CASE("the largest position counts what is held or on its way") {
  copy_limits limits;
  limits.max_position = usd("60");
  auto f = facts("0.001", "100000");
  f.held = qty("0.0004");
  const auto d = size_entry(frozen("1000", "500"), f, pair(), limits);
  CHECK(d.ordered == qty("0.0002"));
  CHECK(d.limit->why == reason::asset_cap);
  f.held = qty("0.001");
  CHECK(size_entry(frozen("1000", "500"), f, pair(), limits).ordered.is_zero());
}

TEST_CASE("prices in other money are valued in the reporting currency") {
  auto f = facts("0.001", "90000");
  f.rate = dec("1.2"); // $108 of the master's $1,000; $50 allowed
  const auto d = size_entry(frozen("1000", "500"), f, pair_of(btc_eur), {});
  CHECK(d.limit->why == reason::risk_cap);
  CHECK(d.ordered == qty("0.00046296"));
}

TEST_CASE("ten percent in several parts at odd prices is not clipped") {
  holds("exactly the allowed share", [] {
    // The master buys for exactly a tenth of his equity; so does the copy.
    const auto parts = *rc::gen::inRange(1, 8);
    std::vector<size_facts> all;
    notional cost;
    for (int i = 0; i < parts; ++i) {
      size_facts f;
      f.part = quantity{decimal::from_units(
        int128{*rc::gen::inRange(100'000, 900'000'000)} * 10'000'000'000)};
      f.at = price{divide(decimal{*rc::gen::inRange<int64_t>(10, 999'999)},
                          decimal{7}, rounding::down)};
      f.limit = f.at;
      f.free_cash = usd("1000000000");
      cost += value_of(f.part, f.at, rounding::up);
      all.push_back(f);
    }
    order_share share;
    share.master_equity
      = notional{multiply(cost.value(), decimal{10}, rounding::up)};
    share.equity = share.master_equity;
    auto small = pair();
    small.quantity_min = small.lot;
    small.notional_min = {};
    quantity master;
    for (const auto& f : all) {
      const auto d = size_entry(share, f, small, {});
      RC_ASSERT(!d.limit.has_value());
      share = d.after;
      master += f.part;
    }
    RC_ASSERT(share.ordered == master);
  });
}

TEST_CASE("no cap is exceeded by rounding, and remainders add up") {
  holds("caps and sums", [] {
    const auto number = [](int64_t from, int64_t to) {
      return decimal{*rc::gen::inRange<int64_t>(from, to)};
    };
    const auto lots = [&](int64_t from, int64_t to) {
      return quantity{
        multiply(number(from, to), pair().lot.value(), rounding::down)};
    };
    order_share share;
    share.master_equity = notional{number(100, 1'000'000)};
    share.equity = notional{number(1, 1'000'000)};
    copy_limits limits;
    limits.max_user_risk
      = ratio{divide(number(1, 1000), decimal{1000}, rounding::down)};
    if (*rc::gen::arbitrary<bool>())
      limits.max_position = notional{number(1, 100'000)};
    size_facts f;
    f.multiplier = ratio{divide(number(1, 500), decimal{100}, rounding::down)};
    f.taker_fee
      = ratio{divide(number(0, 100), decimal{10'000}, rounding::down)};
    notional risked;
    quantity ordered;
    quantity wanted_in_all;
    for (int i = 0; i < 6; ++i) {
      f.part = lots(1, 500'000'000);
      f.at
        = price{divide(number(100, 10'000'000), decimal{100}, rounding::down)};
      f.limit = f.at + part_of(f.at, part("0.005"), rounding::up);
      f.free_cash = notional{number(0, 50'000)};
      f.held = ordered;
      const auto d = size_entry(share, f, pair(), limits);
      share = d.after;
      ordered += d.ordered;
      risked += value_of(d.ordered, f.at, rounding::down);
      wanted_in_all += f.part;
      RC_ASSERT(risked
                <= part_of(share.equity, limits.max_user_risk, rounding::down));
      RC_ASSERT(d.cost <= f.free_cash);
      RC_ASSERT(round_to(d.ordered, pair().lot, rounding::down) == d.ordered);
      RC_ASSERT(d.ordered.is_zero()
                || d.ordered >= smallest_order(pair(), f.at));
      if (limits.max_position && d.ordered.is_positive())
        RC_ASSERT(value_of(ordered, f.at, rounding::down)
                  <= *limits.max_position);
      // Nothing is lost: ordered, cut off, and carried are what was asked for.
      const auto total = intended_total(share, f.multiplier);
      RC_ASSERT(share.ordered + share.clipped + carried(share, f.multiplier)
                == total);
      RC_ASSERT(share.master == wanted_in_all);
      RC_ASSERT(d.ordered == (ordered - (share.ordered - d.ordered)));
    }
  });
}

TEST_CASE("parts sum to the ratio to the lot, however the order filled") {
  holds("any split", [] {
    order_share share;
    share.master_equity
      = notional{decimal{*rc::gen::inRange<int64_t>(1'000'000, 9'000'000)}};
    share.equity
      = notional{decimal{*rc::gen::inRange<int64_t>(1'000, 9'000'000)}};
    const auto parts = *rc::gen::inRange(1, 12);
    quantity whole;
    size_facts f;
    f.at = px("100");
    f.limit = px("100");
    f.free_cash = usd("1000000000");
    copy_limits limits;
    limits.max_user_risk = part("1");
    for (int i = 0; i < parts; ++i) {
      f.part
        = quantity{multiply(decimal{*rc::gen::inRange<int64_t>(1, 3'000'000)},
                            pair().lot.value(), rounding::down)};
      whole += f.part;
      share = size_entry(share, f, pair(), limits).after;
    }
    order_share at_once;
    at_once.master_equity = share.master_equity;
    at_once.equity = share.equity;
    f.part = whole;
    at_once = size_entry(at_once, f, pair(), limits).after;
    const auto left = carried(share, part("1"));
    RC_ASSERT(share.ordered + left
              == at_once.ordered + carried(at_once, part("1")));
    RC_ASSERT(left < smallest_order(pair(), f.at) + pair().lot);
  });
}
