#include "test/actors/desk_kit.hpp"

#include <catch2/catch_test_macros.hpp>

namespace lockstep::actors {

namespace {

using namespace kit;
using copytrade::outcome;
using copytrade::row;

/// One desk in its world; what it wants written is written at once.
struct desk_test : desk_world {
  copy_desk desk{identity()};

  desk_steps keep(desk_steps steps) {
    write(steps.journal);
    return steps;
  }
  desk_steps signal(const copytrade::signal& what) {
    write(what);
    return keep(desk.on_signal(what, facts()));
  }
  desk_steps placed(const order_request& order, placement told) {
    return keep(desk.on_placement(order.key, told, facts()));
  }
  desk_steps news(const order_request& order, order_state state,
                  std::vector<execution> fills, bool complete) {
    return keep(desk.on_order(news_of(order, state, std::move(fills), complete),
                              facts()));
  }
  desk_steps told_balance() {
    wallet.as_of = now;
    return keep(desk.on_balance(wallet, facts()));
  }

  /// An entry that executed whole.
  order_request bought(const std::string& order, const std::string& q) {
    const auto steps = signal(entry(order, q));
    REQUIRE(steps.orders.size() == 1);
    const auto request = steps.orders.front().order;
    news(request, order_state::filled, {fill_of(request, q, now)}, true);
    now += 10s;
    return request;
  }
};

row last_row(const desk_steps& steps) {
  REQUIRE(!steps.rows.empty());
  return steps.rows.back();
}

order_request only_order(const desk_steps& steps) {
  REQUIRE(steps.orders.size() == 1);
  return steps.orders.front().order;
}

} // namespace

TEST_CASE("an entry is written down before its order goes out") {
  desk_test t;
  const auto steps = t.signal(t.entry("M1", "1"));
  const auto order = only_order(steps);
  CHECK(order.side == side::buy);
  CHECK(order.quantity == qty("1"));
  CHECK(steps.orders.front().priority == priority::entry);
  CHECK(steps.orders.front().cash.value()
        > value_of(order.quantity, *order.limit, rounding::up).value());
  REQUIRE(steps.journal.records.size() == 3);
  CHECK(std::get<journal::note_record>(steps.journal.records[0]).kind
        == "share");
  CHECK(std::get<journal::row_record>(steps.journal.records[1]).outcome
        == "unresolved");
  CHECK(std::get<journal::intent_record>(steps.journal.records[2]).order
        == order);
  CHECK(last_row(steps).key == order.key);
}

TEST_CASE("a signal that was answered only repeats its row") {
  desk_test t;
  const auto what = t.entry("M1", "1");
  const auto first = t.signal(what);
  const auto again = t.desk.on_signal(what, t.facts());
  CHECK(again.orders.empty());
  CHECK(again.journal.records.empty());
  CHECK(again.rows == first.rows);
}

TEST_CASE("an entry that we deny has a row with the reason") {
  desk_test t;
  auto facts = t.facts();
  facts.account.entries_halted = true;
  const auto steps = t.desk.on_signal(t.entry("M1", "1"), facts);
  CHECK(steps.orders.empty());
  CHECK(count_of<journal::intent_record>(steps) == 0);
  CHECK(last_row(steps).outcome == outcome::skipped);
  CHECK(last_row(steps).why == reason::halted);
}

TEST_CASE("an old signal expires without an order") {
  desk_test t;
  const auto what = t.entry("M1", "1");
  t.now += 61s;
  const auto steps = t.signal(what);
  CHECK(steps.orders.empty());
  CHECK(last_row(steps).outcome == outcome::expired);
  CHECK(last_row(steps).why == reason::stale_signal);
}

TEST_CASE("the answer to a placed entry decides what its row becomes") {
  desk_test t;
  const auto order = only_order(t.signal(t.entry("M1", "1")));
  SECTION("denied") {
    const auto steps = t.placed(order, {placement::kind::denied,
                                        reason::insufficient_cash, "no cash"});
    CHECK(last_row(steps).outcome == outcome::skipped);
    CHECK(last_row(steps).why == reason::insufficient_cash);
    CHECK(last_row(steps).words == "no cash");
    CHECK(count_of<journal::event_record>(steps) == 1);
  }
  SECTION("rejected") {
    const auto steps = t.placed(order, {placement::kind::rejected,
                                        reason::rejected_by_venue, "EOrder"});
    CHECK(last_row(steps).outcome == outcome::failed);
    CHECK(last_row(steps).words == "EOrder");
  }
  SECTION("unknown") {
    const auto steps = t.placed(order, {placement::kind::unknown,
                                        reason::unresolved, "no answer"});
    CHECK(last_row(steps).outcome == outcome::unresolved);
    CHECK(last_row(steps).why == reason::unresolved);
    CHECK(t.desk.open_rows().size() == 1);
  }
  SECTION("accepted") {
    const auto steps = t.placed(order, {placement::kind::accepted, {}, {}});
    CHECK(steps.rows.empty());
    CHECK(t.desk.open_rows().size() == 1);
  }
}

TEST_CASE("a refusal that comes after an execution changes nothing") {
  desk_test t;
  const auto order = only_order(t.signal(t.entry("M1", "1")));
  t.news(order, order_state::partially_filled, {fill_of(order, "0.4", t.now)},
         false);
  const auto steps = t.placed(order, {placement::kind::rejected,
                                      reason::rejected_by_venue, "no"});
  CHECK(steps.rows.empty());
  CHECK(t.desk.open_rows().front().executed == qty("0.4"));
}

TEST_CASE("executions count once, in whatever order they come") {
  desk_test t;
  const auto order = only_order(t.signal(t.entry("M1", "1")));
  const auto a = fill_of(order, "0.3", t.now);
  const auto b = fill_of(order, "0.7", t.now + 1s);
  t.news(order, order_state::partially_filled, {b}, false);
  t.news(order, order_state::partially_filled, {b, b}, false);
  const auto steps = t.news(order, order_state::filled, {a, b}, true);
  CHECK(t.desk.positions().at(btc) == qty("1"));
  CHECK(last_row(steps).outcome == outcome::copied);
  CHECK(last_row(steps).executed == qty("1"));
  CHECK(last_row(steps).value == usd("50000"));
  CHECK(t.desk.open_rows().empty());
}

TEST_CASE("an order that ends early leaves a partial copy") {
  desk_test t;
  const auto order = only_order(t.signal(t.entry("M1", "1")));
  const auto steps = t.news(order, order_state::canceled,
                            {fill_of(order, "0.3", t.now)}, true);
  CHECK(last_row(steps).outcome == outcome::partially_copied);
  CHECK(last_row(steps).why == reason::price_moved);
  CHECK(count_of<journal::event_record>(steps) == 1);
  CHECK_FALSE(t.desk.waits_to_sell());
}

TEST_CASE("an exit sells what the entry bought and no more") {
  desk_test t;
  t.bought("M1", "1");
  const auto steps = t.signal(t.exit("M2", "1", "0.25"));
  const auto order = only_order(steps);
  CHECK(order.side == side::sell);
  CHECK(order.quantity == qty("0.75"));
  CHECK(steps.orders.front().priority == priority::exit);
  CHECK(std::get<journal::note_record>(steps.journal.records.front()).kind
        == "exit");
  CHECK(count_of<journal::intent_record>(steps) == 1);
  const auto end = t.news(order, order_state::filled,
                          {fill_of(order, "0.75", t.now)}, true);
  CHECK(last_row(end).outcome == outcome::copied);
  CHECK(t.desk.positions().at(btc) == qty("0.25"));
}

TEST_CASE("an exit without a position is answered at once") {
  desk_test t;
  const auto steps = t.signal(t.exit("M2", "1", "0"));
  CHECK(steps.orders.empty());
  CHECK(last_row(steps).outcome == outcome::skipped);
  CHECK(last_row(steps).why == reason::nothing_to_sell);
}

TEST_CASE("an exit waits for an entry whose fate is unknown") {
  desk_test t;
  const auto entry = only_order(t.signal(t.entry("M1", "1")));
  t.placed(entry, {placement::kind::unknown, reason::unresolved, "no answer"});
  const auto waiting = t.signal(t.exit("M2", "1", "0"));
  CHECK(waiting.orders.empty());
  CHECK_FALSE(copytrade::is_final(last_row(waiting).outcome));
  CHECK(t.desk.open_rows().size() == 2);

  SECTION("and sells what turns out to have been bought") {
    const auto late = t.news(entry, order_state::filled,
                             {fill_of(entry, "1", t.now)}, true);
    CHECK(only_order(late).side == side::sell);
    CHECK(only_order(late).quantity == qty("1"));
  }
  SECTION("and ends when it turns out that nothing was bought") {
    const auto late = t.news(entry, order_state::expired, {}, true);
    CHECK(late.orders.empty());
    CHECK(last_row(late).why == reason::nothing_to_sell);
    CHECK(t.desk.open_rows().empty());
  }
}

TEST_CASE("a late fill of an entry is sold although its exit has ended") {
  desk_test t;
  const auto entry = only_order(t.signal(t.entry("M1", "1")));
  t.news(entry, order_state::expired, {}, true);
  CHECK(last_row(t.signal(t.exit("M2", "1", "0"))).outcome == outcome::skipped);
  t.now += 60s;
  const auto late = t.news(entry, order_state::filled,
                           {fill_of(entry, "1", t.now)}, true);
  CHECK(only_order(late).quantity == qty("1"));
  CHECK(late.rows.front().outcome == outcome::copied);
  // Until that is sold its row has no end, for the next start either.
  CHECK(last_row(late).outcome == outcome::unresolved);
  CHECK(last_row(late).ended == timestamp{});
}

TEST_CASE("a sale that finds no buyer goes down the ladder") {
  desk_test t;
  t.bought("M1", "1");
  std::vector<order_request> tries{
    only_order(t.signal(t.exit("M2", "1", "0")))};
  for (int i = 0; i < 2; ++i)
    tries.push_back(
      only_order(t.news(tries.back(), order_state::canceled, {}, true)));
  CHECK(tries[0].limit == px("49750"));
  CHECK(tries[1].limit == px("49500"));
  CHECK(tries[2].type == order_type::market);
  CHECK(tries[0].key != tries[1].key);
  CHECK(tries[1].key != tries[2].key);
  CHECK(t.desk.open_rows().size() == 1);
}

TEST_CASE("a refused sale is not tried again in the same moment") {
  desk_test t;
  t.bought("M1", "1");
  const auto order = only_order(t.signal(t.exit("M2", "1", "0")));
  const auto steps = t.placed(order, {placement::kind::rejected,
                                      reason::rejected_by_venue, "no"});
  CHECK(steps.orders.empty());
  CHECK(t.desk.waits_to_sell());
  CHECK(t.desk.open_rows().size() == 1);
  t.now += 60s;
  CHECK(t.keep(t.desk.sell_excess(t.facts())).orders.size() == 1);
}

TEST_CASE("an exit waits for the venue and goes when it is back") {
  desk_test t;
  t.bought("M1", "1");
  t.market.status = trading_status::maintenance;
  const auto waiting = t.signal(t.exit("M2", "1", "0"));
  CHECK(waiting.orders.empty());
  CHECK(last_row(waiting).outcome == outcome::exit_pending);
  CHECK(last_row(waiting).why == reason::venue_not_trading);
  CHECK(t.desk.waits_to_sell());
  t.now += 120s;
  t.market.status = trading_status::cancel_only;
  CHECK(t.keep(t.desk.sell_excess(t.facts())).orders.empty());
  t.now += 120s;
  t.market.status = trading_status::online;
  const auto back = t.keep(t.desk.sell_excess(t.facts()));
  CHECK(only_order(back).quantity == qty("1"));
  CHECK(last_row(back).outcome == outcome::unresolved);
}

TEST_CASE("dust below the lot does not keep a sale from ending as copied") {
  desk_test t;
  const auto entry = only_order(t.signal(t.entry("M1", "1")));
  auto fill = fill_of(entry, "1", t.now);
  fill.fees = {{btc, dec("0.000000005")}}; // leaves what no order can sell
  t.news(entry, order_state::filled, {fill}, true);
  const auto order = only_order(t.signal(t.exit("M2", "1", "0")));
  CHECK(order.quantity == qty("0.99999999"));
  const auto end = t.news(order, order_state::filled,
                          {fill_of(order, "0.99999999", t.now)}, true);
  CHECK(end.orders.empty());
  CHECK(last_row(end).outcome == outcome::copied);
  CHECK(t.desk.open_rows().empty());

  SECTION("nor does it open that sale again while the venue takes nothing") {
    t.market.status = trading_status::maintenance;
    t.keep(t.desk.sell_excess(t.facts()));
    CHECK(t.desk.open_rows().empty());
  }
}

TEST_CASE("a remainder below the minimum says so") {
  desk_test t;
  t.bought("M1", "1");
  const auto order = only_order(t.signal(t.exit("M2", "1", "0")));
  const auto end = t.news(order, order_state::canceled,
                          {fill_of(order, "0.99999", t.now)}, true);
  CHECK(end.orders.empty());
  CHECK(last_row(end).outcome == outcome::partially_copied);
  CHECK(last_row(end).why == reason::below_minimum);
  CHECK(t.desk.open_rows().empty());
}

TEST_CASE("a remainder that the venue finds too small is not sold again") {
  desk_test t;
  t.bought("M1", "1");
  const auto sale = only_order(t.signal(t.exit("M2", "1", "0.5")));
  const auto rest = only_order(t.news(sale, order_state::canceled,
                                      {fill_of(sale, "0.4999", t.now)}, true));
  CHECK(rest.quantity == qty("0.0001"));
  const auto end = t.placed(rest, {placement::kind::rejected,
                                   reason::below_minimum, "EOrder:Cost"});
  CHECK(end.orders.empty());
  CHECK(last_row(end).outcome == outcome::partially_copied);
  CHECK(last_row(end).why == reason::below_minimum);
  CHECK(t.desk.open_rows().empty());

  const auto is_left_alone = [&] {
    t.now += 90s;
    CHECK_FALSE(t.desk.waits_to_sell());
    CHECK(t.keep(t.desk.sell_excess(t.facts())).orders.empty());
    CHECK(t.desk.open_rows().empty());
  };
  const auto goes_with_the_next_sale = [&] {
    const auto more = t.signal(t.exit("M3", "0.5", "0.25"));
    CHECK(only_order(more).quantity == qty("0.2501"));
  };
  SECTION("but with more that is to be sold") {
    is_left_alone();
    goes_with_the_next_sale();
  }
  SECTION("nor after a restart") {
    t.desk = t.restored();
    is_left_alone();
    goes_with_the_next_sale();
  }
}

TEST_CASE("a sale that the venue finds too small has a row that says so") {
  desk_test t;
  t.bought("M1", "0.001");
  const auto sale = only_order(t.signal(t.exit("M2", "1", "0")));
  const auto end = t.placed(sale, {placement::kind::rejected,
                                   reason::below_minimum, "EOrder:Cost"});
  CHECK(last_row(end).outcome == outcome::skipped);
  CHECK(last_row(end).why == reason::below_minimum);
  CHECK(t.desk.open_rows().empty());
  CHECK_FALSE(t.desk.waits_to_sell());
}

TEST_CASE("two exits sell each its part") {
  desk_test t;
  t.bought("M1", "1");
  const auto first = only_order(t.signal(t.exit("M2", "1", "0.5")));
  const auto second = only_order(t.signal(t.exit("M3", "0.5", "0")));
  CHECK(first.quantity == qty("0.5"));
  CHECK(second.quantity == qty("0.5"));
  CHECK(first.key != second.key);
  t.news(first, order_state::filled, {fill_of(first, "0.5", t.now)}, true);
  const auto end = t.news(second, order_state::filled,
                          {fill_of(second, "0.5", t.now)}, true);
  CHECK(end.orders.empty());
  CHECK(t.desk.positions().empty());
  CHECK(t.desk.open_rows().empty());
}

TEST_CASE("a late execution corrects a row that has ended") {
  desk_test t;
  const auto order = only_order(t.signal(t.entry("M1", "1")));
  const auto end = t.news(order, order_state::expired, {}, true);
  CHECK(last_row(end).outcome == outcome::expired);
  t.now += 60s;
  const auto late = t.news(order, order_state::filled,
                           {fill_of(order, "1", t.now)}, true);
  CHECK(last_row(late).outcome == outcome::copied);
  CHECK(t.desk.positions().at(btc) == qty("1"));
}

TEST_CASE("what the owner sold himself leaves the book") {
  desk_test t;
  t.bought("M1", "1");
  t.wallet.holdings[btc] = {dec("0.4"), {}};
  const auto steps = t.told_balance();
  REQUIRE(steps.journal.records.size() == 1);
  const auto& note = std::get<journal::note_record>(steps.journal.records[0]);
  CHECK(note.kind == "manual_trade");
  CHECK(note.why == reason::manual_trade);
  CHECK(t.desk.positions().at(btc) == qty("0.4"));
  CHECK(steps.orders.empty());
  CHECK(only_order(t.signal(t.exit("M2", "1", "0"))).quantity == qty("0.4"));
}

TEST_CASE("a balance that is younger than its executions proves nothing") {
  desk_test t;
  t.bought("M1", "1");
  t.now -= 9s; // one second after the execution
  t.wallet.holdings[btc] = {};
  CHECK(t.told_balance().journal.records.empty());
  CHECK(t.desk.positions().at(btc) == qty("1"));

  SECTION("also after a restart") {
    t.desk = t.restored();
    CHECK(t.told_balance().journal.records.empty());
    CHECK(t.desk.positions().at(btc) == qty("1"));
  }
}

TEST_CASE("the end of a master order reports what was too small") {
  desk_test t;
  const auto steps = t.signal(t.entry("M1", "0.00001"));
  CHECK(last_row(steps).outcome == outcome::skipped);
  CHECK(last_row(steps).why == reason::carried);
  const auto end
    = t.keep(t.desk.on_master_order_end(order_id{"M1"}, t.facts()));
  REQUIRE(end.journal.records.size() == 1);
  const auto& note = std::get<journal::note_record>(end.journal.records[0]);
  CHECK(note.kind == "closing");
  CHECK(note.why == reason::below_minimum);
  CHECK(t.desk.on_master_order_end(order_id{"M1"}, t.facts())
          .journal.records.empty());
}

TEST_CASE("a signal that can not be handled has a row that says so") {
  desk_test t;
  const auto what = t.entry("M1", "1");
  const auto steps = t.keep(t.desk.on_fault(what, t.now, "overflow"));
  CHECK(last_row(steps).outcome == outcome::failed);
  CHECK(last_row(steps).why == reason::internal_error);
  CHECK(last_row(steps).words == "overflow");
  CHECK(t.desk.on_fault(what, t.now, "again").rows.empty());
  CHECK(t.signal(what).orders.empty());
}

} // namespace lockstep::actors
