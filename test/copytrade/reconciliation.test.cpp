#include "copytrade/reconciliation.hpp"

#include "test/copytrade/kit.hpp"

#include <algorithm>

// From what books lack to what is to be bought and sold.

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

/// A follower with 500 USD and prices that stand.
struct books {
  books() {
    account.account = account_id{"half"};
    account.now = at(1'000);
    auto wallet = funds("500", at(1'000));
    wallet.holdings[btc] = wallet.holdings[eth] = {dec("9"), {}};
    account.funds = shared(wallet);
    settings.limits.max_user_risk = percent(50);
  }

  copy_book& book(const asset_id& base) {
    return all.try_emplace(base, base).first->second;
  }
  /// Something he bought.
  void bought(const asset_id& base, const std::string& q) {
    auto& b = book(base);
    const order_key key{"key-" + base.str()};
    b.enter(key, qty(q));
    b.apply(our_fill(key, side::buy, qty(q), px("10000"), at(1)));
    b.close(key);
  }
  asset_state& add(const symbol_id& symbol, const std::string& bid,
                   const std::string& ask) {
    const auto& pair = pair_of(symbol);
    asset_state x;
    x.base = pair.base;
    x.symbol = symbol;
    x.quote = pair.quote;
    x.pair = &pair;
    x.bid = px(bid);
    x.ask = px(ask);
    x.book = &book(pair.base);
    x.gaps.holds = x.book->position();
    assets.push_back(x);
    return assets.back();
  }
  static gap missing(const std::string& order, const std::string& q,
                     gap_cause cause = gap_cause::missed) {
    return {gap_id{order + "@1"}, order_id{order}, cause,
            reason::none,         qty(q),          usd("100")};
  }
  [[nodiscard]] std::vector<plan_line> plan() const {
    position_table positions;
    for (const auto& [base, b] : all)
      positions[base] = b.position();
    return plan_repairs({account,
                         settings,
                         rules,
                         part("0.004"),
                         at(0),
                         positions,
                         {{btc, px("10000")}, {eth, px("400")}},
                         "kraken"},
                        assets);
  }

  account_facts account;
  follower_settings settings;
  copy_rules rules;
  std::map<asset_id, copy_book> all;
  std::vector<asset_state> assets;
};

} // namespace

TEST_CASE("what is missing is bought at the price of now") {
  books his;
  his.add(btc_usd, "9999", "10000").gaps.missing
    = {books::missing("A", "0.004"), books::missing("B", "0.001")};
  const auto plan = his.plan();
  REQUIRE(plan.size() == 1);
  REQUIRE(plan[0].order);
  CHECK(plan[0].order->direction == direction::entry);
  CHECK(plan[0].order->amount == qty("0.005"));
  CHECK(plan[0].executable == qty("0.005"));
  CHECK(plan[0].order->at == px("10000"));
  CHECK(plan[0].order->parts.at(gap_id{"A@1"}) == qty("0.004"));
  CHECK(plan[0].order->parts.at(gap_id{"B@1"}) == qty("0.001"));
}

TEST_CASE("sales are planned before purchases") {
  books his;
  his.bought(eth, "1");
  his.add(btc_usd, "9999", "10000").gaps.missing
    = {books::missing("A", "0.004")};
  his.add(eth_usd, "399", "400").gaps.surplus = qty("0.25");
  const auto plan = his.plan();
  REQUIRE(plan.size() == 2);
  CHECK(plan[0].base == eth);
  REQUIRE(plan[0].order);
  CHECK(plan[0].order->direction == direction::exit);
  CHECK(plan[0].order->before == qty("1"));
  CHECK(plan[0].order->after == qty("0.75"));
  CHECK(plan[0].executable == qty("0.25"));
  CHECK(plan[1].base == btc);
}

TEST_CASE("a sale is never of more than the book, nor than what is there") {
  books his;
  his.bought(btc, "0.01");
  auto& at = his.add(btc_usd, "9999", "10000");
  at.gaps.surplus = qty("5");
  at.gaps.surplus_cause = gap_cause::missed;
  auto wallet = funds("500", kit::at(1'000));
  wallet.holdings[btc] = {dec("3"), {}};
  his.account.funds = shared(wallet);
  REQUIRE(his.plan()[0].order);
  CHECK(his.plan()[0].executable == qty("0.01"));
  wallet.holdings[btc] = {dec("0.006"), {}};
  his.account.funds = shared(wallet);
  REQUIRE(his.plan()[0].order);
  CHECK(his.plan()[0].executable == qty("0.006"));
}

TEST_CASE("too much and too little of one asset are set against each other") {
  books his;
  his.bought(btc, "0.01");
  auto& at = his.add(btc_usd, "9999", "10000");
  at.gaps.missing = {books::missing("A", "0.004")};
  at.gaps.surplus = qty("0.001");
  CHECK(his.plan()[0].executable == qty("0.003"));
  at.gaps.surplus = qty("0.006");
  REQUIRE(his.plan()[0].order);
  CHECK(his.plan()[0].order->direction == direction::exit);
  CHECK(his.plan()[0].executable == qty("0.002"));
}

TEST_CASE("dust is not traded") {
  books his;
  his.add(btc_usd, "9999", "10000").gaps.missing
    = {books::missing("A", "0.00001", gap_cause::dust)};
  const auto plan = his.plan();
  REQUIRE(plan.size() == 1);
  CHECK_FALSE(plan[0].order);
  CHECK(plan[0].limit->why == reason::below_minimum);
}

TEST_CASE("halts and pauses block purchases and say so, sales go on") {
  books his;
  his.bought(eth, "1");
  his.add(btc_usd, "9999", "10000").gaps.missing
    = {books::missing("A", "0.004")};
  his.add(eth_usd, "399", "400").gaps.surplus = qty("1");
  SECTION("halted") {
    his.account.entries_halted = true;
    CHECK(his.plan()[1].limit->why == reason::halted);
  }
  SECTION("paused") {
    his.account.paused = true;
    CHECK(his.plan()[1].limit->why == reason::paused);
  }
  SECTION("another engine") {
    his.account.barred = reason::second_engine;
    CHECK(his.plan()[1].limit->why == reason::second_engine);
  }
  CHECK_FALSE(his.plan()[1].order);
  CHECK(his.plan()[0].order);
}

TEST_CASE("what is above the cap of its master order stays unbought") {
  books his;
  his.settings.limits.max_user_risk = percent(10); // 50 USD
  auto& at = his.add(btc_usd, "9999", "10000");
  at.gaps.missing = {books::missing("A", "0.02", gap_cause::clipped)};
  at.gaps.bought[order_id{"A"}] = qty("0.002"); // 20 of them are used
  auto plan = his.plan();
  REQUIRE(plan[0].order);
  CHECK(plan[0].executable == qty("0.003"));
  CHECK(plan[0].limit->why == reason::risk_cap);

  at.gaps.bought[order_id{"A"}] = qty("0.005");
  plan = his.plan();
  CHECK_FALSE(plan[0].order);
  CHECK(plan[0].limit->why == reason::risk_cap);

  SECTION("while each master order has its own") {
    at.gaps.missing.push_back(books::missing("B", "0.004"));
    CHECK(his.plan()[0].executable == qty("0.004"));
  }
  SECTION("and one that looks like a typing error is left alone") {
    at.gaps.missing = {books::missing("B", "0.004")};
    his.settings.limits.max_master_order = usd("99");
    CHECK_FALSE(his.plan()[0].order);
  }
}

TEST_CASE("what the owner sold is bought back within no master order's cap") {
  books his;
  his.settings.limits.max_user_risk = percent(10);
  auto& at = his.add(btc_usd, "9999", "10000");
  at.gaps.missing = {{gap_id{"BTC@now"},
                      {},
                      gap_cause::manual,
                      reason::manual_trade,
                      qty("0.02"),
                      {}}};
  REQUIRE(his.plan()[0].order);
  CHECK(his.plan()[0].executable == qty("0.02"));
}

TEST_CASE("purchases share the free cash") {
  books his;
  his.settings.limits.max_user_risk = percent(100);
  his.add(btc_usd, "9999", "10000").gaps.missing
    = {books::missing("A", "0.04")};
  his.add(eth_usd, "399", "400").gaps.missing = {books::missing("B", "1")};
  const auto plan = his.plan();
  REQUIRE(plan[1].order);
  CHECK(plan[1].limit->why == reason::insufficient_cash);
  notional cost;
  for (const auto& line : plan)
    cost += value_of(line.executable, line.order->at, rounding::up);
  CHECK(cost <= usd("500"));
}

TEST_CASE("whoever is busy or has no price is left for later") {
  books his;
  auto& at = his.add(btc_usd, "9999", "10000");
  at.gaps.missing = {books::missing("A", "0.004")};
  SECTION("an order is open") {
    at.busy = "an order of it is open";
    CHECK_FALSE(his.plan()[0].order);
    CHECK(his.plan()[0].busy == at.busy);
  }
  SECTION("no price") {
    at.ask.reset();
    CHECK_FALSE(his.plan()[0].order);
    CHECK(his.plan()[0].limit->why == reason::venue_unavailable);
  }
  SECTION("not listed") {
    at.pair = nullptr;
    CHECK(his.plan()[0].limit->why == reason::unknown_instrument);
  }
  SECTION("no balance") {
    his.account.funds.reset();
    CHECK_FALSE(his.plan()[0].order);
  }
}

TEST_CASE("no plan buys above caps or cash, or more than is missing") {
  holds("plans keep to limits", [](uint16_t missing, uint16_t bought,
                                   uint16_t cash, uint8_t risk) {
    books his;
    his.settings.limits.max_user_risk = percent(decimal{risk % 100 + 1});
    his.account.funds = shared(funds(std::to_string(cash), at(1'000)));
    const auto lots = [](uint16_t n) {
      return quantity{multiply(decimal{n}, dec("0.0001"), rounding::down)};
    };
    auto& at = his.add(btc_usd, "9999", "10000");
    at.gaps.missing = {books::missing("A", "0")};
    at.gaps.missing[0].amount = lots(missing);
    at.gaps.bought[order_id{"A"}] = lots(bought);
    const auto plan = his.plan();
    if (plan.empty() || !plan[0].order)
      return;
    const auto& line = plan[0];
    const auto worth = [&](quantity q) {
      return value_of(q, px("10000"), rounding::up);
    };
    RC_ASSERT(line.executable <= lots(missing));
    RC_ASSERT(line.executable <= line.order->amount);
    RC_ASSERT(worth(line.executable) <= notional{decimal{cash}});
    RC_ASSERT(worth(line.executable + lots(bought))
              <= part_of(notional{decimal{cash}},
                         his.settings.limits.max_user_risk, rounding::down));
    quantity parts;
    for (const auto& [id, q] : line.order->parts)
      parts += q;
    RC_ASSERT(parts == line.order->amount);
  });
}
