#include "actors/account_review.hpp"

#include "test/actors/desk_kit.hpp"

#include <catch2/catch_test_macros.hpp>

// What is read back from the journal and compared.

namespace lockstep::actors {

namespace {

using namespace kit;
using copytrade::gap_cause;

struct review_test : desk_world {
  copy_desk desk{identity()};

  review_test() {
    ticker now_at;
    now_at.symbol = btc_usd;
    now_at.bid = px("49999");
    now_at.ask = now_at.last = px("50000");
    market.tickers[btc_usd] = now_at;
  }

  void keep(const desk_steps& steps) { write(steps.journal); }

  desk_steps tell(const copytrade::signal& what) {
    write(what);
    auto steps = desk.on_signal(what, facts());
    keep(steps);
    return steps;
  }

  void bought(const std::string& order, const std::string& q) {
    const auto steps = tell(entry(order, q));
    REQUIRE(steps.orders.size() == 1);
    const auto& request = steps.orders.front().order;
    keep(desk.on_order(news_of(request, order_state::filled,
                               {fill_of(request, request.quantity.str(), now)},
                               true),
                       facts()));
    now += 10s;
  }

  [[nodiscard]] review_question question() {
    wallet.as_of = now;
    review_question asked;
    asked.who = *identity();
    asked.told.phase = account_phase::ready;
    asked.told.balance = shared(wallet);
    asked.facts = facts();
    asked.asked = now;
    return asked;
  }

  [[nodiscard]] account_review reviewed(const review_question& asked) {
    auto found = review(asked, file.read());
    REQUIRE(found);
    return *found;
  }
  [[nodiscard]] account_review reviewed() { return reviewed(question()); }
};

} // namespace

TEST_CASE("a review of books that are right has no lines") {
  review_test t;
  t.bought("A", "2");
  t.bought("B", "1");
  CHECK(t.reviewed().plan.empty());
  CHECK_FALSE(t.reviewed().unsettled());
}

TEST_CASE("a review sees by its balance what the owner sold unheard") {
  review_test t;
  t.bought("A", "2");
  t.wallet.holdings[btc] = {dec("0.5"), {}};
  const auto found = t.reviewed();
  REQUIRE(found.plan.size() == 1);
  REQUIRE(found.plan[0].gaps.missing.size() == 1);
  CHECK(found.plan[0].gaps.missing[0].cause == gap_cause::manual);
  REQUIRE(found.plan[0].order);
  CHECK(found.plan[0].order->amount == qty("1.5"));
  CHECK(t.file.read().notes(account_id{"half"})->size() == 1); // its share
}

TEST_CASE("a balance that is too early for the last execution proves nothing") {
  review_test t;
  t.bought("A", "2");
  t.wallet.holdings[btc] = {dec("0.5"), {}};
  t.now -= 8s; // two after the execution
  const auto found = t.reviewed();
  CHECK(found.unsettled());
  for (const auto& line : found.plan)
    CHECK_FALSE(line.order);
}

TEST_CASE("a review without a balance of now is not to be relied on") {
  review_test t;
  t.bought("A", "2");
  auto asked = t.question();
  SECTION("an older one") {
    asked.asked = t.now + 1s;
  }
  SECTION("none") {
    asked.told.balance.reset();
  }
  SECTION("an order is under way") {
    asked.told.settled = false;
  }
  SECTION("the master's history is not read") {
    asked.master_read = false;
  }
  CHECK_FALSE(t.reviewed(asked).busy.empty());
}

TEST_CASE("an order that is open keeps its asset from being planned") {
  review_test t;
  t.bought("A", "2");
  CHECK_FALSE(t.tell(t.entry("B", "1")).orders.empty());
  const auto found = t.reviewed();
  CHECK(found.unsettled());
  REQUIRE(found.plan.size() == 1);
  CHECK_FALSE(found.plan[0].order);
}

TEST_CASE("a signal that nobody answered yet is told, not taken for missed") {
  review_test t;
  t.bought("A", "2");
  t.write(t.exit("X", "2", "1"));
  const auto found = t.reviewed();
  REQUIRE(found.plan.size() == 1);
  CHECK(found.plan[0].busy == "X is not answered yet");
}

TEST_CASE("coins of a signal that the journal lost are never too much") {
  review_test t;
  t.bought("A", "2");
  // A journal with all but the signal.
  journal::kit::scratch folder;
  auto other = journal::kit::open(folder.path());
  const auto all = t.read_back();
  for (const auto& each : all.intents)
    journal::kit::put(other, each.intent);
  for (const auto& each : all.rows)
    journal::kit::put(other, each);
  for (const auto& each : all.executions)
    journal::kit::put(other, each);
  REQUIRE(other.commit());
  t.now += 10s;
  const auto found = review(t.question(), other.read());
  REQUIRE(found);
  for (const auto& line : found->plan) {
    CHECK(line.gaps.surplus.is_zero());
    CHECK_FALSE(line.order);
  }
}

TEST_CASE("a purchase that was never sized is sized as its neighbours were") {
  review_test t;
  t.bought("A", "2");
  auto late = t.entry("B", "1");
  t.now += 90s;
  t.wallet.as_of = t.now;
  const auto netted = t.desk.net({late, late}, t.facts());
  t.write(late);
  REQUIRE(netted.size() == 1);
  t.keep(t.desk.on_netted(netted[0], t.facts()));
  t.wallet.holdings[usd_asset] = {dec("400000"), {}}; // a withdrawal since
  const auto found = t.reviewed();
  REQUIRE(found.plan.size() == 1);
  REQUIRE(found.plan[0].gaps.missing.size() == 1);
  CHECK(found.plan[0].gaps.missing[0].why == reason::stale_signal);
  CHECK(found.plan[0].gaps.missing[0].amount == qty("1"));
}

} // namespace lockstep::actors
