#include "test/paper_exchange/wire_client.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace lockstep::paper::test;

TEST_CASE("Time and SystemStatus answer as Kraken's documents show") {
  running_exchange at;
  CHECK(at.client.get("/0/public/Time").body
        == R"({"error":[],"result":{"unixtime":1777975200,)"
           R"("rfc1123":"Tue, 05 May 26 10:00:00 +0000"}})");
  CHECK(at.client.get("/0/public/SystemStatus").body
        == R"({"error":[],"result":{"status":"online",)"
           R"("timestamp":"2026-05-05T10:00:00Z"}})");
}

TEST_CASE("Assets are named by their legacy ids, or by display names") {
  running_exchange at;
  CHECK(at.client.get("/0/public/Assets?asset=XBT").body
        == R"({"error":[],"result":{"XXBT":{"aclass":"currency",)"
           R"("altname":"XBT","decimals":10,"display_decimals":5,)"
           R"("collateral_value":1.0,"status":"enabled"}}})");
  const auto modern
    = at.client.get("/0/public/Assets?asset=XBT,USD&assetVersion=1").body;
  CHECK(member(modern, "result.BTC.altname") == "XBT");
  CHECK(member(modern, "result.USD.decimals") == "4");
  CHECK(at.client.get("/0/public/Assets?asset=NIX").body
        == R"({"error":["EQuery:Unknown asset"]})");
}

TEST_CASE("AssetPairs shows the rules of a pair in the documented types") {
  running_exchange at;
  const auto body = at.client.get("/0/public/AssetPairs?pair=XBT/USD").body;
  CHECK(body.starts_with(
    R"({"error":[],"result":{"XXBTZUSD":{"altname":"XBTUSD",)"
    R"("wsname":"XBT/USD","aclass_base":"currency","base":"XXBT",)"
    R"("aclass_quote":"currency","quote":"ZUSD","lot":"unit",)"
    R"("cost_decimals":5,"pair_decimals":1,"lot_decimals":8,)"
    R"("lot_multiplier":1,"leverage_buy":[2,3,4,5],)"
    R"("leverage_sell":[2,3,4,5],"fees":[[0,0.4],[10000,0.35],)"));
  CHECK(body.ends_with(
    R"("fee_volume_currency":"ZUSD","margin_call":80,"margin_stop":40,)"
    R"("ordermin":"0.00005","costmin":"0.5","tick_size":"0.1",)"
    R"("status":"online","execution_venue":"international",)"
    R"("long_position_limit":250,"short_position_limit":200}}})"));
  CHECK(at.client.get("/0/public/AssetPairs?pair=XBTUSD&info=margin").body
        == R"({"error":[],"result":{"XXBTZUSD":{"margin_call":80,)"
           R"("margin_stop":40}}})");
  const auto modern
    = at.client.get("/0/public/AssetPairs?pair=BTC/USD&assetVersion=1").body;
  CHECK(member(modern, "result.BTC/USD.base") == "BTC");
  CHECK(member(modern, "result.BTC/USD.wsname") == "XBT/USD");
}

