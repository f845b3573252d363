#include "test/paper_exchange/core_support.hpp"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>

using namespace lockstep;
using namespace lockstep::paper;
using namespace std::chrono_literals;

namespace {

const symbol_id btc_usd{"BTC/USD"};

std::string reading_error(std::string_view text) {
  const auto rows = read_market_csv(text, "day.csv");
  return rows ? "" : rows.error().text;
}

} // namespace

TEST_CASE("candles and quotes are told apart by their headers") {
  const auto candles
    = read_market_csv("time_ms,open,high,low,close,volume\n"
                      "1522886400000,6791.68,6791.68,6778.01,6778.01,26.8\n",
                      "day.csv")
        .value();
  CHECK(candles.front().open == px("6791.68"));
  CHECK(candles.front().time == timestamp{1522886400s});
  CHECK(candles.front().bid.is_zero());
  const auto quotes
    = read_market_csv(
        "time_ms,bid_open,bid_high,bid_low,bid_close,bid_size,"
        "ask_open,ask_high,ask_low,ask_close,ask_size\r\n"
        "1522886400000,10,12,9,11,1.8999999999999998e-06,10,12,9,11.5,2\r\n",
        "day.csv")
        .value();
  CHECK(quotes.front().bid == px("11"));
  CHECK(quotes.front().ask == px("11.5"));
  CHECK(quotes.front().bid_size.is_positive());
}

TEST_CASE("times are read as dates and in any unit") {
  for (const auto* time :
       {"1522886400", "1522886400000", "1522886400000000", "2018-04-05",
        "2018-04-05 00:00:00", "2018-04-05T00:00:00Z"}) {
    const auto rows = read_market_csv(
      std::string{"Date,Open,High,Low,Close,Volume\n"} + time + ",1,1,1,1,1\n",
      "day.csv");
    REQUIRE(rows);
    CHECK(rows->front().time == timestamp{1522886400s});
  }
}

TEST_CASE("an error in market data names file and line") {
  const std::string head = "time_ms,open,high,low,close,volume\n";
  CHECK(reading_error("") == "day.csv: there are no rows");
  CHECK(reading_error("a,b\n").starts_with("day.csv:1: no column"));
  CHECK(reading_error(head + "1,2,2,2,2,1\n2,2,2,x,2,1\n")
        == "day.csv:3: 'x' is not a decimal number");
  CHECK(reading_error(head + "1,2,2,2\n").starts_with("day.csv:2: the line"));
  CHECK(reading_error(head + "1,2,1,2,2,1\n")
        == "day.csv:2: open, high, low and close contradict each other");
  CHECK(reading_error(head + "2,2,2,2,2,1\n1,2,2,2,2,1\n")
          .starts_with("day.csv:3: the time"));
}

TEST_CASE("a row without a time is an error of its line") {
  CHECK(reading_error("date,open,high,low,close,volume\n,1,1,1,1,1\n")
          .starts_with("day.csv:2: "));
}

TEST_CASE("the built-in day is the recorded one") {
  const auto rows = recorded_day(btc_usd);
  REQUIRE(rows.size() == 1440);
  CHECK(rows.front().time == timestamp{1522886400s});
  CHECK(rows.front().open == px("6791.68"));
  CHECK(rows.front().ask_size == qty("24.42695767"));
  CHECK(rows.back().close == px("6785.85"));
  CHECK(recorded_day(symbol_id{"ETH/USD"}).back().low == px("381"));
  CHECK(recorded_day(symbol_id{"SOL/USD"}).empty());
}

TEST_CASE("the built-in day equals its source where that is present") {
  const std::filesystem::path shared
    = std::filesystem::path{LOCKSTEP_SOURCE_DIR} / "../shared/market-data";
  for (const std::string base : {"BTC", "ETH"}) {
    const auto file = shared / (base + "-USD_20180405_1m_");
    if (!std::filesystem::exists(file.string() + "candles.csv"))
      SKIP("the recorded market data is not there");
    const auto source
      = merge_rows(load_market_csv(file.string() + "candles.csv").value(),
                   load_market_csv(file.string() + "quotes.csv").value());
    const auto rows = recorded_day(symbol_id{base + "/USD"});
    REQUIRE(rows.size() == source.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      auto expected = source[i];
      for (auto* size : {&expected.bid_size, &expected.ask_size})
        *size = round_to(*size, qty("0.00000001"), rounding::half_up);
      CHECK(rows[i] == expected);
    }
  }
}

