#include "adapters/kraken/stream.hpp"
#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::kraken_test;

namespace {

/// One connection.
struct connection {
  std::unique_ptr<stream_reader> reader = kraken::make_stream_reader();

  std::vector<stream_event> read(const std::string& frame) {
    auto events = reader->read(frame);
    INFO((events ? "" : events.error().text));
    REQUIRE(events);
    return *std::move(events);
  }

  template <class T>
  T one(const std::string& frame) {
    auto events = read(frame);
    REQUIRE(events.size() == 1);
    REQUIRE(std::holds_alternative<T>(events[0]));
    return std::get<T>(std::move(events[0]));
  }

  bool refuses(const std::string& frame) {
    return !reader->read(frame).has_value();
  }
};

std::string update(int sequence, const std::string& entry) {
  return R"({"channel":"executions","type":"update","sequence":)"
         + std::to_string(sequence) + R"(,"data":[)" + entry + "]}";
}

bool is_gap(const stream_event& event) {
  return std::holds_alternative<stream_gap>(event);
}

} // namespace

TEST_CASE("heartbeats, pongs and foreign channels are no events") {
  connection c;
  CHECK(c.read(R"({"channel":"heartbeat"})").empty());
  CHECK(c.read(R"({"method":"pong","req_id":1,"time_in":"x"})").empty());
  CHECK(c.read(R"({"method":"pong","success":true})").empty());
  CHECK(c.read(R"({"channel":"book","type":"update","data":[{}]})").empty());
  CHECK(c.read("{}").empty());
}

TEST_CASE("the status channel gives the venue's state") {
  connection c;
  CHECK(c.one<stream_status>(golden("ws_status")).status
        == trading_status::cancel_only);
  CHECK(c.refuses(
    R"({"channel":"status","type":"update","data":[{"system":"odd"}]})"));
}

TEST_CASE("subscriptions are confirmed or refused with the venue's words") {
  connection c;
  CHECK(c.one<stream_subscribed>(golden("ws_subscribed")).channel
        == "executions");
  const auto refused = c.one<stream_refused>(golden("ws_refused"));
  CHECK(refused.words == "Currency pair not supported XBT/USD");
  CHECK_FALSE(refused.token_expired);
  const auto session = c.one<stream_refused>(golden("ws_invalid_session"));
  CHECK(session.channel == "executions");
  CHECK(session.token_expired);
  CHECK(c.one<stream_refused>(R"({"Error":"Exceeded msg rate"})").words
        == "Exceeded msg rate");
}

TEST_CASE("a refusal of balances is known by the request if by nothing else") {
  connection c;
  const auto refused = c.one<stream_refused>(
    R"({"error":"EGeneral:Permission denied","method":"subscribe",)"
    R"("req_id":4,"success":false})");
  CHECK(refused.channel == "balances");
  CHECK(refused.words == "EGeneral:Permission denied");
}

TEST_CASE("movements of a balance are as the ledger tells them") {
  connection c;
  CHECK(c.read(golden("ws_balances_snapshot")).empty());
  const auto events = c.read(golden("ws_balances_update"));
  REQUIRE(events.size() == 2);
  const auto& sold = std::get<stream_movement>(events[0]).entry;
  CHECK(sold.id.str() == "LAAAAA-BBBBB-CCCCC1");
  CHECK(sold.reference == "TAAAAA-BBBBB-CCCCC1");
  CHECK(to_rfc3339(sold.time) == "2026-05-05T10:00:01.000001Z");
  CHECK(sold.kind == ledger_kind::trade);
  CHECK(sold.asset == asset_id{"BTC"});
  CHECK(sold.amount == dec("-0.01"));
  CHECK(sold.balance_after == dec("1.19"));
  CHECK(sold.balance_before() == dec("1.2"));
  const auto& got = std::get<stream_movement>(events[1]).entry;
  CHECK(got.fee == dec("0.78"));
  CHECK(got.balance_before() == dec("1000.0000"));
}

TEST_CASE("what moves in wallets that trade nothing is no movement") {
  connection c;
  const auto moved = [](const std::string& wallet) {
    return R"({"channel":"balances","type":"update","sequence":1,"data":[{)"
           R"("ledger_id":"L1","ref_id":"R1","type":"earn","subtype":"reward",)"
           R"("timestamp":"2026-05-05T10:00:01Z","asset":"BTC","amount":1,)"
           R"("balance":2)"
           + wallet + "}]}";
  };
  CHECK(c.read(moved(R"(,"wallet_type":"earn","wallet_id":"flex")")).empty());
  CHECK(connection{}.one<stream_movement>(moved("")).entry.kind
        == ledger_kind::reward);
  CHECK(connection{}.refuses(
    R"({"channel":"balances","type":"update","data":[{"asset":"BTC"}]})"));
}

