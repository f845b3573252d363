#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::kraken_test;
using namespace std::chrono_literals;

TEST_CASE("a balance has holds, credit and spendable rewards in it") {
  const auto got
    = venue_with_pairs()->balance().read(answered(golden("rest_balance_ex")));
  REQUIRE(got);
  const auto usd = got->of(asset_id{"USD"});
  CHECK(usd.total.str() == "1010.25");
  CHECK(usd.held.str() == "249.76");
  CHECK(usd.available().str() == "760.49");
  const auto btc = got->of(asset_id{"BTC"});
  CHECK(btc.total.str() == "1.6535"); // 1.2435 + 0.5 - 0.1 + 0.01 of rewards
  CHECK(btc.held.str() == "0.8423");
  CHECK(got->of(asset_id{"BTC.M"}).total.str() == "7");
  CHECK(got->of(asset_id{"ETH2.S"}).total.str() == "3.5");
  CHECK(got->of(asset_id{"ETH"}).total.is_zero());
  CHECK(got->holdings.size() == 5);
}

TEST_CASE("a balance that can not be read is an error and never zero") {
  const auto read = venue_with_pairs()->balance().read;
  for (
    const auto* body :
    {R"({"error":[],"result":{"ZUSD":{"balance":"1O0"}}})",
     R"({"error":[],"result":{"ZUSD":{"balance":""}}})",
     R"({"error":[],"result":{"ZUSD":{"balance":null}}})",
     R"({"error":[],"result":{"ZUSD":{"hold_trade":"1"}}})",
     R"({"error":[],"result":{"ZUSD":null}})", R"({"error":[],"result":[]})",
     R"({"error":[],"result":{"ZUSD":{"balance":"1e30"}}})",
     R"({"error":[],"result":{"ZUSD":{"balance":"1.6e20","credit":"1.6e20"}}})"}) {
    INFO(body);
    const auto got = read(answered(body));
    REQUIRE_FALSE(got);
    CHECK(got.error().verdict == verdict::retry);
    CHECK(got.error().words.find("result") != std::string::npos);
  }
}

TEST_CASE("fees are ratios, and the taker's stands for both where alone") {
  const auto got
    = venue_with_pairs()->fees({}).read(answered(golden("rest_trade_volume")));
  REQUIRE(got);
  CHECK(got->at(sym("BTC/USD")).taker.str() == "0.004");
  CHECK(got->at(sym("BTC/USD")).maker.str() == "0.0025");
  CHECK(got->at(sym("ETH/USD")).taker.str() == "0.0035");
  CHECK(got->at(sym("ETH/USD")).maker.str() == "0.0035");
}

TEST_CASE("a key tells what it may do and whose it is") {
  const auto read = venue_with_pairs()->key().read;
  auto body = golden("rest_key_info");
  const auto got = read(answered(body));
  REQUIRE(got);
  CHECK(got->label == "copier");
  CHECK(got->identity == "AA00 N00G ABCD EFGH");
  CHECK(got->nonce == 1777975200000000);
  CHECK(got->permissions.size() == 7);
  CHECK(got->may_trade);
  CHECK(got->may_query);
  CHECK_FALSE(got->may_withdraw);
  body.replace(body.find("query-ledger"), 12, "withdraw-funds");
  CHECK(read(answered(body))->may_withdraw);
  body.replace(body.find("modify-trades"), 13, "add-funds");
  CHECK_FALSE(read(answered(body))->may_trade);
  body.replace(body.find("query-funds"), 11, "x");
  CHECK_FALSE(read(answered(body))->may_query);
  CHECK_FALSE(read(answered(R"({"error":[],"result":{"apiKeyName":"x"}})")));
}

TEST_CASE("the probe proves only by a denial that a key can not withdraw") {
  const auto read = venue_with_pairs()->withdraw_probe().read;
  const auto error = [&](const std::string& entry) {
    return read(answered(R"({"error":[")" + entry + R"("]})"));
  };
  CHECK(error("EGeneral:Permission denied") == false);
  CHECK(error("EGeneral:Unknown method") == true);
  CHECK(error("EGeneral:Invalid arguments") == true);
  CHECK(read(answered(R"({"error":[],"result":[]})")) == true);
  CHECK_FALSE(error("EAPI:Invalid nonce"));
  CHECK_FALSE(error("EService:Busy"));
  CHECK_FALSE(read(answered("", 502)));
}

TEST_CASE("a stream token has a lifetime") {
  const auto read = venue_with_pairs()->token().read;
  const auto got = read(answered(golden("rest_token")));
  REQUIRE(got);
  CHECK(got->token == "a-token-for-tests");
  CHECK(got->valid_for == 900s);
  CHECK_FALSE(read(answered(R"({"error":[],"result":{"expires":900}})")));
}