TEST_CASE("made-up prices stay on the grid and follow their seed") {
  generator_options options;
  options.start = px("100");
  options.tick = px("0.01");
  options.size = qty("3");
  const auto rows = generate_rows(options);
  CHECK(rows == generate_rows(options));
  for (const auto& row : rows) {
    CHECK(round_to(row.close, options.tick, rounding::down) == row.close);
    CHECK(row.low <= row.close);
    CHECK(row.high >= row.open);
    CHECK(row.ask > row.bid);
  }
  options.seed = 2;
  CHECK(rows != generate_rows(options));
}

TEST_CASE("history is full from the start") {
  quiet_exchange x;
  exchange venue{{}};
  must(venue.open_market({btc_usd, {}, {}, {}, 1}, x.now));
  const auto& market = *venue.find_market(btc_usd);
  const auto bars = market.candles().read(1, x.now);
  CHECK(bars.size() == 720);
  CHECK(bars.back().begin == x.now);
  CHECK(bars.front().begin == x.now - 719min);
  CHECK(bars[718].close == recorded_day(btc_usd)[719].close);
  CHECK(market.candles().read(60, x.now).size() == 13);
  CHECK(market.candles().read(21600, x.now).size() <= 2);
}

TEST_CASE("a short record still shows a full history") {
  exchange venue{{}};
  const timestamp now{500'000h};
  auto rows = recorded_day(btc_usd);
  rows.resize(10);
  must(venue.open_market({btc_usd, rows, {}, {}, 1}, now));
  const auto bars = venue.find_market(btc_usd)->candles().read(1, now);
  REQUIRE(bars.size() == 720);
  CHECK(bars.front().close == rows.front().open);
  CHECK(bars.front().count == 0);
}

TEST_CASE("candles of longer intervals add up to those of minutes") {
  quiet_exchange x;
  exchange venue{{}};
  must(venue.open_market({btc_usd, {}, {}, {}, dec("60")}, x.now));
  for (int i = 0; i < 600; ++i)
    venue.advance(x.now += 1s);
  const auto& series = venue.find_market(btc_usd)->candles();
  const auto minutes = series.read(1, x.now);
  for (const int width : intervals) {
    const auto bars = series.read(width, x.now);
    REQUIRE_FALSE(bars.empty());
    const auto& last = bars.back();
    CHECK(last == series.running(width, x.now));
    quantity volume;
    auto high = last.close;
    for (const auto& minute : minutes)
      if (minute.begin >= last.begin) {
        volume += minute.volume;
        high = std::max(high, minute.high);
      }
    if (width <= 60) {
      CHECK(volume == last.volume);
      CHECK(high == last.high);
    }
    for (size_t i = 1; i < bars.size(); ++i)
      CHECK(bars[i].begin - bars[i - 1].begin == std::chrono::minutes{width});
  }
}

TEST_CASE("the record passes at its speed and runs back at its end") {
  const auto at_close = [](decimal speed, int seconds) {
    quiet_exchange x;
    exchange venue{{}};
    must(venue.open_market({btc_usd, {}, {}, 1000, speed}, x.now));
    venue.advance(x.now + std::chrono::seconds{seconds});
    return venue.find_market(btc_usd)->last();
  };
  const auto rows = recorded_day(btc_usd);
  const auto on_tick = [](price p) {
    return round_to(p, px("0.1"), rounding::half_up);
  };
  CHECK(at_close(1, 59) == on_tick(rows[1000].close));
  CHECK(at_close(60, 9) == on_tick(rows[1009].open));
  CHECK(at_close(60, 439) == on_tick(rows[1439].open));
  CHECK(at_close(60, 441) == on_tick(rows[1438].close));
}

TEST_CASE("a paused market stands still and goes on where it was") {
  exchange venue{{}};
  timestamp now{500'000h};
  must(venue.open_market({btc_usd, {}, {}, {}, 60}, now));
  must(venue.pause(btc_usd, now));
  CHECK_FALSE(venue.next_due());
  const auto before = venue.depth(btc_usd, 10).bids;
  venue.advance(now += 1h);
  CHECK(venue.depth(btc_usd, 10).bids == before);
  must(venue.resume(btc_usd, now));
  CHECK(venue.next_due() > now);
}

TEST_CASE("the book is deep, on the grid and never crossed") {
  exchange venue{{}};
  timestamp now{500'000h};
  must(venue.open_market({btc_usd, {}, {}, {}, 600}, now));
  for (int i = 0; i < 300; ++i) {
    venue.advance(now += 1s);
    const auto book = venue.depth(btc_usd, 500);
    REQUIRE(book.bids.size() == 500);
    REQUIRE(book.asks.size() == 500);
    REQUIRE(book.bids.front().price < book.asks.front().price);
    for (size_t k = 1; k < 500; ++k) {
      REQUIRE(book.bids[k].price < book.bids[k - 1].price);
      REQUIRE(book.asks[k].price > book.asks[k - 1].price);
      REQUIRE(book.asks[k].quantity.is_positive());
    }
  }
}

TEST_CASE("what a taker took is gone until the market moves") {
  quiet_exchange x;
  x.add(x.anna, input("buy", "market", "0.4")).value();
  CHECK(x.venue.depth(x.btc_usd, 1).asks.front().quantity == qty("0.1"));
  x.add(x.anna, input("buy", "market", "0.1")).value();
  CHECK(x.venue.depth(x.btc_usd, 1).asks.front().price == px("10000.2"));
  x.quote("10000", "10000.1");
  CHECK(x.venue.depth(x.btc_usd, 1).asks.front().quantity == qty("0.5"));
}

TEST_CASE("a market without refills stays thin at the same price") {
  for (const bool refills : {true, false}) {
    exchange venue{{}};
    timestamp now{500'000h};
    auto row = recorded_day(btc_usd).front();
    row.open = row.high = row.low = row.close = row.bid = px("6000");
    row.ask = px("6000.1");
    row.bid_size = row.ask_size = qty("2");
    market_setup setup{btc_usd, {row}, {}, {}, 1};
    setup.refills = refills;
    must(venue.open_market(setup, now));
    const account_id anna{"anna"};
    venue.accounts().add(anna, account_tier::pro).value();
    venue.deposit(anna, "BTC", dec("5"), now).value();
    venue.advance(now += 45s); // the quote as recorded
    const auto before = venue.depth(btc_usd, 1).bids.front();
    const auto part = before.quantity - qty("0.5");
    venue.add_order(anna, input("sell", "market", part.str()), now).value();
    CHECK(venue.depth(btc_usd, 1).bids.front().quantity == qty("0.5"));
    venue.advance(now += 15s); // a step at the same price
    const auto after = venue.depth(btc_usd, 1).bids.front();
    REQUIRE(after.price == before.price);
    CHECK((after.quantity == qty("2")) == refills);
  }
}

TEST_CASE("every pair can be opened and shows a ticker") {
  exchange venue{{}};
  const timestamp now{500'000h};
  for (const auto& pair : venue.reference().pairs()) {
    INFO(pair.symbol.str());
    must(venue.open_market({pair.symbol, {}, {}, {}, 10}, now));
    const auto ticker = venue.ticker(pair.symbol);
    CHECK(ticker.bid.price < ticker.ask.price);
    CHECK(ticker.day.low <= ticker.day.high);
    CHECK(venue.reference().pair(pair.key) == &pair);
    CHECK(venue.reference().pair(pair.altname) == &pair);
    CHECK(venue.reference().pair(pair.wsname) == &pair);
    CHECK(venue.reference().asset(pair.base.str()));
    CHECK(venue.reference().asset(pair.quote.str()));
  }
  venue.advance(now + 60s);
}
