#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::kraken_test;
using namespace std::chrono_literals;

TEST_CASE("a placed order has the venue's id") {
  const auto got
    = venue_with_pairs()->place({}).read(answered(golden("rest_add_order")));
  REQUIRE(got);
  CHECK(got->id.str() == "OAAAAA-BBBBB-CCCCC1");
}

TEST_CASE("a cancel may be accepted and still pending") {
  const auto read = venue_with_pairs()->cancel({}, {}).read;
  const auto got = read(answered(golden("rest_cancel_order")));
  REQUIRE(got);
  CHECK(got->count == 1);
  CHECK(got->pending);
  const auto gone = read(answered(R"({"error":["EOrder:Unknown order"]})"));
  CHECK(gone.error().verdict == verdict::gone);
}

TEST_CASE("open orders tell what executed so far") {
  const auto got = venue_with_pairs()->open_orders({}).read(
    answered(golden("rest_open_orders")));
  REQUIRE(got);
  REQUIRE(got->size() == 2);
  const auto& first = (*got)[0];
  CHECK(first.id.str() == "OAAAAA-BBBBB-CCCCC1");
  CHECK(first.key.str() == "6d1b345e-2821-40e2-ad83-4ecb18a06876");
  CHECK(first.symbol == sym("BTC/USD"));
  CHECK(first.side == side::buy);
  CHECK(first.type == order_type::limit);
  CHECK(first.state == order_state::partially_filled);
  CHECK(first.quantity.str() == "1.25");
  CHECK(first.executed.str() == "0.375");
  CHECK(first.cost.str() == "11253.7");
  CHECK(first.opened == at("2026-05-05T09:59:59.8974Z"));
  CHECK(first.executions
        == std::vector{execution_id{"TAAAAA-BBBBB-CCCCC1"},
                       execution_id{"TAAAAA-BBBBB-CCCCC2"}});
  const auto& second = (*got)[1];
  CHECK(second.key.empty());
  CHECK(second.state == order_state::acknowledged);
  CHECK(second.type == order_type::other);
  CHECK(second.side == side::sell);
}

TEST_CASE("closed orders end as filled, canceled or expired") {
  const auto got = venue_with_pairs()
                     ->closed_orders({}, timestamp{}, 0)
                     .read(answered(golden("rest_closed_orders")));
  REQUIRE(got);
  CHECK(got->total == 37);
  REQUIRE(got->rows.size() == 5);
  const auto& rows = got->rows;
  CHECK(rows[0].state == order_state::filled);
  CHECK(rows[0].type == order_type::stop_loss);
  CHECK(rows[0].words.empty());
  CHECK(rows[1].state == order_state::canceled);
  CHECK(rows[1].executed.str() == "0.2");
  CHECK(rows[1].words == "User requested");
  // Its volume was in quote: in base only what executed is known.
  CHECK(rows[2].state == order_state::filled);
  CHECK(rows[2].quantity.str() == "0.0015");
  // Kraken calls it closed, but a third was never executed.
  CHECK(rows[3].state == order_state::canceled);
  CHECK(rows[4].state == order_state::expired);
  CHECK(rows[4].symbol == sym("GONEUSD"));
}

TEST_CASE("an order in a state that nobody knows is an error") {
  auto body = golden("rest_query_orders");
  const auto ids = std::vector{order_id{"OAAAAA-BBBBB-CCCCC1"}};
  const auto read = venue_with_pairs()->orders(ids).read;
  CHECK(read(answered(body))->front().state == order_state::filled);
  body.replace(body.find("\"closed\""), 8, "\"frozen\"");
  const auto got = read(answered(body));
  REQUIRE_FALSE(got);
  CHECK(got.error().words.find("frozen") != std::string::npos);
}

TEST_CASE("an order without a side is an error") {
  auto body = golden("rest_query_orders");
  body.replace(body.find("\"type\""), 6, "\"tybe\"");
  CHECK_FALSE(venue_with_pairs()->orders({}).read(answered(body)));
}

TEST_CASE("executions are read with fees, margin and names that are gone") {
  const auto got = venue_with_pairs()
                     ->executions_since(timestamp{}, 0)
                     .read(answered(golden("rest_trades_history")));
  REQUIRE(got);
  CHECK(got->total == 2346);
  REQUIRE(got->rows.size() == 3);
  const auto& first = got->rows[0];
  CHECK(first.id.str() == "TAAAAA-BBBBB-CCCCC3");
  CHECK(first.order.str() == "OAAAAA-BBBBB-CCCCC1");
  CHECK(first.symbol == sym("BTC/USD"));
  CHECK(first.side == side::buy);
  CHECK(first.type == order_type::limit);
  CHECK(first.quantity.str() == "0.0005");
  CHECK(first.price.str() == "67000");
  CHECK(first.cost.str() == "33.5");
  CHECK(first.fees == std::vector{fee{asset_id{"USD"}, dec("0.134")}});
  CHECK(first.time == at("2026-05-05T09:59:59.8802Z"));
  CHECK_FALSE(first.margin);
  const auto& second = got->rows[1];
  CHECK(second.margin);
  CHECK(second.price.str() == "3000.1"); // numbers are as good as strings
  CHECK(second.fees.front().amount.str() == "24.0008");
  const auto& third = got->rows[2];
  CHECK(third.symbol == sym("GONEUSD"));
  CHECK(third.type == order_type::other);
  CHECK(third.fees.empty());
}

TEST_CASE("an execution that lacks something is an error, not a zero") {
  const auto whole = golden("rest_query_trades");
  const auto read = venue_with_pairs()->executions({}).read;
  REQUIRE(read(answered(whole)));
  for (const std::string name :
       {"ordertxid", "pair", "time", "type", "price", "cost", "fee", "vol"}) {
    INFO(name);
    auto body = whole;
    body.replace(body.find('"' + name + '"'), name.size() + 2,
                 '"' + name + "_\"");
    CHECK_FALSE(read(answered(body)));
  }
}

TEST_CASE("ledger entries say why a balance moved") {
  const auto got = venue_with_pairs()
                     ->ledger_since(timestamp{}, 0)
                     .read(answered(golden("rest_ledgers")));
  REQUIRE(got);
  CHECK(got->total == 7);
  REQUIRE(got->rows.size() == 7);
  std::vector<ledger_kind> kinds;
  for (const auto& row : got->rows)
    kinds.push_back(row.kind);
  using enum ledger_kind;
  CHECK(
    kinds
    == std::vector{trade, trade, conversion, transfer, reward, deposit, other});
  const auto& paid = got->rows[1];
  CHECK(paid.asset.str() == "USD");
  CHECK(paid.reference == "TAAAAA-BBBBB-CCCCC3");
  CHECK(paid.amount.str() == "-33.5");
  CHECK(paid.fee.str() == "0.134");
  CHECK(paid.balance_after.str() == "966.366");
  CHECK(paid.balance_before().str() == "1000");
  CHECK(paid.time == at("2026-05-05T09:59:59.8803Z"));
  CHECK(got->rows[3].asset.str() == "BTC");
}
