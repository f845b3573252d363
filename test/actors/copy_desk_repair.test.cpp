#include "copytrade/repair.hpp"
#include "test/actors/desk_kit.hpp"

#include <catch2/catch_test_macros.hpp>

// Repairs at a copy desk: signals like all others.

namespace lockstep::actors {

namespace {

using namespace kit;
using copytrade::direction;
using copytrade::outcome;
using copytrade::repair_order;

struct repair_test : desk_world {
  copy_desk desk{identity()};

  [[nodiscard]] copytrade::signal
  repair(direction which, const std::string& q,
         const std::string& who = "half") const {
    repair_order order;
    order.account = account_id{who};
    order.symbol = btc_usd;
    order.base = btc;
    order.quote = usd_asset;
    order.direction = which;
    order.amount = qty(q);
    order.at = px("50000");
    if (which == direction::exit) {
      order.before = qty("2");
      order.after = qty("2") - qty(q);
    }
    return repair_signal(
      order, {"kraken", account_id{"master"}, 1, now, {{btc, px("50000")}}});
  }

  desk_steps tell(const copytrade::signal& what) {
    write(what);
    auto steps = desk.on_signal(what, facts());
    write(steps.journal);
    return steps;
  }

  /// Its one order executes.
  void fill(const desk_steps& steps) {
    REQUIRE(steps.orders.size() == 1);
    const auto& order = steps.orders.front().order;
    const auto done = desk.on_order(
      news_of(order, order_state::filled,
              {fill_of(order, order.quantity.str(), now)}, true),
      facts());
    write(done.journal);
    now += 10s;
  }
};

} // namespace

TEST_CASE("a repair buys its amount and is in the book from then on") {
  repair_test t;
  const auto what = t.repair(direction::entry, "2");
  const auto steps = t.tell(what);
  REQUIRE(steps.orders.size() == 1);
  CHECK(steps.orders[0].order.side == side::buy);
  CHECK(steps.orders[0].order.quantity == qty("2"));
  CHECK(t.restored().picture() == t.desk.picture()); // as after a crash
  t.fill(steps);
  CHECK(t.desk.positions().at(btc) == qty("2"));
  CHECK(t.restored().picture() == t.desk.picture());

  SECTION("and a second time it only repeats its row") {
    const auto again = t.desk.on_signal(what, t.facts());
    CHECK(again.orders.empty());
    REQUIRE(again.rows.size() == 1);
    CHECK(again.rows[0].outcome == outcome::copied);
  }
  SECTION("and a sale takes out what is too much") {
    const auto sale = t.tell(t.repair(direction::exit, "0.5"));
    REQUIRE(sale.orders.size() == 1);
    CHECK(sale.orders[0].order.side == side::sell);
    CHECK(sale.orders[0].order.quantity == qty("0.5"));
    CHECK(t.restored().picture() == t.desk.picture());
    t.fill(sale);
    CHECK(t.desk.positions().at(btc) == qty("1.5"));
    CHECK(t.restored().picture() == t.desk.picture());
  }
  SECTION("and the master's sales take from it as from all") {
    t.fill(t.tell(t.exit("X", "4", "1")));
    CHECK(t.desk.positions().at(btc) == qty("0.5"));
  }
}

TEST_CASE("a repair that came too late is not bought at an old price") {
  repair_test t;
  const auto what = t.repair(direction::entry, "2");
  t.now += 61s;
  t.wallet.as_of = t.now;
  const auto steps = t.tell(what);
  CHECK(steps.orders.empty());
  CHECK(steps.rows.at(0).why == reason::stale_signal);
}

TEST_CASE("a repair of somebody else is refused by its row") {
  repair_test t;
  const auto steps = t.tell(t.repair(direction::entry, "2", "quarter"));
  CHECK(steps.orders.empty());
  REQUIRE(steps.rows.size() == 1);
  CHECK(steps.rows[0].outcome == outcome::failed);
  CHECK(steps.rows[0].words == "it repairs quarter");
}

} // namespace lockstep::actors
