#include "test/paper_exchange/wire_client.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace lockstep::paper::test;

namespace {

const form limit_buy{{"pair", "XBTUSD"},
                     {"type", "buy"},
                     {"ordertype", "limit"},
                     {"price", "5000"},
                     {"volume", "0.1"}};

form with(form params, const std::string& name, const std::string& value) {
  params.emplace_back(name, value);
  return params;
}

} // namespace

TEST_CASE("a result carries the modern name of a pair that was asked for so") {
  running_exchange at;
  const auto has = [&](const std::string& target, const std::string& key) {
    return at.client.get("/0/public/" + target).body.find("\"" + key + "\":")
           != std::string::npos;
  };
  CHECK(has("Ticker?pair=BTC/USD,ETHUSD", "BTC/USD"));
  CHECK(has("Ticker?pair=BTC/USD,ETHUSD", "XETHZUSD"));
  CHECK(has("Ticker?pair=XBT/USD", "XXBTZUSD"));
  CHECK(has("Depth?pair=BTC%2FUSD", "BTC/USD"));
  CHECK(has("OHLC?pair=BTC/USD", "BTC/USD"));
  CHECK(has("Trades?pair=XBTUSD", "XXBTZUSD"));
  CHECK(has("AssetPairs?pair=ETH/USD", "ETH/USD"));
  CHECK(has("Ticker?pair=XBTUSD&assetVersion=1", "BTC/USD"));
}

TEST_CASE("a pair may be written with BTC and without a slash") {
  running_exchange at;
  CHECK(member(at.client.get("/0/public/Ticker?pair=BTCUSD").body,
               "result.XXBTZUSD.b.1")
        == "10");
}

TEST_CASE("True with a capital letter, as Python writes it, is a yes") {
  running_exchange at;
  const auto body = at.call("AddOrder", with(limit_buy, "validate", "True"));
  CHECK(member(body, "result.descr.order")
        == "buy 0.10000000 XBTUSD @ limit 5000.0");
  CHECK(body.find("txid") == std::string::npos);
  at.call("AddOrder", with(limit_buy, "validate", "False"));
  CHECK(at.call("OpenOrders").find("\"status\":\"open\"") != std::string::npos);
}

TEST_CASE("a client that waits for leave to send its body gets it") {
  running_exchange at;
  // The leave is an answer without a body.
  CHECK(at.client.send_raw("POST /0/public/Time HTTP/1.1\r\nHost: x\r\n"
                           "Content-Length: 3\r\n"
                           "Expect: 100-continue\r\n\r\n",
                           1)
        == std::vector<std::string>{""});
  CHECK(at.client.send_more("a=1", 1).front().find("\"unixtime\":")
        != std::string::npos);
}

TEST_CASE("an execution tells as what its order was executed") {
  running_exchange at;
  at.call("AddOrder", {{"pair", "XBTUSD"},
                       {"type", "sell"},
                       {"ordertype", "stop-loss"},
                       {"price", "5500"},
                       {"volume", "0.01"}});
  at.control("/prices", R"({"symbol":"BTC/USD","bid":"5400","ask":"5401"})");
  at.call("AddOrder", {{"pair", "XBTUSD"},
                       {"type", "sell"},
                       {"ordertype", "market"},
                       {"volume", "0.01"}});
  const auto body = at.call("TradesHistory");
  CHECK(body.find(R"("ordertype":"stop-loss","tradeordertype":"market")")
        != std::string::npos);
}

TEST_CASE("an amendment is listed with the digits of the pair and its reason") {
  running_exchange at;
  const auto id = member(at.call("AddOrder", limit_buy), "result.txid.0");
  at.call("AmendOrder", {{"txid", id}, {"order_qty", "0.2"}});
  const auto body = at.call("OrderAmends", {{"order_id", id}});
  CHECK(member(body, "result.amends.0.order_qty") == "0.10000000");
  CHECK(member(body, "result.amends.1.order_qty") == "0.20000000");
  CHECK(member(body, "result.amends.1.limit_price") == "5000.0");
  CHECK(member(body, "result.amends.1.reason") == "User requested");
}

TEST_CASE("what an account does not have is answered as for one without it") {
  running_exchange at;
  CHECK(at.call("CreditLines") == R"({"error":[],"result":null})");
  CHECK(at.call("Earn/Strategies")
        == R"({"error":[],"result":{"items":[],"next_cursor":null}})");
  CHECK(member(at.call("Earn/Allocations"), "result.converted_asset") == "USD");
  for (const auto* name :
       {"Earn/Allocate", "Earn/Deallocate", "WithdrawCancel", "AddExport",
        "WalletTransfer", "CreateSubaccount", "AccountTransfer"})
    CHECK(at.call(name) == R"({"error":["EGeneral:Permission denied"]})");
}

TEST_CASE("a client's id may be any text of up to eighteen letters") {
  running_exchange at;
  const auto body = at.call("AddOrder",
                            with(limit_buy, "cl_ord_id", "O-20260505-000001"));
  CHECK(member(body, "result.cl_ord_id") == "O-20260505-000001");
}

TEST_CASE("a conditional close may be written flat in JSON") {
  running_exchange at;
  const form params{
    {"pair", R"("XBTUSD")"},     {"type", R"("buy")"},
    {"ordertype", R"("limit")"}, {"price", R"("5000")"},
    {"volume", "0.1"},           {"close[ordertype]", R"("limit")"},
    {"close[price]", "6500"}};
  running_exchange::wrong how;
  how.as_json = true;
  CHECK(member(at.call("AddOrder", params, how).body, "result.descr.close")
        == "close position @ limit 6500.0");
}

TEST_CASE("a key is described in both spellings of its fields") {
  running_exchange at;
  const auto body = at.call("GetApiKeyInfo");
  CHECK(member(body, "result.apiKey") == "alice-key");
  CHECK(member(body, "result.api_key") == "alice-key");
  CHECK(member(body, "result.nonce_window") == "0");
}

TEST_CASE("price protection can be left out of market orders only") {
  running_exchange at;
  CHECK(at.call("AddOrder", with(limit_buy, "oflags", "nompp"))
        == R"({"error":["EGeneral:Invalid arguments:no_mpp order option is )"
           R"(only available when ordertype = market"]})");
}
