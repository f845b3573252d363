#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::kraken_test;
using namespace std::chrono_literals;

namespace {

using fields = std::vector<std::pair<std::string, std::string>>;

const std::string uuid = "6d1b345e-2821-40e2-ad83-4ecb18a06876";

order_request an_order() {
  order_request order;
  order.key = order_key{uuid};
  order.symbol = sym("BTC/USD");
  order.side = side::buy;
  order.type = order_type::limit;
  order.quantity = quantity{dec("0.0005")};
  order.limit = price{dec("67335.1")};
  order.deadline = at("2026-05-05T10:00:08Z");
  return order;
}

private_request placed(const order_request& order) {
  return venue_with_pairs()->place(order).request;
}

} // namespace

// Kraken ignores fields that it does not know, so each is spelt out here.

TEST_CASE(
  "an entry is a limit order, immediate or cancel, with fees in quote") {
  const auto request = placed(an_order());
  CHECK(request.name == "AddOrder");
  CHECK(request.fields
        == fields{{"pair", "XBTUSD"},
                  {"type", "buy"},
                  {"ordertype", "limit"},
                  {"volume", "0.0005"},
                  {"price", "67335.1"},
                  {"timeinforce", "IOC"},
                  {"oflags", "fciq"},
                  {"cl_ord_id", uuid},
                  {"deadline", "2026-05-05T10:00:08.000000Z"}});
  CHECK(request.write);
  CHECK(request.symbol == sym("BTC/USD"));
  CHECK(request.priority == priority::entry);
}

TEST_CASE("a resting limit order has no lifetime of its own") {
  auto order = an_order();
  order.lifetime = time_in_force::good_til_canceled;
  for (const auto& [name, value] : placed(order).fields)
    CHECK(name != "timeinforce");
}

TEST_CASE("a market order has neither price nor lifetime") {
  auto order = an_order();
  order.type = order_type::market;
  order.side = side::sell;
  order.limit.reset();
  order.deadline.reset();
  const auto request = placed(order);
  CHECK(request.fields
        == fields{{"pair", "XBTUSD"},
                  {"type", "sell"},
                  {"ordertype", "market"},
                  {"volume", "0.0005"},
                  {"oflags", "fciq"},
                  {"cl_ord_id", uuid}});
  CHECK(request.priority == priority::exit);
}

TEST_CASE("a stop-loss order has its trigger as price") {
  auto order = an_order();
  order.type = order_type::stop_loss;
  order.side = side::sell;
  order.limit.reset();
  order.trigger = price{dec("60000")};
  order.deadline.reset();
  CHECK(placed(order).fields
        == fields{{"pair", "XBTUSD"},
                  {"type", "sell"},
                  {"ordertype", "stop-loss"},
                  {"volume", "0.0005"},
                  {"price", "60000"},
                  {"oflags", "fciq"},
                  {"cl_ord_id", uuid}});
}

TEST_CASE("an order that is only validated says so and books nothing") {
  auto order = an_order();
  order.validate_only = true;
  const auto call = venue_with_pairs()->place(order);
  CHECK(call.request.fields.back()
        == std::pair<std::string, std::string>{"validate", "true"});
  CHECK_FALSE(call.request.write);
  const auto ack = call.read(answered(golden("rest_add_order_validated")));
  REQUIRE(ack);
  CHECK(ack->id.empty());
}

TEST_CASE("orders are canceled by our key") {
  const auto request
    = venue_with_pairs()->cancel(order_key{uuid}, sym("BTC/USD")).request;
  CHECK(request.name == "CancelOrder");
  CHECK(request.fields == fields{{"cl_ord_id", uuid}});
  CHECK(request.priority == priority::cancel);
  CHECK(request.symbol == sym("BTC/USD"));
  CHECK(request.write);
}

TEST_CASE("orders are looked up by key, by id and by time") {
  const auto venue = venue_with_pairs();
  const order_key key{uuid};
  const auto since = at("2026-05-05T10:00:00.5Z");
  CHECK(venue->open_orders({}).request.fields == fields{{"trades", "true"}});
  CHECK(venue->open_orders(key).request.fields
        == fields{{"trades", "true"}, {"cl_ord_id", uuid}});
  CHECK(venue->closed_orders(key, since, 50).request.fields
        == fields{{"trades", "true"},
                  {"consolidate_taker", "false"},
                  {"cl_ord_id", uuid},
                  {"start", "1777975200.5000"},
                  {"ofs", "50"}});
  CHECK(venue->closed_orders({}, timestamp{}, 0).request.fields
        == fields{{"trades", "true"}, {"consolidate_taker", "false"}});
  const std::vector ids{order_id{"OA"}, order_id{"OB"}};
  CHECK(venue->orders(ids).request.name == "QueryOrders");
  CHECK(venue->orders(ids).request.fields
        == fields{{"txid", "OA,OB"},
                  {"trades", "true"},
                  {"consolidate_taker", "false"}});
}

