#include "test/paper_exchange/core_support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_vector.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using Catch::Matchers::Equals;
using words = std::vector<std::string>;

TEST_CASE("a market buy takes the best ask and pays the taker fee") {
  quiet_exchange x;
  const auto o = x.add(x.anna, input("buy", "market", "0.1")).value();
  CHECK(o.status == order_status::closed);
  CHECK(o.executed == qty("0.1"));
  CHECK(o.cost.str() == "1000.01");
  CHECK(o.fee.str() == "4.00004"); // 0.40 percent
  CHECK(x.has(x.anna, "BTC").total == dec("1.1"));
  // The ledger of USD has four decimals.
  CHECK(x.has(x.anna, "USD").total == dec("8995.99"));
  CHECK(x.has(x.anna, "USD").held.is_zero());
  CHECK_THAT(x.seen.orders,
             Equals(words{"pending_new", "new", "trade", "filled"}));
  REQUIRE(x.seen.fills.size() == 1);
  CHECK_FALSE(x.seen.fills.front().maker);
}

TEST_CASE("a large market order walks the book in several executions") {
  quiet_exchange x;
  x.quote("10000", "10000.1", "0.01");
  const auto o = x.add(x.anna, input("buy", "market", "0.9")).value();
  CHECK(o.status == order_status::closed);
  CHECK(o.trades.size() > 2);
  CHECK(o.average() > px("10000.1"));
  for (size_t i = 1; i < x.seen.fills.size(); ++i)
    CHECK(x.seen.fills[i].price > x.seen.fills[i - 1].price);
}

TEST_CASE("market price protection cancels what would go too far") {
  quiet_exchange x;
  x.thin_out("9000", "10000.1", "0.2");
  must(
    x.venue.add_liquidity(x.btc_usd, side::sell, px("11000"), qty("1"), x.now));
  auto what = input("buy", "market", "0.3");
  const auto o = x.add(x.anna, what).value();
  CHECK(o.status == order_status::canceled);
  CHECK(o.reason == "Market price protection");
  CHECK(o.executed == qty("0.2"));
  what.oflags = "fciq,nompp";
  CHECK(x.add(x.anna, what)->status == order_status::closed);
}

TEST_CASE("a resting buy holds its cost with the taker fee") {
  quiet_exchange x;
  const auto o = x.add(x.anna, input("buy", "limit", "0.5", "9000")).value();
  CHECK(o.status == order_status::open);
  CHECK(x.has(x.anna, "USD").held == dec("4518"));
  CHECK(x.has(x.anna, "USD").total == dec("10000"));
  CHECK(x.error_of(input("buy", "limit", "0.7", "9000"))
        == "EOrder:Insufficient funds");
  x.venue.cancel_order(x.anna, o.id.str(), x.now).value();
  CHECK(x.has(x.anna, "USD").held.is_zero());
  CHECK(x.look(o).reason == "User requested");
}

TEST_CASE("a resting order executes as maker when the market goes through") {
  quiet_exchange x;
  const auto o = x.add(x.anna, input("buy", "limit", "0.3", "9990")).value();
  x.quote("9980", "9985", "1");
  const auto after = x.look(o);
  CHECK(after.status == order_status::closed);
  CHECK(after.cost.str() == "2997");
  CHECK(after.fee.str() == "7.4925"); // 0.25 percent
  CHECK(x.seen.fills.back().maker);
  CHECK(x.seen.fills.back().price == px("9990"));
}

TEST_CASE("a taker meets better resting orders before the market") {
  quiet_exchange x;
  const auto ask = input("sell", "limit", "0.2", "10000.1");
  x.thin_out("9990", "10000.2", "1");
  const auto resting = x.add(x.bert, ask).value();
  const auto taker = x.add(x.anna, input("buy", "market", "0.5")).value();
  CHECK(x.look(resting).status == order_status::closed);
  REQUIRE(x.seen.fills.size() == 3);
  CHECK(x.seen.fills[0].owner == x.bert);
  CHECK(x.seen.fills[0].trade_id == x.seen.fills[1].trade_id);
  CHECK(x.seen.fills[2].price == px("10000.2"));
  CHECK(taker.executed == qty("0.5"));
}

TEST_CASE("two orders of one account never meet") {
  quiet_exchange x;
  x.thin_out("9990", "10010", "1");
  const auto rests
    = x.add(x.anna, input("sell", "limit", "0.2", "10000")).value();
  auto what = input("buy", "limit", "0.2", "10000");
  CHECK(x.add(x.anna, what)->reason == "Cannot trade with self");
  CHECK(x.look(rests).is_open());
  what.stptype = "cancel-oldest";
  CHECK(x.add(x.anna, what)->status == order_status::open);
  CHECK(x.look(rests).status == order_status::canceled);
  CHECK(x.seen.fills.empty());
}

TEST_CASE("an immediate order cancels what it can not get") {
  quiet_exchange x;
  x.thin_out("9990", "10000", "0.1");
  auto what = input("buy", "limit", "0.3", "10005");
  what.timeinforce = "IOC";
  const auto o = x.add(x.anna, what).value();
  CHECK(o.status == order_status::canceled);
  CHECK(o.executed == qty("0.1"));
  CHECK(x.has(x.anna, "USD").held.is_zero());
}

