#include "test/paper_exchange/wire_client.hpp"
#include "tools/paper_exchange/kraken/book_feed.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace lockstep::paper::test;

namespace {

std::string subscription(const std::string& channel, const std::string& more) {
  return R"({"method":"subscribe","params":{"channel":")" + channel
         + R"(","symbol":["BTC/USD"])" + more + R"(},"req_id":7})";
}

const std::string times = R"("time_in":"2026-05-05T10:00:00.000000Z",)"
                          R"("time_out":"2026-05-05T10:00:00.000000Z"})";

void move_price(running_exchange& at, const char* bid, const char* ask) {
  at.control("/prices", R"({"symbol":"BTC/USD","bid":")" + std::string{bid}
                          + R"(","ask":")" + ask
                          + R"(","bid_size":"5","ask_size":"5"})");
}

} // namespace

TEST_CASE("a connection begins with the status, and a ping is answered") {
  running_exchange at;
  stream_client stream{at.port()};
  CHECK(stream.next()
        == R"({"channel":"status","type":"update","data":[{)"
           R"("version":"2.0.10","system":"online","api_version":"v2",)"
           R"("connection_id":18120000000000000,"upcoming_maintenance":[],)"
           R"("emergency":[]}]})");
  stream.send(R"({"method":"ping","req_id":101})");
  CHECK(stream.next().starts_with(R"({"method":"pong","req_id":101,)"));
}

TEST_CASE("each symbol gets its own acknowledgement or refusal") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.next();
  stream.send(
    R"({"method":"subscribe","params":{"channel":"ticker",)"
    R"("symbol":["XBT/USD","BTC/USD"],"snapshot":false},"req_id":7})");
  CHECK(stream.next()
        == R"({"method":"subscribe","req_id":7,)"
           R"("error":"Currency pair not supported XBT/USD",)"
           R"("symbol":"XBT/USD","success":false,)"
             + times);
  CHECK(stream.next()
        == R"({"method":"subscribe","req_id":7,"result":{"channel":"ticker",)"
           R"("symbol":"BTC/USD","event_trigger":"trades","snapshot":false},)"
           R"("success":true,)"
             + times);
}

TEST_CASE("the ticker of best prices follows the quote") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.send(subscription("ticker", R"(,"event_trigger":"bbo")"));
  const auto snapshot = stream.next_with("snapshot\",\"data");
  CHECK(member(snapshot, "data.0.bid") == "6000.0");
  CHECK(member(snapshot, "data.0.ask_qty") == "10.00000000");
  move_price(at, "5999", "5999.5");
  const auto update = stream.next_with("\"update\",\"data\":[{\"symbol");
  CHECK(member(update, "data.0.bid") == "5999.0");
  CHECK(member(update, "data.0.ask") == "5999.5");
}

TEST_CASE("a book is kept by its updates, as each checksum shows") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.send(subscription("book", R"(,"depth":10)"));
  CHECK(member(stream.next_with("subscribe"), "result.depth") == "10");
  const auto snapshot = stream.next_with("book");
  CHECK(member(snapshot, "data.0.bids.0.price") == "6000.0");
  CHECK(member(snapshot, "data.0.asks.9.price") != "");
  CHECK(member(snapshot, "data.0.asks.10.price").empty());
  at.control("/liquidity", R"({"symbol":"BTC/USD","side":"buy",)"
                           R"("price":"6000","quantity":"2.5"})");
  const auto update = stream.next_with("\"update\",\"data\":[{\"symbol");
  CHECK(update.find(R"("bids":[{"price":6000.0,"qty":12.50000000}],"asks":[])")
        != std::string::npos);
  const auto book = at.exchange->call([](controls& all) {
    return std::to_string(
      kraken::book_checksum(*all.core.reference().pair(symbol_id{"BTC/USD"}),
                            all.core.depth(symbol_id{"BTC/USD"}, 10)));
  });
  CHECK(member(update, "data.0.checksum") == book);
}

TEST_CASE("a book of orders shows each level as one, to whoever is known") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.next();
  const auto ask = [&](const std::string& more) {
    stream.send(subscription("level3", more));
    return stream.next();
  };
  CHECK(member(ask(""), "error") == "Token(s) not found");
  const auto token = R"(,"token":")" + at.token() + "\"";
  CHECK(member(ask(R"(,"depth":25)" + token), "error")
        == "Depth not supported");
  CHECK(member(ask(token), "result.depth") == "10");
  const auto snapshot = stream.next();
  CHECK(member(snapshot, "channel") == "level3");
  CHECK(member(snapshot, "data.0.bids.0.limit_price") == "6000.0");
  CHECK(member(snapshot, "data.0.bids.0.order_qty") == "10.00000000");
  const auto id = member(snapshot, "data.0.bids.0.order_id");
  CHECK(id.size() == 19);
  move_price(at, "6000", "6000.1");
  const auto update = stream.next_with("update");
  CHECK(update.find(R"("event":"modify","order_id":")" + id)
        != std::string::npos);
}

