#include "adapters/key_channel.hpp"

#include "adapters/kraken/venue.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <string>
#include <vector>

namespace lockstep {

namespace {

using namespace std::chrono_literals;

const timestamp start{1'780'000'000s};

/// Lets everything pass, or holds one kind of request back.
class free_limiter final : public limiter {
public:
  timestamp at(const private_request& r, timestamp now) const override {
    const auto held = held_.find(r.name);
    return held == held_.end() ? now : held->second;
  }
  void used(const private_request&, timestamp) override {}
  void refused(const private_request&, const venue_error&, timestamp) override {
    ++refused_;
  }

  std::map<std::string, timestamp> held_;
  int refused_ = 0;
};

net::http_response told(const std::string& body) {
  return {net::delivery::answered, 200, body, {}, {}};
}
net::http_response error(const std::string& words) {
  return told(R"({"error":[")" + words + R"("]})");
}
const net::http_response no_answer{
  net::delivery::maybe_sent, 0, {}, "reset", {}};
const net::http_response not_sent{
  net::delivery::not_sent, 0, {}, "no route", {}};

/// A channel to Kraken that writes down what it would send.
struct channel_test {
  venue_ptr where = kraken::make_venue();
  std::vector<std::string> sent;
  std::vector<std::string> ended; ///< name and verdict of what is done
  std::vector<reason> kept_back;  ///< why, of what was never sent
  std::vector<timestamp> wakes;
  std::vector<uint64_t> nonces;
  bool halted = false;
  bool nonces_there = true;
  uint64_t number = 0;
  uint64_t nonce = 0;
  timestamp now = start;
  free_limiter* limits = nullptr;
  key_channel channel = make();

  key_channel make() {
    auto owned = std::make_unique<free_limiter>();
    limits = owned.get();
    return {where,
            credentials{"key", "c2VjcmV0"},
            std::move(owned),
            {[this](const net::http_request& r, uint64_t n) {
               sent.push_back(r.url.substr(r.url.rfind('/') + 1));
               number = n;
             },
             [this](timestamp) -> std::optional<uint64_t> {
               if (!nonces_there)
                 return std::nullopt;
               nonces.push_back(++nonce);
               return nonce;
             },
             [this](timestamp at) { wakes.push_back(at); },
             [this](const private_request& r) {
               return !(halted && r.write);
             }}};
  }

  template <class T>
  void ask(private_call<T> call, timestamp not_after = timestamp::max()) {
    const auto name = call.request.name;
    channel.ask<T>(
      std::move(call),
      [this, name](const answer<T>& got) {
        ended.push_back(
          name + " "
          + std::string{got ? "ok" : to_string(got.error().verdict)});
        if (!got && got.error().never_sent)
          kept_back.push_back(got.error().cause);
      },
      not_after);
  }
  void order(priority how, timestamp not_after = timestamp::max()) {
    order_request r;
    r.key = order_key{"23ecebac-fdba-5487-89d5-7ea78cb7ee47"};
    r.symbol = symbol_id{"BTC/USD"};
    r.quantity = quantity{decimal{1}};
    r.limit = price{decimal{50'000}};
    auto call = where->place(r);
    call.request.priority = how;
    ask(std::move(call), not_after);
  }
  void pump() { channel.pump(now); }
  void complete(const net::http_response& r) {
    channel.complete(number, r, now);
  }
};

using names = std::vector<std::string>;

const auto ordered = told(
  R"({"error":[],"result":{"txid":["OQCLML-BW3P3-BUCMWZ"],)"
  R"("descr":{"order":"buy"}}})");
const auto no_open = told(R"({"error":[],"result":{"open":{}}})");

} // namespace

TEST_CASE("a key has one request in flight, the most urgent first") {
  channel_test t;
  t.ask(t.where->key());
  t.pump();
  t.ask(t.where->open_orders({}));
  t.order(priority::entry);
  t.ask(t.where->cancel(order_key{"k"}, symbol_id{"BTC/USD"}));
  t.order(priority::exit);
  t.pump();
  CHECK(t.sent == names{"GetApiKeyInfo"});
  t.complete(error("EGeneral:Permission denied"));
  CHECK(t.sent.back() == "AddOrder"); // the exit
  t.complete(ordered);
  CHECK(t.sent.back() == "CancelOrder");
  t.complete(told(R"({"error":[],"result":{"count":1}})"));
  CHECK(t.sent.back() == "AddOrder"); // the entry
  t.complete(ordered);
  CHECK(t.sent.back() == "OpenOrders");
  t.complete(no_open);
  CHECK(t.sent.size() == 5);
  CHECK(t.channel.idle());
  CHECK(t.nonces == std::vector<uint64_t>{1, 2, 3, 4, 5});
}

TEST_CASE("what was provably not executed is tried again, a few times") {
  channel_test t;
  t.order(priority::entry);
  t.pump();
  for (int i = 0; i < 3; ++i) {
    t.complete(not_sent);
    CHECK(t.ended.empty());
    t.now += 10s;
    t.pump();
  }
  CHECK(t.sent.size() == 4);
  t.complete(not_sent);
  CHECK(t.ended.size() == 1);
  CHECK(t.channel.idle());
}

TEST_CASE("a write whose fate is unknown is never sent again") {
  channel_test t;
  t.order(priority::exit);
  t.pump();
  t.complete(no_answer);
  CHECK(t.ended == names{"AddOrder ambiguous"});
  t.now += 1h;
  t.pump();
  CHECK(t.sent.size() == 1);
}

TEST_CASE("a read without an answer is asked again") {
  channel_test t;
  t.ask(t.where->open_orders({}));
  t.pump();
  t.complete(no_answer);
  t.now += 5s;
  t.pump();
  t.complete(no_open);
  CHECK(t.sent.size() == 2);
  CHECK(t.ended == names{"OpenOrders ok"});
}

TEST_CASE("a wrong nonce is tried twice at most") {
  channel_test t;
  t.order(priority::entry);
  t.pump();
  t.complete(error("EAPI:Invalid nonce"));
  t.now += 5s;
  t.pump();
  CHECK(t.sent.size() == 2);
  t.complete(error("EAPI:Invalid nonce"));
  t.now += 1h;
  t.pump();
  CHECK(t.sent.size() == 2);
  CHECK(t.ended.size() == 1);
}

TEST_CASE("what could not be sent in time ends unsent") {
  channel_test t;
  t.limits->held_["AddOrder"] = start + 1min;
  t.order(priority::entry, start + 10s);
  t.pump();
  REQUIRE(!t.wakes.empty());
  CHECK(t.wakes.back() == start + 10s);
  t.now += 10s;
  t.pump();
  CHECK(t.sent.empty());
  CHECK(t.ended == names{"AddOrder final_no"});
  CHECK(t.kept_back == std::vector{reason::rate_limited});
}

TEST_CASE("a halt is looked at when a request is handed over") {
  channel_test t;
  t.ask(t.where->open_orders({}));
  t.pump();
  t.order(priority::entry);
  t.halted = true; // after it was queued
  t.complete(no_open);
  CHECK(t.sent == names{"OpenOrders"});
  CHECK(t.ended.size() == 2);
  CHECK(t.kept_back == std::vector{reason::halted});
}

TEST_CASE("a lockout silences the whole key until it ends") {
  channel_test t;
  t.ask(t.where->open_orders({}));
  t.pump();
  t.complete(error("EService:Throttled: 1780000300"));
  t.order(priority::exit);
  t.pump();
  t.now = start + 299s;
  t.pump();
  CHECK(t.sent.size() == 1);
  t.now = start + 300s;
  t.pump();
  CHECK(t.sent.back() == "AddOrder");
}

TEST_CASE("without a nonce nothing is sent and nothing loses its place") {
  channel_test t;
  t.nonces_there = false;
  t.order(priority::entry);
  t.ask(t.where->open_orders({}));
  t.pump();
  CHECK(t.sent.empty());
  t.nonces_there = true;
  t.pump();
  CHECK(t.sent == names{"AddOrder"});
}

TEST_CASE("what is abandoned may have been executed, and is not heard later") {
  channel_test t;
  t.order(priority::entry);
  t.pump();
  t.channel.abandon("the engine stopped");
  CHECK(t.ended == names{"AddOrder ambiguous"});
  CHECK(t.kept_back.empty());
  t.complete(ordered);
  CHECK(t.ended.size() == 1);
  CHECK(t.channel.idle());
}

TEST_CASE("a stop gives up what waits and keeps what is in flight") {
  channel_test t;
  t.order(priority::entry);
  t.pump();
  t.order(priority::exit);
  t.channel.drop_waiting("the engine is stopping");
  CHECK(t.ended.size() == 1);
  CHECK(t.kept_back == std::vector{reason::stopping});
  CHECK(t.channel.in_flight());
  t.channel.complete(t.number + 1, ordered, t.now); // of somebody else
  CHECK(t.ended.size() == 1);
  t.complete(ordered);
  CHECK(t.ended.back() == "AddOrder ok");
  CHECK(t.channel.idle());
}

} // namespace lockstep
