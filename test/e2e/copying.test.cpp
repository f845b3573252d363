#include "test/e2e/kit.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>

// What followers hold after the master traded, by the exchange's own books.

using namespace lockstep;
using namespace lockstep::e2e;
using copytrade::outcome;

namespace {

/// Enough room for several orders; the standard limit is one of ten percent.
copytrade::follower_settings roomy() {
  copytrade::follower_settings copy;
  copy.limits.max_user_risk = percent(60);
  return copy;
}

std::vector<member> master_half_quarter() {
  return {{"master", {{"USD", "1000"}}},
          {"half", {{"USD", "500"}}, key_given::right, roomy()},
          {"quarter", {{"USD", "250"}}, key_given::right, roomy()}};
}

} // namespace

TEST_CASE("half and quarter follow the master in and out, exact to the lot") {
  world all{{{"master", {{"USD", "1000"}, {"BTC", "0.01"}}},
             {"half", {{"USD", "500"}, {"BTC", "1.5"}}},
             {"quarter", {{"USD", "250"}, {"BTC", "0.02"}}},
             {"badkey", {{"USD", "300"}}, key_given::wrong_secret}}};
  auto& at = all.at();

  all.master_market("buy", "XBTUSD", "0.01"); // for $100
  auto told = all.settled(1);
  REQUIRE(told.size() == 1);
  CHECK(told[0].signal->equity_before == notional{decimal{1000}});
  CHECK(row_of(told[0], "half").outcome == outcome::copied);
  CHECK(row_of(told[0], "half").value == notional{decimal{50}});
  CHECK(row_of(told[0], "quarter").value == notional{decimal{25}});
  CHECK(row_of(told[0], "badkey").why == reason::credentials_refused);
  CHECK(at.holds("half", "BTC") == number("1.505"));
  CHECK(at.holds("quarter", "BTC") == number("0.0225"));

  all.master_market("sell", "XBTUSD", "0.005"); // half of what was bought
  told = all.settled(2);
  CHECK(at.holds("half", "BTC") == number("1.5025"));
  CHECK(at.holds("quarter", "BTC") == number("0.02125"));

  all.master_market("sell", "XBTUSD", "0.005");
  told = all.settled(3);
  CHECK(row_of(told[2], "half").outcome == outcome::copied);
  CHECK(row_of(told[2], "quarter").outcome == outcome::copied);
  CHECK(row_of(told[2], "badkey").outcome == outcome::skipped);
  CHECK(all.book("half", "BTC").is_zero());
  CHECK(all.book("quarter", "BTC").is_zero());
  CHECK(at.holds("half", "BTC") == number("1.5"));
  CHECK(at.holds("quarter", "BTC") == number("0.02"));
  CHECK(at.holds("master", "BTC") == number("0.01"));
  CHECK(at.orders("badkey").empty());
}

TEST_CASE("a master order in seven parts ends at the ratio, part by part") {
  const std::vector<std::string> parts{"0.004",   "0.0001",  "0.0001", "0.003",
                                       "0.00005", "0.00005", "0.0027"};
  world all{master_half_quarter()};
  auto& at = all.at();
  const auto order = all.master_limit("buy", "XBTUSD", "0.01", "9990");
  for (size_t i = 0; i < parts.size(); ++i) {
    at.fill(order, {parts[i]});
    (void)all.settled(i + 1);
  }
  const auto told = all.settled(7);
  REQUIRE(told.size() == 7);
  std::set<execution_id> fills;
  quantity sum;
  for (const auto& one : told) {
    sum += one.signal->quantity;
    fills.insert(one.signal->executions.begin(), one.signal->executions.end());
  }
  CHECK(sum == quantity{number("0.01")});
  CHECK(fills.size() == 7);
  CHECK(row_of(told[1], "quarter").why == reason::carried);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
  CHECK(keys_are_unique(at.orders("half")));
  CHECK(keys_are_unique(at.orders("quarter")));
}

TEST_CASE("seven parts at once end at the ratio and make fewer orders") {
  world all{master_half_quarter()};
  auto& at = all.at();
  const auto order = all.master_limit("buy", "XBTUSD", "0.01", "9990");
  at.fill(order, {"0.004", "0.0001", "0.0001", "0.003", "0.00005", "0.00005",
                  "0.0027"});
  REQUIRE(eventually([&] {
    quantity sum;
    for (const auto& one : all.engine().signals())
      sum += one.signal->quantity;
    return sum == quantity{number("0.01")};
  }));
  const auto told = all.settled(1);
  size_t fills = 0;
  for (const auto& one : told)
    fills += one.signal->executions.size();
  CHECK(fills == 7);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
  CHECK(at.copies("half").size() <= told.size());
}

