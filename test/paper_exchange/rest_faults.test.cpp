#include "test/paper_exchange/wire_client.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace lockstep::paper::test;

namespace {

const form order{{"pair", "XBTUSD"}, {"type", "buy"},   {"ordertype", "limit"},
                 {"price", "5000"},  {"volume", "0.1"}, {"oflags", "fciq"}};

// How many orders are open, whatever was answered.
size_t booked(running_exchange& at) {
  const auto body = at.call("OpenOrders");
  return json::parse(body)->find("result")->find("open")->members().size();
}

http_answer place(running_exchange& at) {
  return at.call("AddOrder", order, {});
}

} // namespace

TEST_CASE("a lost reply on a reused connection leaves one booked order") {
  running_exchange at;
  at.control("/faults", R"({"fault":"lost-reply","account":"alice",)"
                        R"("endpoint":"AddOrder","next":1,"reused":true})");
  const auto first = place(at); // opens the connection: is not struck
  CHECK(first.error.empty());
  const auto second = place(at);
  CHECK(second.error == "end of stream");
  CHECK(booked(at) == 2);
  CHECK(place(at).error.empty());
}

TEST_CASE("a dropped request was never booked") {
  running_exchange at;
  at.control("/faults", R"({"fault":"drop","endpoint":"AddOrder","next":1})");
  CHECK_FALSE(place(at).error.empty());
  CHECK(booked(at) == 0);
}

TEST_CASE("a bad gateway answers with a page, booked or not") {
  running_exchange at;
  at.control("/faults", R"({"fault":"bad-gateway","next":1})");
  const auto page = place(at);
  CHECK(page.status == 502);
  CHECK(page.body.starts_with("<html>"));
  CHECK(booked(at) == 0);
  at.control("/faults", R"({"fault":"bad-gateway-executed","next":1})");
  CHECK(place(at).status == 502);
  CHECK(booked(at) == 1);
}

TEST_CASE("an unavailable service may or may not have booked the order") {
  running_exchange at;
  at.control("/faults", R"({"fault":"unavailable","next":1})");
  CHECK(place(at).body == R"({"error":["EService:Unavailable"]})");
  CHECK(booked(at) == 0);
  at.control("/faults", R"({"fault":"unavailable-executed","next":1})");
  CHECK(place(at).body == R"({"error":["EService:Unavailable"]})");
  CHECK(booked(at) == 1);
}

TEST_CASE("an answer can be garbage, or end in the middle") {
  running_exchange at;
  at.control("/faults", R"({"fault":"garbage","next":1})");
  const auto garbage = place(at);
  CHECK(garbage.status == 200);
  CHECK_FALSE(json::parse(garbage.body));
  at.control("/faults", R"({"fault":"truncated","next":1})");
  CHECK(place(at).error == "partial message");
  CHECK(booked(at) == 2);
}

TEST_CASE("a request can hang for ever, booked or not") {
  running_exchange at;
  at.client.patience(50ms);
  at.control("/faults", R"({"fault":"hang","next":1})");
  CHECK_FALSE(place(at).error.empty());
  at.control("/faults", R"({"fault":"hang-executed","next":1})");
  CHECK_FALSE(place(at).error.empty());
  at.client.patience(10s);
  CHECK(booked(at) == 1);
}

TEST_CASE("a throttled request is told until when") {
  running_exchange at;
  at.control("/faults", R"({"fault":"throttled","next":1,"delay":"30s"})");
  CHECK(place(at).body == R"({"error":["EService: Throttled: 1777975230"]})");
}

TEST_CASE("any error text can be asked for") {
  running_exchange at;
  at.control("/faults", R"({"fault":"error","next":2,)"
                        R"("text":"EAPI:Feature disabled"})");
  CHECK(at.call("Balance") == R"({"error":["EAPI:Feature disabled"]})");
  CHECK(at.client.get("/0/public/Time").body
        == R"({"error":["EAPI:Feature disabled"]})");
  CHECK(member(at.call("Balance"), "result.ZUSD") == "10000.0000");
}

TEST_CASE("a fault of one account does not touch another") {
  running_exchange at;
  at.open("bob");
  at.control("/faults", R"({"fault":"busy","account":"bob"})");
  running_exchange::wrong bob;
  bob.key = "bob-key";
  CHECK(at.call("Balance", {}, bob).body == R"({"error":["EService:Busy"]})");
  CHECK(member(at.call("Balance"), "result.ZUSD") == "10000.0000");
  at.control("/faults/clear", R"({"fault":"busy"})");
  CHECK(member(at.call("Balance", {}, bob).body, "result.ZUSD")
        == "10000.0000");
}