TEST_CASE("a fill-or-kill order executes in full or not at all") {
  quiet_exchange x;
  x.thin_out("9990", "10000", "0.1");
  auto what = input("buy", "limit", "0.3", "10005");
  what.timeinforce = "fok";
  CHECK(x.add(x.anna, what)->executed.is_zero());
  what.volume = "0.1";
  CHECK(x.add(x.anna, what)->status == order_status::closed);
}

TEST_CASE("a volume in quote buys what it pays for") {
  quiet_exchange x;
  auto what = input("buy", "market", "1000.01");
  what.oflags = "viqc,fciq";
  const auto o = x.add(x.anna, what).value();
  CHECK(o.status == order_status::closed);
  CHECK(o.executed == qty("0.1"));
}

TEST_CASE("a fee in base is taken from what was bought") {
  quiet_exchange x;
  auto what = input("buy", "market", "0.1");
  what.oflags = "fcib";
  x.add(x.anna, what).value();
  CHECK(x.has(x.anna, "BTC").total == dec("1.0996"));
  CHECK(x.has(x.anna, "USD").total == dec("8999.99"));
  CHECK(x.seen.fills.back().charged.asset == asset_id{"BTC"});
}

TEST_CASE("by default a sell pays in base, or in quote if all is sold") {
  quiet_exchange x;
  auto what = input("sell", "market", "0.5");
  what.oflags = "";
  x.quote("10000", "10000.1", "2");
  x.add(x.anna, what).value();
  CHECK(x.seen.fills.back().charged.asset == asset_id{"BTC"});
  CHECK(x.has(x.anna, "BTC").total == dec("0.498"));
  what.volume = "0.498";
  x.add(x.anna, what).value();
  CHECK(x.seen.fills.back().charged.asset == asset_id{"USD"});
  CHECK(x.has(x.anna, "BTC").total.is_zero());
}

TEST_CASE("an order can be filled in exactly seven parts") {
  quiet_exchange x;
  const auto o = x.add(x.anna, input("buy", "limit", "0.007", "9990")).value();
  const std::vector parts(7, qty("0.001"));
  must(x.venue.fill_in_parts(o.id, parts, x.now));
  CHECK(x.seen.fills.size() == 7);
  CHECK(x.look(o).status == order_status::closed);
  CHECK_FALSE(x.venue.fill_in_parts(o.id, parts, x.now));
}

TEST_CASE("rounding never takes an account below zero") {
  quiet_exchange x;
  const account_id carl{"carl"};
  x.venue.accounts().add(carl, account_tier::pro).value();
  x.venue.accounts().find(carl)->set_volume(notional{10'000'000});
  // 0.0001 at 9,950 and 0.1 percent; each part costs 0.0004975, booked as
  // 0.0005.
  x.venue.deposit(carl, "USD", dec("0.996"), x.now).value();
  const auto o = x.add(carl, input("buy", "limit", "0.0001", "9950")).value();
  CHECK(x.has(carl, "USD").available().is_zero());
  const std::vector parts(2000, qty("0.00000005"));
  must(x.venue.fill_in_parts(o.id, parts, x.now));
  CHECK(x.look(o).status == order_status::closed);
  CHECK(x.has(carl, "USD").total.is_zero());
  CHECK(x.has(carl, "USD").held.is_zero());
}

TEST_CASE("a script cuts the next executions of an account") {
  quiet_exchange x;
  must(x.venue.script_parts(x.anna, {qty("0.01"), qty("0.02")}));
  x.add(x.anna, input("buy", "market", "0.1")).value();
  REQUIRE(x.seen.fills.size() == 3);
  CHECK(x.seen.fills[0].quantity == qty("0.01"));
  CHECK(x.seen.fills[1].quantity == qty("0.02"));
  CHECK(x.seen.fills[2].quantity == qty("0.07"));
}

TEST_CASE("fees fall with the volume of thirty days") {
  quiet_exchange x;
  CHECK(x.venue.fees(x.anna, x.btc_usd).tier.taker_basis_points == 40);
  x.venue.accounts().find(x.anna)->set_volume(notional{10'000});
  const auto now = x.venue.fees(x.anna, x.btc_usd);
  CHECK(now.tier.taker_basis_points == 35);
  CHECK(now.tier.maker_basis_points == 20);
  CHECK(now.next->volume_min == 50'000);
}

TEST_CASE("an executed entry starts its conditional close") {
  quiet_exchange x;
  auto what = input("buy", "market", "0.1");
  what.close_ordertype = "stop-loss";
  what.close_price = "9500";
  const auto o = x.add(x.anna, what).value();
  const auto open = x.venue.open_orders(x.anna, {}, x.now);
  REQUIRE(open.size() == 1);
  CHECK(open.front().parent == o.id);
  CHECK(open.front().side == side::sell);
  CHECK(open.front().volume == qty("0.1"));
  CHECK(open.front().waits());
}
