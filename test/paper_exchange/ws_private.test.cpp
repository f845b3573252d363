#include "test/paper_exchange/wire_client.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace lockstep::paper::test;

namespace {

// A stream that has said hello.
struct private_stream {
  explicit private_stream(running_exchange& at)
    : stream{at.port()}, token{at.token()} {
    stream.next_with("status");
  }

  // Sends a method; `params` without braces. The token is added.
  void ask(const std::string& method, const std::string& params, int id) {
    stream.send(R"({"method":")" + method + R"(","params":{)" + params
                + (params.empty() ? "" : ",") + R"("token":")" + token
                + R"("},"req_id":)" + std::to_string(id) + "}");
  }
  void subscribe(const std::string& channel, const std::string& more = {}) {
    ask("subscribe", R"("channel":")" + channel + "\"" + more, 1);
  }

  stream_client stream;
  std::string token;
};

const form limit_buy{{"pair", "XBTUSD"},     {"type", "buy"},
                     {"ordertype", "limit"}, {"price", "5000"},
                     {"volume", "0.1"},      {"cl_ord_id", "my-order"}};
const form market_buy{{"pair", "XBTUSD"},
                      {"type", "buy"},
                      {"ordertype", "market"},
                      {"volume", "0.01"},
                      {"oflags", "fciq"}};

const std::string add_order
  = R"("order_type":"limit","side":"buy","symbol":"BTC/USD",)"
    R"("order_qty":0.01,"limit_price":5000.0,"cl_ord_id":"c1")";

} // namespace

TEST_CASE("a subscription of executions is acknowledged, then comes a "
          "snapshot") {
  running_exchange at;
  const auto txid = member(at.call("AddOrder", limit_buy), "result.txid.0");
  private_stream with{at};
  with.subscribe("executions", R"(,"ratecounter":true)");
  CHECK(with.stream.next()
        == R"({"method":"subscribe","req_id":1,"result":{)"
           R"("channel":"executions","maxratecount":180,"snapshot":true,)"
           R"("warnings":["cancel_reason is deprecated, use reason",)"
           R"("stop_price is deprecated, use triggers.price"]},)"
           R"("success":true,"time_in":"2026-05-05T10:00:00.000000Z",)"
           R"("time_out":"2026-05-05T10:00:00.000000Z"})");
  const auto snapshot = with.stream.next();
  CHECK(member(snapshot, "type") == "snapshot");
  CHECK(member(snapshot, "sequence") == "1");
  CHECK(member(snapshot, "data.0.order_id") == txid);
  CHECK(member(snapshot, "data.0.cl_ord_id") == "my-order");
  CHECK(member(snapshot, "data.0.exec_type") == "new");
  CHECK(member(snapshot, "data.0.limit_price") == "5000.0");
  CHECK(member(snapshot, "data.0.order_qty") == "0.10000000");
  CHECK(member(snapshot, "data.0.ratecount") == "1.0");
}

TEST_CASE("the life of an order placed by REST is told step by step") {
  running_exchange at;
  private_stream with{at};
  with.subscribe("executions");
  with.stream.next_with("snapshot\",\"data");
  const auto txid = member(at.call("AddOrder", market_buy), "result.txid.0");
  const auto trade_id
    = member(at.call("QueryOrders", {{"txid", txid}, {"trades", "true"}}),
             "result." + txid + ".trades.0");
  const auto pending = with.stream.next_with("update");
  CHECK(member(pending, "data.0.exec_type") == "pending_new");
  CHECK(member(pending, "data.0.symbol") == "BTC/USD");
  CHECK(member(pending, "sequence") == "2");
  CHECK(with.stream.next_with("update")
        == R"({"channel":"executions","type":"update","data":[{)"
           R"("exec_type":"new","order_status":"new","order_id":")"
             + txid
             + R"(","order_userref":0,)"
               R"("timestamp":"2026-05-05T10:00:00.000000Z"}],"sequence":3})");
  const auto trade = with.stream.next_with("update");
  const auto number = member(trade, "data.0.trade_id");
  CHECK(trade
        == R"({"channel":"executions","type":"update","data":[{)"
           R"("exec_type":"trade","order_status":"partially_filled",)"
           R"("order_id":")"
             + txid + R"(","order_userref":0,"exec_id":")" + trade_id
             + R"(","trade_id":)" + number
             + R"(,"symbol":"BTC/USD","side":"buy","order_type":"market",)"
               R"("last_qty":0.01000000,"last_price":6000.1,"cost":60.001,)"
               R"("liquidity_ind":"t","fees":[{"asset":"USD","qty":0.24}],)"
               R"("fee_usd_equiv":0.24,)"
               R"("timestamp":"2026-05-05T10:00:00.000000Z"}],"sequence":4})");
  const auto filled = with.stream.next_with("update");
  CHECK(member(filled, "data.0.exec_type") == "filled");
  CHECK(member(filled, "data.0.cum_qty") == "0.01000000");
  CHECK(member(filled, "sequence") == "5");
}

