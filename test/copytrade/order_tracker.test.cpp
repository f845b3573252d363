#include "copytrade/order_tracker.hpp"

#include "test/copytrade/kit.hpp"

#include <catch2/catch_test_macros.hpp>

namespace lockstep::copytrade {

namespace {

using namespace kit;

const order_key key{"key-1"};
const order_id id{"OURS-key-1"};

order_tracker with_order(order_state state = order_state::sent) {
  order_request request;
  request.key = key;
  request.symbol = btc_usd;
  request.quantity = qty("1");
  order_tracker orders;
  orders.add(request, state);
  return orders;
}

execution part_of_it(std::string_view q) {
  return our_fill(key, side::buy, qty(q), px("50000"), at(1));
}

order_report report(order_state state, std::string_view executed) {
  order_report r;
  r.id = id;
  r.key = key;
  r.state = state;
  r.executed = qty(executed);
  return r;
}

} // namespace

TEST_CASE("an execution counts once, however often it is told") {
  auto orders = with_order();
  const auto fill = part_of_it("0.4");
  REQUIRE(orders.apply(fill) != nullptr);
  CHECK(orders.apply(fill) == nullptr);
  CHECK(orders.find(key)->executed == qty("0.4"));
  CHECK(orders.find(key)->state == order_state::partially_filled);
  orders.apply(part_of_it("0.6"));
  CHECK(orders.find(key)->state == order_state::filled);
  CHECK(orders.find(key)->complete());
}

TEST_CASE("an order is not complete while executions are missing") {
  auto orders = with_order();
  orders.apply(report(order_state::canceled, "0.4"));
  CHECK_FALSE(orders.find(key)->complete());
  orders.apply(part_of_it("0.4"));
  CHECK(orders.find(key)->state == order_state::canceled);
  CHECK(orders.find(key)->complete());
}

TEST_CASE("a late execution wins over a refusal") {
  auto orders = with_order();
  CHECK(orders.on(key, order_event::reject, reason::rejected_by_venue, "no"));
  orders.apply(part_of_it("1"));
  CHECK(orders.find(key)->state == order_state::filled);
  CHECK_FALSE(orders.on(key, order_event::reject));
}

TEST_CASE("news without our key find the order by the venue's id") {
  auto orders = with_order();
  CHECK(orders.acknowledge(key, id));
  auto fill = part_of_it("0.4");
  fill.key = {};
  CHECK(orders.owns({}, id));
  REQUIRE(orders.apply(fill) != nullptr);
  // Histories do not tell our key, and books go by it.
  CHECK(orders.find(key)->executions.front().key == key);
  CHECK_FALSE(orders.owns(order_key{"other"}, order_id{"other"}));
  CHECK_FALSE(orders.owns({}, {}));
}

TEST_CASE(
  "an order that is larger at the venue is complete only with all of it") {
  auto orders = with_order();
  auto told = report(order_state::acknowledged, "0");
  told.quantity = qty("3");
  REQUIRE(orders.apply(told) != nullptr);
  CHECK(orders.find(key)->larger);
  orders.apply(part_of_it("1"));
  CHECK_FALSE(orders.find(key)->complete());
  orders.apply(part_of_it("2"));
  CHECK(orders.find(key)->complete());
}

TEST_CASE("a repeated report tells nothing new") {
  auto orders = with_order();
  const auto open = report(order_state::acknowledged, "0");
  CHECK(orders.apply(open) != nullptr);
  CHECK(orders.apply(open) == nullptr);
}

} // namespace lockstep::copytrade
