#include "adapters/kraken/stream.hpp"
#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>

#include <functional>
#include <set>

using namespace lockstep;
using namespace lockstep::kraken_test;
using namespace std::chrono_literals;

namespace {

std::filesystem::path recordings() {
  return std::filesystem::path{LOCKSTEP_SOURCE_DIR}
         / "../shared/recordings/kraken";
}

/// A venue that knows the pairs of the recordings.
venue_ptr venue_of_recordings() {
  instrument_table table;
  for (const auto& [base, altname] :
       {std::pair{"BTC", "XBTUSDT"}, std::pair{"ETH", "ETHUSDT"}}) {
    instrument pair;
    pair.symbol = sym(std::string{base} + "/USDT");
    pair.base = asset_id{base};
    pair.quote = asset_id{"USDT"};
    pair.venue_name = altname;
    pair.venue_key = altname;
    table.emplace(pair.symbol, pair);
  }
  return kraken::make_venue()->with(
    std::make_shared<const instrument_table>(std::move(table)));
}

std::vector<stream_event> events_of(const std::string& frame) {
  return kraken::make_stream_reader()->read(frame).value();
}

using check = std::function<void(const std::string& text)>;

/// What becomes of each file: decoded, or refused for the reason given.
std::map<std::string, check> checks() {
  const auto venue = venue_of_recordings();
  const auto no_question = [](const std::string&) {
    SUCCEED("an answer to a question that the adapter never asks");
  };
  const auto not_asked = [](const std::string& text) {
    INFO("a channel that was not subscribed, or an answer to an order that "
         "was not sent by this way: no events");
    CHECK(events_of(text).empty());
  };
  return {
    {"http_add_order_spot.json",
     [=](const std::string& text) {
       CHECK(venue->place({}).read(answered(text))->id.str()
             == "OUF4EM-FRGI2-MQMWZD");
     }},
    {"http_server_time.json",
     [=](const std::string& text) {
       CHECK(venue->time().read(answered(text)) == at("2025-11-11T00:17:04Z"));
     }},
    {"http_spot_balance.json",
     [=](const std::string& text) { // `Balance`: without holds
       const auto got = venue->balance().read(answered(text)).value();
       CHECK(got.of(asset_id{"USD"}).total.str() == "200000");
       CHECK(got.of(asset_id{"BTC"}).total.str() == "0.5");
       CHECK(got.of(asset_id{"ETH"}).total.str() == "2");
     }},
    {"http_spot_open_positions.json", no_question},
    {"http_spot_trade_balance.json", no_question},
    {"http_trades.json", no_question},
    {"http_ticker.json",
     [=](const std::string& text) {
       const auto got = venue->tickers({}).read(answered(text)).value();
       REQUIRE(got.size() == 1);
       CHECK(got[0].symbol == sym("BTC/USDT"));
       CHECK(got[0].bid.str() == "105944.2");
       CHECK(got[0].ask.str() == "105944.3");
       CHECK(got[0].last.str() == "105899.4");
     }},
    {"http_trades_history.json",
     [=](const std::string& text) {
       const auto got
         = venue->executions_since({}, 0).read(answered(text)).value();
       REQUIRE(got.rows.size() == 2);
       CHECK(got.total == 2);
       CHECK(got.rows[0].symbol == sym("BTC/USDT"));
       CHECK(got.rows[0].fees
             == std::vector{fee{asset_id{"USDT"}, dec("23.6")}});
       CHECK(got.rows[1].side == side::sell);
       CHECK(got.rows[1].type == order_type::market);
     }},
    {"ws_ohlc_update.json",
     [](const std::string& text) {
       const auto events = events_of(text);
       REQUIRE(events.size() == 1);
       CHECK(std::get<stream_candle>(events[0]).candle.volume.str()
             == "30927.68066226");
     }},
    {"ws_add_order_request.json", not_asked},
    {"ws_add_order_response_success.json", not_asked},
    {"ws_amend_order_request.json", not_asked},
    {"ws_batch_add_request.json", not_asked},
    {"ws_batch_add_response_partial.json", not_asked},
    {"ws_book_update.json", not_asked},
    {"ws_pong.json", not_asked},
    {"ws_trade_update.json", not_asked},
  };
}

} // namespace

TEST_CASE("every recorded Kraken message is decoded or refused for a reason") {
  if (!std::filesystem::is_directory(recordings()))
    SKIP("the folder of recordings is not beside the source");
  const auto known = checks();
  std::set<std::string> seen;
  for (const auto& file : std::filesystem::directory_iterator{recordings()}) {
    const auto name = file.path().filename().string();
    INFO(name);
    REQUIRE(known.contains(name));
    known.at(name)(read_file(file.path()));
    seen.insert(name);
  }
  CHECK(seen.size() == known.size());
}

TEST_CASE("no reader breaks on a recorded Kraken message that is cut off") {
  if (!std::filesystem::is_directory(recordings()))
    SKIP("the folder of recordings is not beside the source");
  const auto venue = venue_of_recordings();
  for (const auto& file : std::filesystem::directory_iterator{recordings()}) {
    const auto text = read_file(file.path());
    const auto step = std::max<size_t>(1, text.size() / 200);
    for (size_t size = 0; size < text.find_last_of('}'); size += step) {
      const auto part = text.substr(0, size);
      CHECK_FALSE(kraken::make_stream_reader()->read(part).has_value());
      CHECK_FALSE(venue->balance().read(answered(part)).has_value());
      CHECK_FALSE(venue->executions_since({}, 0).read(answered(part)));
    }
  }
}
