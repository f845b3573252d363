#include "test/paper_exchange/wire_client.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace lockstep::paper::test;

namespace {

// A stream that has said hello, and asks with a token.
struct asking_stream {
  explicit asking_stream(running_exchange& at)
    : stream{at.port()}, token{at.token()} {
    stream.next_with("status");
  }

  // The answer to a method; `params` without braces.
  std::string ask(const std::string& method, const std::string& params) {
    stream.send(R"({"method":")" + method + R"(","params":{)" + params
                + R"(,"token":")" + token + R"("},"req_id":1})");
    return stream.next_with("\"time_in\"");
  }
  std::string error_of(const std::string& method, const std::string& params) {
    return member(ask(method, params), "error");
  }

  stream_client stream;
  std::string token;
};

const std::string buy
  = R"("order_type":"limit","side":"buy","symbol":"BTC/USD",)"
    R"("order_qty":0.01,"limit_price":5000.0)";

} // namespace

TEST_CASE("a field that a method of the socket does not know is named") {
  running_exchange at;
  asking_stream with{at};
  CHECK(with.error_of("add_order", buy + R"(,"leverage":2)")
        == "Unsupported field: 'leverage' for the given msg type: add order");
  CHECK(with.error_of("cancel_all", R"("symbol":"BTC/USD")")
        == "Unsupported field: 'symbol' for the given msg type: cancel all");
  CHECK(with.error_of("batch_add", R"("symbol":"BTC/USD","orders":[{)"
                                   R"("order_type":"limit","userref":1}])")
        == "Unsupported field: 'userref' for the given msg type: batch add");
  with.stream.send(R"({"method":"ping","params":{},"req_id":9})");
  CHECK(member(with.stream.next(), "error")
        == "Unsupported field: 'params' for the given msg type: ping");
}

TEST_CASE("an amount over the socket must be a number, not a text") {
  running_exchange at;
  asking_stream with{at};
  CHECK(with.error_of("add_order", R"("order_type":"limit","side":"buy",)"
                                   R"("symbol":"BTC/USD","order_qty":0.01,)"
                                   R"("limit_price":"5000")")
        == "Limit_price field must be a number_float");
  CHECK(with.error_of("amend_order", R"("cl_ord_id":"a","order_qty":"0.01")")
        == "Order_qty field must be a number_float");
  CHECK(member(with.ask("add_order", R"("order_type":"limit","side":"buy",)"
                                     R"("symbol":"BTC/USD","order_qty":1,)"
                                     R"("limit_price":5000)"),
               "success")
        == "true");
}

TEST_CASE("a request without a token is told that there is none") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.next();
  stream.send(R"({"method":"subscribe","params":{"channel":"executions"}})");
  CHECK(member(stream.next(), "error") == "Token(s) not found");
  stream.send(R"({"method":"cancel_all","params":{}})");
  CHECK(member(stream.next(), "error") == "Token(s) not found");
}

TEST_CASE("a validated order over the socket has an empty id") {
  running_exchange at;
  asking_stream with{at};
  const auto answer = with.ask("add_order", buy + R"(,"validate":true)");
  CHECK(answer.find(R"("result":{"order_id":""},"success":true)")
        != std::string::npos);
  CHECK(at.call("OpenOrders") == R"({"error":[],"result":{"open":{}}})");
}

TEST_CASE("trades come without a snapshot unless it is asked for") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.next();
  stream.send(R"({"method":"subscribe","params":{"channel":"trade",)"
              R"("symbol":["BTC/USD"]},"req_id":1})");
  CHECK(member(stream.next(), "result.snapshot") == "false");
  stream.send(R"({"method":"subscribe","params":{"channel":"trade",)"
              R"("symbol":["ETH/USD"],"snapshot":true},"req_id":2})");
  CHECK(member(stream.next(), "result.snapshot") == "true");
  CHECK(member(stream.next(), "type") == "snapshot");
}

TEST_CASE("an order amended over the socket may name its price by its type") {
  running_exchange at;
  asking_stream with{at};
  const auto id = member(with.ask("add_order", buy), "result.order_id");
  CHECK(member(with.ask("amend_order", R"("order_id":")" + id
                                         + R"(","limit_price":5100,)"
                                           R"("limit_price_type":"static")"),
               "success")
        == "true");
  CHECK(member(at.call("OpenOrders"), "result.open." + id + ".descr.price")
        == "5100.0");
}

TEST_CASE("an amended and a canceled order both tell why") {
  running_exchange at;
  asking_stream with{at};
  with.ask("subscribe", R"("channel":"executions","snap_orders":false)");
  const auto id = member(with.ask("add_order", buy), "result.order_id");
  with.stream.send(R"({"method":"amend_order","params":{"order_id":")" + id
                   + R"(","order_qty":0.02,"token":")" + with.token + "\"}}");
  const auto amended = with.stream.next_with("amended");
  CHECK(member(amended, "data.0.reason") == "User requested");
  CHECK(member(amended, "data.0.stop_price") == "0.0");
  at.call("CancelAll");
  const auto canceled = with.stream.next_with("\"canceled\"");
  CHECK(member(canceled, "data.0.reason") == "User requested");
  CHECK(member(canceled, "data.0.cancel_reason") == "User requested");
}

TEST_CASE("an order can be canceled by one userref without a list") {
  running_exchange at;
  asking_stream with{at};
  const auto id = member(with.ask("add_order", buy + R"(,"order_userref":7)"),
                         "result.order_id");
  CHECK(
    member(with.ask("cancel_order", R"("order_userref":7)"), "result.order_id")
    == id);
}