TEST_CASE("past executions come with the snapshot when asked for") {
  running_exchange at;
  const auto txid = member(at.call("AddOrder", market_buy), "result.txid.0");
  private_stream with{at};
  with.subscribe("executions", R"(,"snap_orders":false,"snap_trades":true)");
  const auto snapshot = with.stream.next_with("snapshot\",\"data");
  CHECK(member(snapshot, "data.0.exec_type") == "trade");
  CHECK(member(snapshot, "data.0.order_id") == txid);
}

TEST_CASE("without order_status only what ends or executes an order is told") {
  running_exchange at;
  private_stream with{at};
  with.subscribe("executions", R"(,"order_status":false)");
  with.stream.next_with("snapshot\",\"data");
  at.call("AddOrder", market_buy);
  CHECK(member(with.stream.next_with("update"), "data.0.exec_type") == "new");
  CHECK(member(with.stream.next_with("update"), "data.0.exec_type") == "trade");
}

TEST_CASE("a wrong token is an invalid session") {
  running_exchange at;
  private_stream with{at};
  with.token = "made up";
  with.subscribe("executions");
  const auto answer = with.stream.next();
  CHECK(answer.starts_with(
    R"({"channel":"executions","method":"subscribe","req_id":1,)"
    R"("error":"ESession:Invalid session","success":false,)"));
  with.ask("add_order", add_order, 2);
  CHECK(member(with.stream.next(), "error") == "ESession:Invalid session");
}

TEST_CASE("a token that was not used in time is an invalid session") {
  running_exchange at;
  private_stream with{at};
  at.time.pass(16min);
  with.subscribe("executions");
  CHECK(member(with.stream.next_with("method"), "error")
        == "ESession:Invalid session");
}

TEST_CASE("balances begin with a snapshot and go on with movements") {
  running_exchange at;
  private_stream with{at};
  with.subscribe("balances");
  CHECK(with.stream.next_with("snapshot\",\"data")
        == R"({"channel":"balances","type":"snapshot","data":[)"
           R"({"asset":"BTC","asset_class":"currency","balance":1.0,)"
           R"("wallets":[{"type":"spot","id":"main","balance":1.0}]},)"
           R"({"asset":"USD","asset_class":"currency","balance":10000.0,)"
           R"("wallets":[{"type":"spot","id":"main","balance":10000.0}]}],)"
           R"("sequence":1})");
  at.control("/deposits",
             R"({"account":"alice","asset":"USD","amount":"12.5"})");
  const auto update = with.stream.next_with("update");
  CHECK(member(update, "data.0.type") == "deposit");
  CHECK(member(update, "data.0.amount") == "12.5");
  CHECK(member(update, "data.0.balance") == "10012.5");
  CHECK(member(update, "sequence") == "2");
}

TEST_CASE("orders can be placed, amended and canceled over the socket") {
  running_exchange at;
  private_stream with{at};
  with.ask("add_order", add_order, 42);
  const auto added = with.stream.next_with("method");
  const auto txid = member(added, "result.order_id");
  CHECK(added.starts_with(
    R"({"method":"add_order","req_id":42,"result":{"order_id":")" + txid
    + R"(","cl_ord_id":"c1"},"success":true,"time_in":)"));
  with.ask("amend_order",
           R"("order_id":")" + txid + R"(","limit_price":5100.0)", 43);
  CHECK(member(with.stream.next_with("method"), "result.order_id") == txid);
  with.ask("cancel_order", R"("cl_ord_id":["c1"])", 44);
  CHECK(member(with.stream.next_with("method"), "result.order_id") == txid);
  with.ask("cancel_order", R"("order_id":[")" + txid + "\"]", 45);
  const auto again = with.stream.next_with("method");
  CHECK(member(again, "error") == "EOrder:Unknown order");
  CHECK(member(again, "success") == "false");
  CHECK(member(again, "req_id") == "45");
}

TEST_CASE("canceling several orders gives one answer for each") {
  running_exchange at;
  private_stream with{at};
  with.ask("batch_add",
           R"("symbol":"BTC/USD","orders":[{"order_type":"limit",)"
           R"("side":"buy","order_qty":0.01,"limit_price":5000.0},)"
           R"({"order_type":"limit","side":"buy","order_qty":0.01,)"
           R"("limit_price":5001.0}])",
           1);
  const auto batch = with.stream.next_with("method");
  const auto one = member(batch, "result.0.order_id");
  const auto two = member(batch, "result.1.order_id");
  REQUIRE_FALSE(two.empty());
  with.ask("cancel_order", R"("order_id":[")" + one + "\",\"" + two + "\"]", 2);
  CHECK(member(with.stream.next_with("method"), "result.order_id") == one);
  CHECK(member(with.stream.next_with("method"), "result.order_id") == two);
}