TEST_CASE("executions of others are told as trades and in candles") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.send(subscription("trade", R"(,"snapshot":false)"));
  stream.send(subscription("ohlc", R"(,"interval":1,"snapshot":false)"));
  stream.next_with("\"ohlc\"");
  at.call("AddOrder", {{"pair", "XBTUSD"},
                       {"type", "buy"},
                       {"ordertype", "market"},
                       {"volume", "0.5"}});
  const auto candle = stream.next_with("interval_begin");
  CHECK(member(candle, "channel") == "ohlc");
  CHECK(member(candle, "data.0.close") == "6000.1");
  CHECK(member(candle, "data.0.interval_begin")
        == "2026-05-05T10:00:00.000000000Z");
  CHECK(member(candle, "data.0.timestamp") == "2026-05-05T10:01:00.000000Z");
  const auto trade = stream.next_with("trade_id");
  const auto id = member(trade, "data.0.trade_id");
  CHECK(trade
        == R"({"channel":"trade","type":"update","data":[{)"
           R"("symbol":"BTC/USD","side":"buy","price":6000.1,)"
           R"("qty":0.50000000,"ord_type":"market","trade_id":)"
             + id + R"(,"timestamp":"2026-05-05T10:00:00.000000Z"}]})");
}

TEST_CASE("the channel instrument tells the rules and each change of status") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.send(
    R"({"method":"subscribe","params":{"channel":"instrument"},"req_id":1})");
  const auto snapshot = stream.next_with("\"snapshot\",\"data\"");
  CHECK(snapshot.find(R"({"symbol":"BTC/USD","base":"BTC","quote":"USD",)"
                      R"("status":"online","qty_precision":8,)"
                      R"("qty_increment":0.00000001,"qty_min":0.00005,)"
                      R"("price_precision":1,"price_increment":0.1,)"
                      R"("tick_size":0.1,"cost_precision":5,"cost_min":0.5,)")
        != std::string::npos);
  at.control("/status", R"({"symbol":"BTC/USD","status":"cancel_only"})");
  const auto update = stream.next_with("\"update\",\"data\":{");
  CHECK(member(update, "data.pairs.0.status") == "cancel_only");
}

TEST_CASE("a change of the system's status reaches every connection") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.next();
  at.control("/status", R"({"status":"maintenance"})");
  CHECK(member(stream.next_with("status"), "data.0.system") == "maintenance");
}

TEST_CASE("what is not understood is refused with a reason") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.next();
  const auto refused = [&](const std::string& frame) {
    stream.send(frame);
    return member(stream.next(), "error");
  };
  CHECK(refused("this is no JSON") == "Malformed request");
  CHECK(refused(R"({"method":"dance"})") == "Unsupported method");
  CHECK(refused(subscription("gossip", "")) == "Channel not supported");
  CHECK(refused(subscription("book", R"(,"depth":11)"))
        == "Depth not supported");
  CHECK(refused(subscription("ohlc", R"(,"interval":7)"))
        == "Interval not supported");
  CHECK(refused(R"({"method":"unsubscribe","params":{"channel":"trade",)"
                R"("symbol":["BTC/USD"]}})")
        == "Subscription Not Found");
}

TEST_CASE("after unsubscribing nothing more comes") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.next();
  stream.send(subscription("ticker", R"(,"event_trigger":"bbo")"));
  stream.next_with("snapshot\",\"data");
  stream.send(R"({"method":"unsubscribe","params":{"channel":"ticker",)"
              R"("symbol":["BTC/USD"],"event_trigger":"bbo"},"req_id":8})");
  CHECK(member(stream.next_with("unsubscribe"), "success") == "true");
  move_price(at, "5999", "5999.5");
  stream.send(R"({"method":"ping"})");
  CHECK(stream.next().starts_with(R"({"method":"pong")"));
}

TEST_CASE("with separate ports each says where the other channels are") {
  running_exchange at{
    [](server_options& options) { options.private_stream_port = 0; }};
  stream_client open{at.port()};
  open.next();
  open.send(R"({"method":"subscribe","params":{"channel":"executions",)"
            R"("token":"x"}})");
  CHECK(member(open.next(), "error")
        == "Private data and trading are unavailable on this endpoint. Try "
           "ws-auth.kraken.com");
  const auto url = at.exchange->private_stream_url();
  const auto port = std::stoi(url.substr(url.rfind(':') + 1));
  stream_client closed{static_cast<uint16_t>(port)};
  closed.next();
  closed.send(subscription("ticker", ""));
  CHECK(member(closed.next(), "error")
        == "Public market data subscriptions are unavailable on this "
           "endpoint. Try ws.kraken.com");
}

TEST_CASE("a quiet subscription hears a heartbeat") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.send(subscription("trade", R"(,"snapshot":false)"));
  stream.next_with("subscribe");
  at.time.pass(2s);
  CHECK(stream.next() == R"({"channel":"heartbeat"})");
}

TEST_CASE("a connection that asks for nothing is closed after a minute") {
  running_exchange at;
  stream_client stream{at.port()};
  stream.next();
  at.time.pass(61s);
  CHECK(stream.next().empty());
}