TEST_CASE("each channel counts its messages for itself") {
  connection c;
  c.read(golden("ws_balances_snapshot"));
  c.read(golden("ws_executions_snapshot"));
  for (const auto& event : c.read(golden("ws_balances_update")))
    CHECK_FALSE(is_gap(event));
  CHECK(is_gap(c.read(golden("ws_balances_update")).front()));
}

TEST_CASE("tickers and candles keep every digit") {
  connection c;
  const auto best = c.one<ticker>(golden("ws_ticker"));
  CHECK(best.symbol == sym("BTC/USD"));
  CHECK(best.bid.str() == "105944.2");
  CHECK(best.ask.str() == "105944.3");
  CHECK(best.last.str() == "105899.4");
  CHECK(best.time == at("2026-05-05T10:00:00.123456Z"));
  const auto bar = c.one<stream_candle>(golden("ws_ohlc"));
  CHECK(bar.symbol == sym("BTC/USD"));
  CHECK(bar.candle.begin == at("2026-05-05T10:00:00Z"));
  CHECK(bar.candle.volume.str() == "30.92");
  auto frame = golden("ws_ticker");
  frame.replace(frame.find("105944.2"), 8, "0.1234567890123456789");
  CHECK(c.refuses(frame)); // more digits than can be kept exactly
  frame.replace(frame.find("0.1234567890123456789"), 21,
                "0.123456789012345678");
  CHECK(c.one<ticker>(frame).bid.str() == "0.123456789012345678");
}

TEST_CASE("a fill of the stream is an execution as histories have it") {
  connection c;
  auto fill = c.one<stream_execution>(golden("ws_executions_trade")).fill;
  CHECK(fill.id.str() == "TAAAAA-BBBBB-CCCCC2");
  CHECK(fill.order.str() == "OAAAAA-BBBBB-CCCCC9");
  CHECK(fill.key.empty());
  CHECK(fill.symbol == sym("ETH/USD"));
  CHECK(fill.side == side::buy);
  CHECK(fill.type == order_type::stop_loss);
  CHECK(fill.quantity.str() == "0.01");
  CHECK(fill.price.str() == "3000.1");
  CHECK(fill.cost.str() == "30.001");
  REQUIRE(fill.fees.size() == 2);
  CHECK(fill.fees[0] == fee{asset_id{"USD"}, dec("0.120004")});
  CHECK(fill.fees[1] == fee{asset_id{"ETH"}, dec("0.00001")});
  CHECK(fill.time == at("2026-05-05T10:00:01.000001Z"));
  CHECK(fill.margin);
}

TEST_CASE("a snapshot gives open orders and fills") {
  connection c;
  auto events = c.read(golden("ws_executions_snapshot"));
  REQUIRE(events.size() == 3);
  const auto report = std::get<stream_order>(events[0]).report;
  CHECK(report.state == order_state::partially_filled);
  CHECK(report.quantity.str() == "0.005");
  CHECK(report.executed.str() == "0.002");
  CHECK(report.opened == at("2026-05-05T09:59:00.70995Z"));
  // The fill does not name our key; the order did.
  CHECK(std::get<stream_execution>(events[1]).fill.key == report.key);
  CHECK(std::get<stream_snapshot>(events[2]).channel == "executions");
}

TEST_CASE("sparse updates are completed from what the connection said") {
  connection c;
  c.read(golden("ws_executions_snapshot"));
  c.read(golden("ws_executions_trade"));
  const auto report
    = c.one<stream_order>(golden("ws_executions_canceled")).report;
  CHECK(report.state == order_state::canceled);
  CHECK(report.symbol == sym("BTC/USD"));
  CHECK(report.side == side::sell);
  CHECK(report.type == order_type::limit);
  CHECK(report.quantity.str() == "0.005");
  CHECK(report.executed.str() == "0.002");
  CHECK(report.cost.str() == "53");
  CHECK(report.words == "User requested");
}

TEST_CASE("a fill takes symbol, side and margin from its order if it must") {
  connection c;
  c.read(golden("ws_executions_pending"));
  const auto fill
    = c.one<stream_execution>(
         update(9, R"({"exec_type":"trade","exec_id":"T1",)"
                   R"("order_id":"OAAAAA-BBBBB-CCCCC2","last_qty":0.01,)"
                   R"("last_price":5,"cost":0.05,)"
                   R"("timestamp":"2026-05-05T10:00:06Z"})"))
        .fill;
  CHECK(fill.symbol == sym("BTC/USD"));
  CHECK(fill.side == side::buy);
  CHECK(fill.type == order_type::market);
  CHECK(fill.margin);
  CHECK(fill.fees.empty());
}