TEST_CASE("views of orders can lag behind") {
  running_exchange at;
  at.control("/faults", R"({"fault":"view-lag","delay":"30s"})");
  const auto txid = member(place(at).body, "result.txid.0");
  CHECK(booked(at) == 0);
  CHECK(at.call("QueryOrders", {{"txid", txid}})
        == R"({"error":[],"result":{}})");
  at.time.pass(31s);
  CHECK(booked(at) == 1);
}

TEST_CASE("latency is spent on the way there and back") {
  running_exchange at;
  at.control("/faults", R"({"fault":"latency","delay":"60ms"})");
  const auto before = std::chrono::steady_clock::now(); // tidy-ok: real time
  CHECK(at.client.get("/0/public/Time").status == 200);
  const auto after = std::chrono::steady_clock::now(); // tidy-ok: real time
  CHECK(after - before >= 60ms);
}

TEST_CASE("the system's status stops orders in Kraken's words") {
  running_exchange at;
  at.control("/status", R"({"status":"cancel_only"})");
  CHECK(place(at).body
        == R"({"error":["EService:Market in cancel_only mode"]})");
  CHECK(member(at.client.get("/0/public/SystemStatus").body, "result.status")
        == "cancel_only");
  at.control("/status", R"({"status":"online"})");
  at.control("/status", R"({"symbol":"BTC/USD","status":"post_only"})");
  CHECK(member(at.client.get("/0/public/AssetPairs?pair=XBTUSD").body,
               "result.XXBTZUSD.status")
        == "post_only");
}

TEST_CASE("the control port opens accounts, moves funds and reads records") {
  running_exchange at;
  CHECK(at.control("/accounts", R"({"name":"carol","deposits":{"USD":"500"},)"
                                R"("keys":[{"key":"carol-key","secret":")"
                                  + secret + "\"}]}")
        == R"({"account":"carol","keys":[{"key":"carol-key","secret":")"
             + secret + "\"}]}");
  at.control("/deposits",
             R"({"account":"carol","asset":"XBT","amount":"0.5"})");
  at.control("/withdrawals",
             R"({"account":"carol","asset":"USD","amount":"100"})");
  const auto records = at.control("/records?account=carol", "");
  const auto path = std::string{"accounts.carol."};
  CHECK(member(records, path + "balances.USD.total") == "400");
  CHECK(member(records, path + "balances.BTC.total") == "0.5");
  CHECK(member(records, path + "ledger.2.amount") == "-100");
  CHECK(member(records, path + "ledger.2.kind") == "withdrawal");
}

TEST_CASE("a control that is wrong gets a sentence") {
  running_exchange at;
  const auto problem = [&](const char* path, const char* body) {
    return member(at.control(path, body), "error");
  };
  CHECK(problem("/deposits", R"({"account":"x","asset":"USD","amount":"1"})")
        == "there is no account named 'x'");
  CHECK(problem("/deposits", R"({"amount":"much"})")
        == "'amount' is 'much', not an amount");
  CHECK(problem("/status", R"({"status":"asleep"})")
        == "'asleep' is no status");
  CHECK(problem("/faults", R"({"fault":"explode"})")
          .starts_with("there is no fault 'explode'"));
  CHECK(problem("/nowhere", "{}") == "there is nothing at /nowhere");
  CHECK(problem("/deposits", "{").starts_with("no JSON at byte 1"));
}

TEST_CASE("a price that is set stays, and executes what it crosses") {
  running_exchange at;
  const auto txid = member(place(at).body, "result.txid.0");
  at.control("/prices", R"({"symbol":"BTC/USD","bid":"4999","ask":"4999.5",)"
                        R"("bid_size":"3","ask_size":"3"})");
  CHECK(member(at.call("QueryOrders", {{"txid", txid}}),
               "result." + txid + ".status")
        == "closed");
  CHECK(member(at.client.get("/0/public/Ticker?pair=XBTUSD").body,
               "result.XXBTZUSD.b.0")
        == "4999.00000");
}

TEST_CASE("the control port ends the server when asked") {
  running_exchange at;
  CHECK(at.control("/shutdown", "{}") == "{}");
  at.exchange->wait();
  at.exchange->stop();
  CHECK_FALSE(at.client.get("/0/public/Time").error.empty());
}
