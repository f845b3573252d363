// Reading what Kraken says: Lockstep's codec, down to exact numbers and times,
// beside simdjson alone, which walks the same bytes and finds the same fields
// but leaves them text.

#include "adapters/kraken/stream.hpp"
#include "adapters/kraken/venue.hpp"
#include "test/bench/bare_json.hpp"
#include "test/bench/figures.hpp"
#include "test/bench/messages.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <functional>
#include <stdexcept>

namespace lockstep::bench {

namespace {

constexpr int batch = 500;

/// A history of fifty trades, a full page.
std::string history_page() {
  std::string trades;
  for (int i = 0; i < 50; ++i)
    trades += fmt::format(
      R"({}"TAAAAA-BBBBB-{:06}":{{"ordertxid":"OAAAAA-BBBBB-CCCCC1",)"
      R"("postxid":"TKH2SE-M7IF5-CFI7LT","pair":"XXBTZUSD",)"
      R"("aclass":"forex","time":1777975199.8802,"type":"buy",)"
      R"("ordertype":"limit","price":"67000.00000","cost":"33.50000",)"
      R"("fee":"0.13400","vol":"0.00050000","margin":"0.00000",)"
      R"("leverage":"0","misc":"","trade_id":{},"maker":false,)"
      R"("ledgers":["L4UESK-KG3EQ-UFO4T5"]}})",
      i == 0 ? "" : ",", i, 40'274'859 + i);
  return fmt::format(
    R"({{"error":[],"result":{{"count":2346,"trades":{{{}}}}}}})", trades);
}

void compare(benchmark::State& state, std::string_view name,
             const std::string& text, const std::function<bool()>& read) {
  if (!read())
    throw std::logic_error{fmt::format("{} can not be read", name)};
  const simdjson::padded_string padded{text};
  simdjson::ondemand::parser parser;
  const auto repeat = [](const auto& work) {
    return measure([&] {
      for (int i = 0; i < batch; ++i)
        work();
    });
  };
  beside(
    state, {fmt::format("codec: {}, {} bytes", name, text.size()), batch, "/s"},
    [&] { return repeat([&] { benchmark::DoNotOptimize(read()); }); },
    [&] {
      return repeat([&] { benchmark::DoNotOptimize(touch(parser, padded)); });
    });
}

venue_ptr kraken_with_pairs() {
  const auto bare = kraken::make_venue();
  auto table = bare->instruments().read(answered(message("rest_asset_pairs")));
  return bare->with(std::make_shared<const instrument_table>(table.value()));
}

void codec_execution(benchmark::State& state) {
  auto text = message("ws_executions_trade");
  // One connection whose frames repeat: the reader takes the gap as news.
  const auto reader = kraken::make_stream_reader();
  compare(state, "executions frame", text,
          [&] { return reader->read(text).has_value(); });
}

template <class Call>
void codec_answer(benchmark::State& state, std::string_view name,
                  const std::string& text, const Call& call) {
  const auto response = answered(text);
  compare(state, name, text, [&] { return call.read(response).has_value(); });
}

void codec_balance(benchmark::State& state) {
  codec_answer(state, "BalanceEx", message("rest_balance_ex"),
               kraken_with_pairs()->balance());
}

void codec_placed(benchmark::State& state) {
  order_request order;
  order.key = order_key{"6d1b345e-2821-40e2-ad83-4ecb18a06876"};
  order.symbol = symbol_id{"BTC/USD"};
  order.quantity = quantity{*decimal::parse("0.0005")};
  order.limit = price{*decimal::parse("67335.1")};
  codec_answer(state, "AddOrder", message("rest_add_order"),
               kraken_with_pairs()->place(order));
}

void codec_history(benchmark::State& state) {
  codec_answer(state, "TradesHistory", history_page(),
               kraken_with_pairs()->executions_since({}, 0));
}

BENCHMARK(codec_execution)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(codec_balance)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(codec_placed)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(codec_history)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace lockstep::bench
