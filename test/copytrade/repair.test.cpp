#include "copytrade/repair.hpp"

#include "copytrade/copy_book.hpp"
#include "copytrade/plan.hpp"
#include "test/copytrade/kit.hpp"

// A repair as an ordinary signal.

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

repair_order purchase(const std::string& q) {
  return {account_id{"half"},
          btc_usd,
          btc,
          usd_asset,
          direction::entry,
          qty(q),
          px("10000"),
          {},
          {},
          {{gap_id{"A@1"}, qty(q)}}};
}

signal signal_of(const repair_order& what, uint64_t number = 1) {
  return repair_signal(
    what,
    {"kraken", account_id{"master"}, number, at(9), {{btc, px("10000")}}});
}

/// The plan of a follower with 500 USD.
entry_plan plan_of(const signal& what, const std::string& multiplier = "1") {
  account_facts account;
  account.account = account_id{"half"};
  account.now = at(10);
  account.funds = shared(funds("500", at(10)));
  follower_settings settings;
  settings.multiplier = part(multiplier);
  settings.limits.max_user_risk = percent(1);
  const copy_rules rules;
  const entry_facts facts{what,  account,      settings,
                          rules, at(0),        &pair_of(btc_usd),
                          {},    {},           {},
                          {},    part("0.004")};
  return plan_entry(facts);
}

} // namespace

TEST_CASE("a repair is for its follower alone and says what it is for") {
  const auto what = signal_of(purchase("0.005"));
  CHECK(what.id.str() == "reconcile/half/BTC/1@0.005");
  CHECK(what.followers == std::vector{account_id{"half"}});
  REQUIRE(what.repair);
  CHECK(what.repair->account == account_id{"half"});
  CHECK(what.repair->amount == qty("0.005"));
  CHECK(what.repair->parts.size() == 1);
}

TEST_CASE("a repair's name has its number, other names have none") {
  const auto name = repair_name(account_id{"half"}, btc, 17);
  CHECK(repair_number(name) == 17);
  CHECK(repair_number(order_id{"OQCLML-BW3P3-BUCMWZ"}) == 0);
  CHECK(repair_number(order_id{"reconcile/half/BTC/"}) == 0);
  CHECK(repair_number(order_id{"reconcile/half/BTC/1x"}) == 0);
}

TEST_CASE("each repair has an order key of its own, the same on every run") {
  const auto key = [](const signal& what) {
    return key_of(purpose_of(what, account_id{"half"}, leg::entry()));
  };
  CHECK(key(signal_of(purchase("0.005"))) == key(signal_of(purchase("0.005"))));
  CHECK(key(signal_of(purchase("0.005"))) != key(signal_of(purchase("0.006"))));
  CHECK(key(signal_of(purchase("0.005")))
        != key(signal_of(purchase("0.005"), 2)));
}

TEST_CASE("a repair buys exactly its amount, whatever the multiplier") {
  for (const auto* multiplier : {"1", "0.37", "3"}) {
    const auto plan = plan_of(signal_of(purchase("0.00512345")), multiplier);
    INFO(multiplier);
    REQUIRE(plan.order);
    CHECK(plan.order->request.quantity == qty("0.00512345"));
    CHECK(plan.intended == qty("0.00512345"));
  }
}

TEST_CASE("a repair obeys the cash that is there") {
  const auto plan = plan_of(signal_of(purchase("0.06")));
  REQUIRE(plan.order);
  CHECK(plan.limit->why == reason::insufficient_cash);
  CHECK(value_of(plan.order->request.quantity, *plan.order->request.limit,
                 rounding::up)
        < usd("500"));
}

TEST_CASE("a repair that became too small waits for no other part") {
  const auto plan = plan_of(signal_of(purchase("0.00001")));
  CHECK_FALSE(plan.order);
  CHECK(plan.limit->why == reason::below_minimum);
}

TEST_CASE("a sale leaves the book what it should hold") {
  auto order = purchase("0.003");
  order.direction = direction::exit;
  order.parts.clear();
  copy_book book{btc};
  book.enter(order_key{"k"}, qty("0.01"));
  book.apply(our_fill(order_key{"k"}, side::buy, qty("0.01"), px("1"), at(1)));
  book.close(order_key{"k"});
  SECTION("a part") {
    order.before = qty("0.01");
    order.after = qty("0.007");
    const auto what = signal_of(order);
    book.exit(what.id, kept_by(what), qty("0.00005"));
    CHECK(book.to_sell() == qty("0.003"));
  }
  SECTION("or nothing") {
    order.before = qty("0.01");
    const auto what = signal_of(order);
    CHECK(kept_by(what).none());
    book.exit(what.id, kept_by(what), qty("0.00005"));
    CHECK(book.to_sell() == qty("0.01"));
  }
}