TEST_CASE("histories are asked for each fill, from a time, in pages") {
  const auto venue = venue_with_pairs();
  const auto since = at("2026-05-05T10:00:00Z");
  const auto trades = venue->executions_since(since, 100).request;
  CHECK(trades.name == "TradesHistory");
  CHECK(trades.fields
        == fields{{"consolidate_taker", "false"},
                  {"start", "1777975200.0000"},
                  {"ofs", "100"}});
  const auto ledger = venue->ledger_since(since, 0).request;
  CHECK(ledger.name == "Ledgers");
  CHECK(ledger.fields == fields{{"start", "1777975200.0000"}});
  const std::vector ids{execution_id{"TA"}, execution_id{"TB"}};
  CHECK(venue->executions(ids).request.name == "QueryTrades");
  CHECK(venue->executions(ids).request.fields == fields{{"txid", "TA,TB"}});
}

TEST_CASE("the account's questions have their names") {
  const auto venue = venue_with_pairs();
  CHECK(venue->balance().request.name == "BalanceEx");
  CHECK(venue->key().request.name == "GetApiKeyInfo");
  CHECK(venue->withdraw_probe().request.name == "WithdrawMethods");
  CHECK(venue->token().request.name == "GetWebSocketsToken");
  const std::vector pairs{sym("BTC/USD"), sym("DOGE/USD")};
  CHECK(venue->fees(pairs).request.name == "TradeVolume");
  CHECK(venue->fees(pairs).request.fields == fields{{"pair", "XBTUSD,XDGUSD"}});
}

TEST_CASE("public questions are addresses under the replaceable root") {
  const auto venue = venue_with_pairs({.rest = "http://127.0.0.1:8080"});
  const std::string root = "http://127.0.0.1:8080/0/public/";
  CHECK(venue->instruments().request.url == root + "AssetPairs");
  CHECK(venue->status().request.url == root + "SystemStatus");
  CHECK(venue->time().request.url == root + "Time");
  const std::vector pairs{sym("BTC/USD"), sym("ETH/USD")};
  CHECK(venue->tickers(pairs).request.url
        == root + "Ticker?pair=XBTUSD%2CETHUSD");
  CHECK(venue->candles(sym("BTC/USD"), 5min).request.url
        == root + "OHLC?pair=XBTUSD&interval=5");
  CHECK(venue->time().request.method == "GET");
  CHECK(kraken::make_venue()->time().request.url
        == "https://api.kraken.com/0/public/Time");
}

TEST_CASE("a pair that is not in the table is asked for by our symbol") {
  auto order = an_order();
  order.symbol = sym("FOO/USD");
  CHECK(placed(order).fields.front().second == "FOO/USD");
}

TEST_CASE("streams subscribe where they belong and ping often enough") {
  const auto venue = venue_with_pairs(
    {.ws_public = "ws://127.0.0.1:1/v2", .ws_private = "ws://127.0.0.1:2/v2"});
  const auto own = venue->private_stream({"tok\"en", 900s});
  CHECK(own.request.url == "ws://127.0.0.1:2/v2");
  REQUIRE(own.request.first_frames.size() == 2);
  CHECK(own.request.first_frames[1]
        == R"({"method":"subscribe","params":{"channel":"balances",)"
           R"("snapshot":false,"token":"tok\"en"},"req_id":4})");
  CHECK(own.request.first_frames[0]
        == R"({"method":"subscribe","params":{"channel":"executions",)"
           R"("snap_orders":true,"snap_trades":true,"order_status":true,)"
           R"("ratecounter":true,"token":"tok\"en"},"req_id":1})");
  CHECK(own.request.ping_frame == R"({"method":"ping"})");
  CHECK(own.request.idle_timeout == 10s);
  const std::vector pairs{sym("BTC/USD"), sym("ETH/USD")};
  const auto market = venue->public_stream(pairs, 5min);
  CHECK(market.request.url == "ws://127.0.0.1:1/v2");
  REQUIRE(market.request.first_frames.size() == 2);
  CHECK(market.request.first_frames[0]
        == R"({"method":"subscribe","params":{"channel":"ticker",)"
           R"("symbol":["BTC/USD","ETH/USD"],"event_trigger":"bbo",)"
           R"("snapshot":true},"req_id":2})");
  CHECK(market.request.first_frames[1]
        == R"({"method":"subscribe","params":{"channel":"ohlc",)"
           R"("symbol":["BTC/USD","ETH/USD"],"interval":5,)"
           R"("snapshot":true},"req_id":3})");
  CHECK(venue->public_stream(pairs, {}).request.first_frames.size() == 1);
}