TEST_CASE("Ticker and Depth show the quote with the documented digits") {
  running_exchange at;
  const auto ticker = at.client.get("/0/public/Ticker?pair=XBTUSD").body;
  CHECK(ticker.starts_with(
    R"({"error":[],"result":{"XXBTZUSD":{"a":["6000.10000","10","10.000"],)"
    R"("b":["6000.00000","10","10.000"],"c":[")"));
  CHECK(at.client.get("/0/public/Depth?pair=XBTUSD&count=1").body
        == R"({"error":[],"result":{"XXBTZUSD":{)"
           R"("asks":[["6000.10000","10.000",1777975200]],)"
           R"("bids":[["6000.00000","10.000",1777975200]]}}})");
}

TEST_CASE("OHLC gives at most 720 rows, the last of them still running") {
  running_exchange at;
  const auto body = at.client.get("/0/public/OHLC?pair=XBTUSD&interval=1").body;
  const auto read = json::parse(body);
  REQUIRE(read);
  const auto& rows = read->find("result")->find("XXBTZUSD")->items();
  REQUIRE(rows.size() == 720);
  REQUIRE(rows.back().items().size() == 8);
  CHECK(rows.back().items()[0].text() == "1777975200");
  CHECK(rows.back().items()[1].is(json::kind::string));
  CHECK(member(body, "result.last") == "1777975140");
  const auto newer
    = at.client.get("/0/public/OHLC?pair=XBTUSD&since=1777975140").body;
  CHECK(json::parse(newer)->find("result")->find("XXBTZUSD")->items().size()
        == 1);
  CHECK(at.client.get("/0/public/OHLC?pair=XBTUSD&interval=7").body
        == R"({"error":["EGeneral:Invalid arguments"]})");
}

TEST_CASE("Trades and Spread can be asked for what is new") {
  running_exchange at;
  const auto body = at.client.get("/0/public/Trades?pair=XBTUSD&count=2").body;
  const auto read = json::parse(body);
  const auto& rows = read->find("result")->find("XXBTZUSD")->items();
  REQUIRE(rows.size() == 2);
  REQUIRE(rows[0].items().size() == 7);
  CHECK(rows[0].items()[2].is(json::kind::number));
  const auto last = member(body, "result.last");
  CHECK(last.size() == 19);
  CHECK(at.client.get("/0/public/Trades?pair=XBTUSD&since=" + last).body
        == R"({"error":[],"result":{"XXBTZUSD":[],"last":")" + last + "\"}}");
  CHECK(at.client.get("/0/public/Spread?pair=XBTUSD")
          .body.starts_with(R"({"error":[],"result":{"XXBTZUSD":[[)"));
}

TEST_CASE("an unknown method, pair or path is refused in the usual envelope") {
  running_exchange at;
  CHECK(at.client.get("/0/public/Nothing").body
        == R"({"error":["EGeneral:Unknown method"]})");
  CHECK(at.client.get("/0/public/Ticker?pair=XBTDOGE").body
        == R"({"error":["EQuery:Unknown asset pair"]})");
  CHECK(at.client.get("/0/public/Depth").body
        == R"({"error":["EGeneral:Invalid arguments"]})");
  CHECK(at.client.get("/favicon.ico").status == 404);
}

TEST_CASE("a public question may be posted, as some clients do") {
  running_exchange at;
  const auto answer
    = at.client.send("POST", "/0/public/Ticker", "pair=ETHUSD",
                     {{"Content-Type", "application/x-www-form-urlencoded"}});
  CHECK(answer.status == 200);
  CHECK(member(answer.body, "result.XETHZUSD.a.0") == "400.01000");
}

TEST_CASE("requests sent ahead on one connection are answered in order") {
  running_exchange at;
  const std::string one = "GET /0/public/Time HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string two
    = "GET /0/public/SystemStatus HTTP/1.1\r\nHost: a\r\n\r\n";
  const auto answers = at.client.send_raw(one + two + one, 3);
  CHECK(answers[0].find("unixtime") != std::string::npos);
  CHECK(answers[1].find("online") != std::string::npos);
  CHECK(answers[2].find("unixtime") != std::string::npos);
}

TEST_CASE("public calls are limited if that is asked for") {
  running_exchange at{
    [](server_options& options) { options.public_limit = true; }};
  for (int i = 0; i < 5; ++i)
    REQUIRE(member(at.client.get("/0/public/Time").body, "result.unixtime")
            == "1777975200");
  CHECK(at.client.get("/0/public/Time").body
        == R"({"error":["EAPI:Rate limit exceeded"]})");
  at.time.pass(1s);
  CHECK(member(at.client.get("/0/public/Time").body, "result.unixtime")
        == "1777975201");
}

TEST_CASE("a port that is taken gives a sentence that names it") {
  running_exchange at;
  server_options options;
  options.port = at.port();
  options.only_named_markets = true;
  const auto second = server::start(std::move(options));
  REQUIRE_FALSE(second);
  CHECK(second.error().text.starts_with("port " + std::to_string(at.port())
                                        + " of 127.0.0.1 can not be"));
}
