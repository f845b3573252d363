#include "adapters/kraken/symbols.hpp"
#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::kraken_test;
using namespace std::chrono_literals;

TEST_CASE("assets get the names that everybody uses") {
  const std::vector<std::pair<std::string, std::string>> table{
    {"XXBT", "BTC"},          {"XBT", "BTC"},       {"XXDG", "DOGE"},
    {"XDG", "DOGE"},          {"XETH", "ETH"},      {"XXRP", "XRP"},
    {"ZUSD", "USD"},          {"ZEUR", "EUR"},      {"ZAUD", "AUD"},
    {"USD", "USD"},           {"CHF", "CHF"},       {"USDT", "USDT"},
    {"XTZ", "XTZ"},           {"ZRX", "ZRX"},       {"XCN", "XCN"},
    {"ZEUS", "ZEUS"},         {"AAPLx", "AAPLx"},   {"KFEE", "KFEE"},
    {"XBT.F", "BTC"},         {"USD.F", "USD"},     {"SOL.F", "SOL"},
    {"XBT.M", "BTC.M"},       {"ETH2.S", "ETH2.S"}, {"DOT28.S", "DOT28.S"},
    {"EUR.M", "EUR.M"},       {"XBT.B", "BTC.B"},   {"DOT.P", "DOT.P"},
    {"EUR.HOLD", "EUR.HOLD"}, {"AAPL.T", "AAPL.T"}};
  for (const auto& [theirs, ours] : table)
    CHECK(kraken::asset_of(theirs).str() == ours);
}

TEST_CASE("pairs are loaded with their rules") {
  const auto venue = venue_with_pairs();
  const auto* btc = find(venue->table(), sym("BTC/USD"));
  REQUIRE(btc);
  CHECK(btc->base.str() == "BTC");
  CHECK(btc->quote.str() == "USD");
  CHECK(btc->venue_name == "XBTUSD");
  CHECK(btc->venue_key == "XXBTZUSD");
  CHECK(btc->lot.str() == "0.00000001");
  CHECK(btc->tick.str() == "0.1");
  CHECK(btc->quantity_min.str() == "0.00005");
  CHECK(btc->notional_min.str() == "0.5");
  CHECK(btc->cost_decimals == 5);
  CHECK(btc->status == trading_status::online);
  CHECK(find(venue->table(), sym("DOGE/USD"))->cost_decimals == 6);
  CHECK(find(venue->table(), sym("ETH/USD"))->status
        == trading_status::post_only);
  CHECK(find(venue->table(), sym("AAPLx/USD"))->status
        == trading_status::reduce_only);
}

TEST_CASE("what a pair lacks gets its documented default") {
  const auto venue = venue_with_pairs();
  const auto* pair = find(venue->table(), sym("XTZ/USDT"));
  REQUIRE(pair);
  CHECK(pair->tick.str() == "0.0001");
  CHECK(pair->quantity_min == pair->lot);
  CHECK(pair->notional_min.is_zero());
}

TEST_CASE("dark pools and pairs with unknown rules are left out, no others") {
  const auto venue = venue_with_pairs();
  CHECK(venue->table().size() == 5);
  CHECK_FALSE(find(venue->table(), sym("NEW/USD")));
}

TEST_CASE("a list without any usable pair is an error") {
  const auto read = kraken::make_venue()->instruments().read;
  CHECK_FALSE(read(answered(R"({"error":[],"result":{}})")));
  CHECK_FALSE(read(
    answered(R"({"error":[],"result":{"A":{"altname":"A","wsname":"A/B",)"
             R"("pair_decimals":99,"lot_decimals":8,"status":"online"}}})")));
}

TEST_CASE("a pair is found by each of its names") {
  const kraken::symbols names{
    std::make_shared<const instrument_table>(venue_with_pairs()->table())};
  for (const auto* name : {"XXBTZUSD", "XBTUSD", "XBT/USD", "BTC/USD"})
    CHECK(names.of(name) == sym("BTC/USD"));
  CHECK(names.of("XDG/USD") == sym("DOGE/USD"));
  CHECK(names.of("GONEUSD") == sym("GONEUSD"));
  CHECK(names.find("GONEUSD") == nullptr);
  CHECK(names.find("") == nullptr);
}

TEST_CASE("the venue's status and time are read") {
  const auto venue = kraken::make_venue();
  CHECK(venue->status().read(answered(golden("rest_system_status")))
        == trading_status::online);
  CHECK(venue->time().read(answered(golden("rest_time")))
        == at("2026-05-05T10:00:00Z"));
  const auto status = [&](const std::string& word) {
    return venue->status().read(
      answered(R"({"error":[],"result":{"status":")" + word + R"("}})"));
  };
  CHECK(status("maintenance") == trading_status::maintenance);
  CHECK(status("cancel_only") == trading_status::cancel_only);
  CHECK(status("post_only") == trading_status::post_only);
  CHECK(status("limit_only") == trading_status::limit_only);
  CHECK_FALSE(status("half_open"));
}

TEST_CASE("tickers are read for all pairs asked") {
  const auto got
    = venue_with_pairs()->tickers({}).read(answered(golden("rest_ticker")));
  REQUIRE(got);
  REQUIRE(got->size() == 2);
  CHECK((*got)[0].symbol == sym("BTC/USD"));
  CHECK((*got)[0].bid.str() == "67000");
  CHECK((*got)[0].ask.str() == "67000.1");
  CHECK((*got)[0].last.str() == "66999.9");
  CHECK((*got)[1].symbol == sym("DOGE/USD"));
  CHECK((*got)[1].ask.str() == "0.1234567");
}

TEST_CASE("candles are read oldest first") {
  const auto got = venue_with_pairs()
                     ->candles(sym("BTC/USD"), 1min)
                     .read(answered(golden("rest_ohlc")));
  REQUIRE(got);
  REQUIRE(got->size() == 2);
  const auto& first = got->front();
  CHECK(first.begin == at("2025-11-10T12:17:00Z"));
  CHECK(first.open.str() == "106038.2");
  CHECK(first.high.str() == "106044.3");
  CHECK(first.low.str() == "106038.1");
  CHECK(first.close.str() == "106040.1");
  CHECK(first.volume.str() == "0.08317981");
  CHECK(got->back().volume.is_zero());
}