TEST_CASE("a batch can be canceled with one answer, and all orders too") {
  running_exchange at;
  private_stream with{at};
  std::string names;
  for (const auto* key : {"a", "b"}) {
    const auto body = at.call("AddOrder", {{"pair", "XBTUSD"},
                                           {"type", "buy"},
                                           {"ordertype", "limit"},
                                           {"price", "5000"},
                                           {"volume", "0.01"},
                                           {"cl_ord_id", key}});
    names += (names.empty() ? "\"" : ",\"") + member(body, "result.txid.0")
             + "\"";
  }
  with.ask("batch_cancel", "\"orders\":[" + names + "]", 1);
  CHECK(member(with.stream.next_with("method"), "orders_cancelled") == "2");
  at.call("AddOrder", limit_buy);
  with.ask("cancel_all", "", 2);
  CHECK(member(with.stream.next_with("method"), "result.count") == "1");
  with.ask("cancel_all_orders_after", R"("timeout":60)", 3);
  CHECK(member(with.stream.next_with("method"), "result.triggerTime")
        == "2026-05-05T10:01:00Z");
}

TEST_CASE("an order refused over the socket carries the same words as by "
          "REST") {
  running_exchange at;
  private_stream with{at};
  with.ask("add_order",
           R"("order_type":"limit","side":"buy","symbol":"BTC/USD",)"
           R"("order_qty":100,"limit_price":5000.0)",
           7);
  const auto refused = with.stream.next_with("method");
  CHECK(refused.starts_with(
    R"({"method":"add_order","req_id":7,"error":"EOrder:Insufficient funds",)"
    R"("success":false,)"));
}

TEST_CASE("a stop over the socket waits with its trigger") {
  running_exchange at;
  private_stream with{at};
  with.subscribe("executions");
  with.stream.next_with("snapshot\",\"data");
  with.ask("add_order",
           R"("order_type":"stop-loss","side":"sell","symbol":"BTC/USD",)"
           R"("order_qty":0.01,"triggers":{"reference":"last",)"
           R"("price":5500.0,"price_type":"static"})",
           8);
  const auto pending = with.stream.next_with("pending_new");
  CHECK(member(pending, "data.0.triggers.price") == "5500.0");
  CHECK(member(pending, "data.0.triggers.status") == "untriggered");
  CHECK(member(with.stream.next_with("method"), "success") == "true");
}

TEST_CASE("an executions message can be doubled, lost, or end the "
          "connection") {
  running_exchange at;
  private_stream with{at};
  with.subscribe("executions", R"(,"order_status":false)");
  with.stream.next_with("snapshot\",\"data");
  at.control("/faults", R"({"fault":"ws-duplicate","next":1})");
  at.call("AddOrder", market_buy);
  CHECK(member(with.stream.next_with("update"), "data.0.exec_type") == "new");
  const auto second = with.stream.next_with("update");
  CHECK(member(second, "data.0.exec_type") == "new");
  CHECK(member(second, "sequence") == "3");
  with.stream.next_with("\"filled\"");
  at.control("/faults", R"({"fault":"ws-gap","next":1})");
  at.call("AddOrder", market_buy);
  CHECK(member(with.stream.next_with("update"), "sequence") == "7");
  with.stream.next_with("\"filled\"");
  at.control("/faults", R"({"fault":"ws-disconnect","next":1})");
  at.call("AddOrder", market_buy);
  CHECK(with.stream.next_with("update").empty());
}

TEST_CASE("a lost reply over the socket drops it, and the order is there") {
  running_exchange at;
  private_stream with{at};
  at.control("/faults", R"({"fault":"lost-reply","endpoint":"add_order"})");
  with.ask("add_order", add_order, 1);
  CHECK(with.stream.next_with("add_order").empty());
  CHECK(at.call("OpenOrders").find("c1") != std::string::npos);
}

TEST_CASE("streams of an account can be dropped and its tokens ended") {
  running_exchange at;
  private_stream with{at};
  with.subscribe("executions");
  with.stream.next_with("snapshot\",\"data");
  at.control("/streams/drop", R"({"account":"alice"})");
  CHECK(with.stream.next_with("nothing like this").empty());
  const auto token = at.token();
  at.control("/tokens/invalidate", R"({"account":"alice"})");
  private_stream other{at};
  other.token = token;
  other.subscribe("executions");
  CHECK(member(other.stream.next_with("method"), "error")
        == "ESession:Invalid session");
}
