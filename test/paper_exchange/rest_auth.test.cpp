#include "test/paper_exchange/wire_client.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace lockstep::paper::test;

namespace {

using wrong = running_exchange::wrong;

std::string error_of(const http_answer& answer) {
  return member(answer.body, "error.0");
}

wrong with_key(std::string key) {
  wrong how;
  how.key = std::move(key);
  return how;
}

wrong with_nonce(std::string nonce) {
  wrong how;
  how.nonce = std::move(nonce);
  return how;
}

} // namespace

TEST_CASE("key, signature and nonce are checked in this order") {
  running_exchange at;
  wrong all = with_key("nobody");
  all.signature = "bad";
  all.nonce = "0";
  CHECK(error_of(at.call("Balance", {}, all)) == "EAPI:Invalid key");
  all.key = "alice-key";
  CHECK(error_of(at.call("Balance", {}, all)) == "EAPI:Invalid signature");
  all.signature.clear();
  CHECK(error_of(at.call("Balance", {}, all)) == "EAPI:Invalid nonce");
}

TEST_CASE("a request without credentials has an invalid key") {
  running_exchange at;
  CHECK(at.client.send("POST", "/0/private/Balance", "nonce=1").body
        == R"({"error":["EAPI:Invalid key"]})");
}

TEST_CASE("a body that is no JSON, but says so, is a bad request") {
  running_exchange at;
  const auto answer = at.client.send(
    "POST", "/0/private/Balance", "{\"nonce\":",
    {{"Content-Type", "application/json"}, {"API-Key", "alice-key"}});
  CHECK(answer.body == R"({"error":["EAPI:Bad request"]})");
}

TEST_CASE("a signature by another secret is invalid") {
  running_exchange at;
  wrong how;
  how.signing = "a3Jha2VuLXRlc3Qtc2VjcmV0LWRvLW5vdC11c2UtMDEyMzQ1Njc4OQ==";
  CHECK(error_of(at.call("Balance", {}, how)) == "EAPI:Invalid signature");
}

TEST_CASE("a nonce that was used, is lower, or is none at all is invalid") {
  running_exchange at;
  CHECK(error_of(at.call("Balance", {}, with_nonce("5000"))).empty());
  CHECK(error_of(at.call("Balance", {}, with_nonce("5000")))
        == "EAPI:Invalid nonce");
  CHECK(error_of(at.call("Balance", {}, with_nonce("4999")))
        == "EAPI:Invalid nonce");
  CHECK(error_of(at.call("Balance", {}, with_nonce("five")))
        == "EAPI:Invalid nonce");
  CHECK(error_of(at.call("Balance", {}, with_nonce("5001"))).empty());
}

TEST_CASE("a body in JSON is signed and read like a form") {
  running_exchange at;
  wrong how;
  how.as_json = true;
  const auto answer = at.call("AddOrder",
                              {{"pair", "\"XBTUSD\""},
                               {"type", "\"buy\""},
                               {"ordertype", "\"limit\""},
                               {"price", "5000.0"},
                               {"volume", "0.01"},
                               {"validate", "true"}},
                              how);
  CHECK(answer.body
        == R"({"error":[],"result":{"descr":{)"
           R"("order":"buy 0.01000000 XBTUSD @ limit 5000.0"}}})");
}

TEST_CASE("a key may do what it has the permission for, and nothing else") {
  running_exchange at;
  at.control("/keys", R"({"account":"alice","key":"reader","secret":")" + secret
                        + R"(","permissions":["query-funds"]})");
  const auto reader = with_key("reader");
  CHECK(error_of(at.call("Balance", {}, reader)).empty());
  for (const auto* name :
       {"OpenOrders", "ClosedOrders", "TradesHistory", "Ledgers", "AddOrder",
        "CancelOrder", "CancelAll", "GetWebSocketsToken", "WithdrawMethods"})
    CHECK(error_of(at.call(name, {}, reader)) == "EGeneral:Permission denied");
  const auto info = at.call("GetApiKeyInfo", {}, reader).body;
  CHECK(member(info, "result.apiKeyName") == "reader");
  CHECK(member(info, "result.permissions.0") == "query-funds");
  CHECK(member(info, "result.nonceWindow") == "0");
  CHECK(info.find(secret) == std::string::npos);
}

TEST_CASE("only a key that may withdraw gets past WithdrawMethods") {
  running_exchange at;
  at.control("/keys", R"({"account":"alice","key":"risky","secret":")" + secret
                        + R"(","permissions":["withdraw-funds"]})");
  CHECK(at.call("WithdrawMethods", {}, with_key("risky")).body
        == R"({"error":[],"result":[]})");
  CHECK(error_of(at.call("WithdrawMethods", {}, {}))
        == "EGeneral:Permission denied");
}

TEST_CASE("the counter of a tier limits calls, and orders do not count") {
  running_exchange at;
  at.open("bob", "starter");
  const auto bob = with_key("bob-key");
  for (int i = 0; i < 7; ++i)
    REQUIRE(error_of(at.call("TradesHistory", {}, bob)).empty());
  CHECK(error_of(at.call("Balance", {}, bob)).empty());
  CHECK(error_of(at.call("Balance", {}, bob)) == "EAPI:Rate limit exceeded");
  CHECK(error_of(at.call("CancelOrder", {{"txid", "OAAAAA-AAAAA-AAAAAA"}}, bob))
        == "EOrder:Invalid order");
  at.time.pass(4s);
  CHECK(error_of(at.call("Balance", {}, bob)).empty());
}

TEST_CASE("who fails too often is locked out, and each attempt renews it") {
  running_exchange at;
  wrong bad;
  bad.signature = "bad";
  for (int i = 0; i < 10; ++i)
    CHECK(error_of(at.call("Balance", {}, bad)) == "EAPI:Invalid signature");
  CHECK(error_of(at.call("Balance", {}, {})) == "EGeneral:Temporary lockout");
  at.time.pass(14min);
  CHECK(error_of(at.call("Balance", {}, {})) == "EGeneral:Temporary lockout");
  at.time.pass(14min);
  CHECK(error_of(at.call("Balance", {}, {})) == "EGeneral:Temporary lockout");
  at.time.pass(15min);
  CHECK(error_of(at.call("Balance", {}, {})).empty());
}

TEST_CASE("a key can expire and be banned") {
  running_exchange at;
  at.control("/keys", R"({"account":"alice","key":"short","secret":")" + secret
                        + R"(","valid_until":1777975260})");
  CHECK(error_of(at.call("Balance", {}, with_key("short"))).empty());
  at.time.pass(1min);
  CHECK(error_of(at.call("Balance", {}, with_key("short")))
        == "EAPI:Invalid key");
  at.control("/keys/ban", R"({"key":"alice-key","error":"EAuth:Failed"})");
  CHECK(error_of(at.call("Balance", {}, {})) == "EAuth:Failed");
  at.control("/keys/ban", R"({"key":"alice-key","error":""})");
  CHECK(error_of(at.call("Balance", {}, {})).empty());
}

TEST_CASE("unknown parameters are ignored, unless strictness is asked for") {
  const form order{{"pair", "XBTUSD"},     {"type", "buy"},
                   {"ordertype", "limit"}, {"price", "5000"},
                   {"volume", "0.01"},     {"validat", "true"}};
  running_exchange at;
  CHECK_FALSE(member(at.call("AddOrder", order), "result.txid.0").empty());
  running_exchange strict{
    [](server_options& options) { options.strict = true; }};
  CHECK(strict.call("AddOrder", order)
        == R"({"error":["EGeneral:Invalid arguments:validat"]})");
}
