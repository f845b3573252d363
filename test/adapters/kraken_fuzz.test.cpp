#include "adapters/kraken/stream.hpp"
#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>

#include <functional>

using namespace lockstep;
using namespace lockstep::kraken_test;
using namespace std::chrono_literals;

namespace {

/// Whether an answer was read, by every reader that there is for it.
using rest_reader = std::function<bool(const net::http_response&)>;

template <class Call>
rest_reader reader_of(Call call) {
  return [read = std::move(call.read)](const net::http_response& response) {
    const auto got = read(response);
    if (!got && got.error().words.empty())
      throw std::logic_error{"an error without words"};
    return got.has_value();
  };
}

std::map<std::string, rest_reader> rest_readers() {
  const auto v = venue_with_pairs();
  order_request validated;
  validated.validate_only = true;
  return {
    {"rest_asset_pairs", reader_of(v->instruments())},
    {"rest_system_status", reader_of(v->status())},
    {"rest_time", reader_of(v->time())},
    {"rest_ticker", reader_of(v->tickers({}))},
    {"rest_ohlc", reader_of(v->candles({}, 1min))},
    {"rest_balance_ex", reader_of(v->balance())},
    {"rest_trade_volume", reader_of(v->fees({}))},
    {"rest_key_info", reader_of(v->key())},
    {"rest_token", reader_of(v->token())},
    {"rest_add_order", reader_of(v->place({}))},
    {"rest_add_order_validated", reader_of(v->place(validated))},
    {"rest_cancel_order", reader_of(v->cancel({}, {}))},
    {"rest_open_orders", reader_of(v->open_orders({}))},
    {"rest_closed_orders", reader_of(v->closed_orders({}, {}, 0))},
    {"rest_query_orders", reader_of(v->orders({}))},
    {"rest_trades_history", reader_of(v->executions_since({}, 0))},
    {"rest_query_trades", reader_of(v->executions({}))},
    {"rest_ledgers", reader_of(v->ledger_since({}, 0))},
  };
}

bool read_frame(const std::string& frame) {
  return kraken::make_stream_reader()->read(frame).has_value();
}

/// Every golden message with the way to read it.
void for_each_message(
  const std::function<void(const std::string& text,
                           const std::function<bool(const std::string&)>&)>&
    visit) {
  const auto readers = rest_readers();
  for (const auto& file :
       std::filesystem::directory_iterator{golden_folder()}) {
    const auto name = file.path().stem().string();
    const auto text = golden(name);
    INFO(name);
    if (name.starts_with("ws_")) {
      visit(text, read_frame);
      continue;
    }
    REQUIRE(readers.contains(name));
    const auto& read = readers.at(name);
    visit(text, [&](const std::string& body) { return read(answered(body)); });
  }
}

size_t last_brace(const std::string& text) {
  return text.find_last_of('}');
}

} // namespace

TEST_CASE("every golden message can be read whole") {
  for_each_message(
    [](const std::string& text, const auto& read) { CHECK(read(text)); });
}

TEST_CASE("no golden message can be read when its end is missing") {
  for_each_message([](const std::string& text, const auto& read) {
    for (size_t size = 0; size <= last_brace(text); ++size)
      if (read(text.substr(0, size)))
        FAIL("read " << size << " of " << text.size() << " bytes");
  });
}

TEST_CASE("one wrong byte anywhere never breaks a reader") {
  using namespace std::string_literals;
  const auto bytes = "\0\"{}[],:0-.eE\\n\x7f\x80\xff "s;
  for_each_message([&](const std::string& text, const auto& read) {
    for (size_t at = 0; at < text.size(); ++at) {
      auto broken = text;
      for (const char c : bytes) {
        broken[at] = c;
        static_cast<void>(read(broken));
      }
      broken.erase(at, 1);
      static_cast<void>(read(broken));
    }
    SUCCEED();
  });
}

TEST_CASE("a reader of a stream goes on after any broken frame") {
  const auto reader = kraken::make_stream_reader();
  const auto good = golden("ws_ticker");
  for (const auto* name :
       {"ws_executions_snapshot", "ws_ticker", "ws_status"}) {
    const auto text = golden(name);
    for (size_t size = 0; size < text.size(); size += 3) {
      static_cast<void>(reader->read(text.substr(0, size)));
      const auto events = reader->read(good);
      REQUIRE(events);
      REQUIRE(events->size() == 1);
    }
  }
}

TEST_CASE("no wrong letter in a number of money passes as another number") {
  const auto venue = venue_with_pairs();
  const auto body = golden("rest_query_trades");
  for (const std::string number :
       {"67000.00000", "33.50000", "0.13400", "0.00050000"}) {
    const auto at = body.find(number);
    for (size_t i = 0; i < number.size(); ++i)
      for (const char c : std::string{"xO ,;_+\"{}[]:"}) {
        auto broken = body;
        broken[at + i] = c;
        const bool sign = c == '+' && i == 0;
        INFO(broken.substr(at, number.size()));
        CHECK((sign || !venue->executions({}).read(answered(broken))));
      }
  }
}

TEST_CASE("deep nesting is refused, or skipped where nobody looks") {
  const std::string deep(100'000, '[');
  const auto venue = venue_with_pairs();
  CHECK_FALSE(
    venue->balance().read(answered(R"({"error":[],"result":)" + deep)));
  CHECK_FALSE(read_frame(R"({"channel":"ticker","data":)" + deep));
  const auto balanced = deep + std::string(100'000, ']');
  CHECK_FALSE(read_frame(R"({"channel":"ticker","data":)" + balanced + '}'));
  CHECK(read_frame(R"({"x":)" + balanced + '}'));
}