TEST_CASE("a fill that lacks what matters is refused") {
  const std::string whole
    = R"({"exec_type":"trade","exec_id":"T1","order_id":"O1",)"
      R"("symbol":"BTC/USD","side":"buy","last_qty":1,"last_price":2,)"
      R"("cost":2,"timestamp":"2026-05-05T10:00:06Z"})";
  CHECK(connection{}.read(update(1, whole)).size() == 1);
  for (const std::string name :
       {"exec_id", "order_id", "symbol", "side", "last_qty", "last_price",
        "cost", "timestamp", "exec_type"}) {
    INFO(name);
    auto entry = whole;
    entry.replace(entry.find('"' + name), name.size() + 1, "\"x" + name);
    CHECK(connection{}.refuses(update(1, entry)));
  }
}

TEST_CASE("the life of an order is followed, triggers and odd cases included") {
  connection c;
  int sequence = 0;
  const auto step = [&](const std::string& kind, const std::string& more) {
    return c
      .one<stream_order>(update(++sequence, R"({"exec_type":")" + kind
                                              + R"(","order_id":"O1")" + more
                                              + "}"))
      .report.state;
  };
  const auto status = [](const std::string& word) {
    return R"(,"order_status":")" + word + '"';
  };
  CHECK(step("pending_new", status("pending_new"))
        == order_state::acknowledged);
  CHECK(step("new", status("new")) == order_state::acknowledged);
  CHECK(step("status", status("triggered")) == order_state::acknowledged);
  CHECK(step("amended", R"(,"cum_qty":0.5)") == order_state::partially_filled);
  CHECK(step("restated", status("partially_filled"))
        == order_state::partially_filled);
  CHECK(step("filled", status("filled")) == order_state::filled);
  CHECK(step("expired", "") == order_state::expired);
}

TEST_CASE("kinds and states that nobody knows are refused") {
  CHECK(
    connection{}.refuses(update(1, R"({"exec_type":"bust","order_id":"O1"})")));
  CHECK(connection{}.refuses(
    update(1, R"({"exec_type":"new","order_id":"O1","order_status":"odd"})")));
  CHECK(connection{}.refuses(
    update(1, R"({"exec_type":"new","order_id":"O1","side":"both"})")));
}

TEST_CASE("a report about an order never seen before has no symbol") {
  connection c;
  const auto report
    = c.one<stream_order>(
         update(4, R"({"exec_type":"canceled","order_status":"canceled",)"
                   R"("order_id":"O1","cl_ord_id":"k","cum_qty":0})"))
        .report;
  CHECK(report.symbol.empty());
  CHECK(report.key.str() == "k");
  CHECK(report.state == order_state::canceled);
}

TEST_CASE("a missing sequence number is a gap, told before what came") {
  connection c;
  const std::string entry = R"({"exec_type":"new","order_id":"O1"})";
  CHECK(c.read(update(1, entry)).size() == 1);
  CHECK(c.read(update(2, entry)).size() == 1);
  const auto events = c.read(update(4, entry));
  REQUIRE(events.size() == 2);
  CHECK(is_gap(events[0]));
  CHECK_FALSE(is_gap(events[1]));
  CHECK(c.read(update(5, entry)).size() == 1);
  CHECK(is_gap(c.read(update(5, entry)).front()));
}

TEST_CASE("a new snapshot starts the numbers anew without a gap") {
  connection c;
  c.read(golden("ws_executions_snapshot"));
  c.read(golden("ws_executions_trade"));
  for (const auto& event : c.read(golden("ws_executions_snapshot")))
    CHECK_FALSE(is_gap(event));
}

TEST_CASE("each connection counts and remembers for itself") {
  connection first;
  connection second;
  first.read(golden("ws_executions_snapshot"));
  CHECK(second.one<stream_order>(golden("ws_executions_canceled"))
          .report.symbol.empty());
}

TEST_CASE("frames that are no JSON object are refused with a sentence") {
  connection c;
  for (const auto* frame : {"", " ", "null", "[]", "12", "{", "{\"channel\":",
                            "<html>", R"({"channel":"status","data":[{}]})",
                            R"({"channel":"ticker","data":{}})"}) {
    INFO(frame);
    const auto got = c.reader->read(frame);
    REQUIRE_FALSE(got);
    CHECK(got.error().text.starts_with("a frame of the stream"));
  }
  CHECK(c.read(R"({"channel":"heartbeat"})").empty());
}