TEST_CASE("parts that a market order was cut into are each copied once") {
  world all{master_half_quarter()};
  auto& at = all.at();
  at.server().call([](paper::controls& c) {
    (void)c.core.script_parts(account_id{"master"},
                              {quantity{number("0.0001")},
                               quantity{number("0.0099")}});
  });
  all.master_market("buy", "XBTUSD", "0.01");
  REQUIRE(eventually([&] {
    return at.holds("half", "BTC") == number("0.005")
           && at.holds("quarter", "BTC") == number("0.0025");
  }));
  (void)all.settled(1);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
}

TEST_CASE("a deposit between two parts changes no size of that order") {
  world all{master_half_quarter()};
  auto& at = all.at();
  const auto order = all.master_limit("buy", "XBTUSD", "0.01", "9990");
  at.fill(order, {"0.004"});
  (void)all.settled(1);
  at.deposit("master", "USD", "4000");
  at.deposit("half", "USD", "700");
  at.fill(order, {"0.006"});
  const auto told = all.settled(2);
  CHECK(told[1].signal->equity_before == notional{decimal{1000}});
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
}

TEST_CASE("a deposit just before an order counts in that order's sizes") {
  world all{master_half_quarter()};
  auto& at = all.at();
  at.deposit("master", "USD", "1000");
  all.master_market("buy", "XBTUSD", "0.01");
  const auto told = all.settled(1);
  CHECK(told[0].signal->equity_before == notional{decimal{2000}});
  CHECK(at.holds("half", "BTC") == number("0.0025"));
  CHECK(at.holds("quarter", "BTC") == number("0.00125"));
}

TEST_CASE("two interleaved master orders are each copied at their ratio") {
  world all{master_half_quarter()};
  auto& at = all.at();
  const auto btc = all.master_limit("buy", "XBTUSD", "0.01", "9990");
  const auto eth = all.master_limit("buy", "ETHUSD", "0.2", "399");
  at.fill(btc, {"0.004"});
  at.fill(eth, {"0.1"});
  at.fill(btc, {"0.0035"});
  at.fill(eth, {"0.1"});
  at.fill(btc, {"0.0025"});
  REQUIRE(eventually([&] {
    std::map<asset_id, decimal> sum;
    for (const auto& one : all.engine().signals())
      sum[one.signal->base] += one.signal->quantity.value();
    return sum[asset_id{"BTC"}] == number("0.01")
           && sum[asset_id{"ETH"}] == number("0.2");
  }));
  (void)all.settled(2);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
  // The master's limit is below what followers pay, so that their equities
  // are no exact half and quarter any more: to half a percent.
  CHECK(abs(at.holds("half", "ETH") - number("0.1")) < number("0.0005"));
  CHECK(abs(at.holds("quarter", "ETH") - number("0.05")) < number("0.00025"));

  // Both are sold, interleaved again: nothing stays.
  const auto sell_btc = all.master_limit("sell", "XBTUSD", "0.01", "10010");
  const auto sell_eth = all.master_limit("sell", "ETHUSD", "0.2", "401");
  at.fill(sell_btc, {"0.004"});
  at.fill(sell_eth, {"0.15"});
  at.fill(sell_btc, {"0.006"});
  at.fill(sell_eth, {"0.05"});
  CHECK(eventually([&] {
    return at.holds("half", "BTC").is_zero()
           && at.holds("quarter", "BTC").is_zero()
           && at.holds("half", "ETH").is_zero()
           && at.holds("quarter", "ETH").is_zero();
  }));
  (void)all.settled(4);
  CHECK(all.book("half", "BTC").is_zero());
  CHECK(all.book("quarter", "ETH").is_zero());
}

TEST_CASE(
  "what a follower sold himself is neither sold again nor bought back") {
  world all{master_half_quarter()};
  auto& at = all.at();
  all.master_market("buy", "XBTUSD", "0.01");
  (void)all.settled(1);
  const auto own = at.owner("half").market_order("sell", "XBTUSD", "0.003");
  INFO((own ? "" : own.error().text));
  REQUIRE(own);
  CHECK(at.holds("half", "BTC") == number("0.002"));
  all.master_market("sell", "XBTUSD", "0.01");
  (void)all.settled(2);
  CHECK(at.holds("half", "BTC").is_zero());
  CHECK(at.holds("quarter", "BTC").is_zero());
  CHECK(at.copies("half").size() == 2);
  CHECK(eventually([&] { return all.book("half", "BTC").is_zero(); }));
}
