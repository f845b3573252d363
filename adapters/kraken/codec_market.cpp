#include "adapters/kraken/codec_market.hpp"

#include <array>
#include <utility>

namespace lockstep::kraken {

namespace {

/// Prices come as arrays of which the first element is the price.
checked read_first(json array, price& out) {
  bool first = true;
  auto done = each_element(array, [&](json element) -> checked {
    if (!std::exchange(first, false))
      return {};
    return read(element, out);
  });
  return done && first ? checked{fail("an empty array")} : done;
}

checked read_ticker(json value, ticker& out) {
  int seen = 0;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "a")
                             return ++seen, read_first(field, out.ask);
                           if (key == "b")
                             return ++seen, read_first(field, out.bid);
                           if (key == "c")
                             return ++seen, read_first(field, out.last);
                           return {};
                         });
  return done ? required(seen == 3, "a, b or c") : done;
}

/// `[time, open, high, low, close, vwap, volume, count]`
checked read_candle(json row, candle& out) {
  size_t column = 0;
  auto done = each_element(row, [&](json cell) -> checked {
    switch (column++) {
      case 0:
        return read_unix(cell, out.begin);
      case 1:
        return read(cell, out.open);
      case 2:
        return read(cell, out.high);
      case 3:
        return read(cell, out.low);
      case 4:
        return read(cell, out.close);
      case 6:
        return read(cell, out.volume);
      default:
        return {};
    }
  });
  return done ? required(column >= 7, "volume") : done;
}

checked read_status(json value, trading_status& out) {
  auto text = scalar_text(value);
  if (!text)
    return tl::unexpected{std::move(text).error()};
  auto status = parse_status(*text);
  if (!status)
    return tl::unexpected{std::move(status).error()};
  out = *status;
  return {};
}

} // namespace

result<trading_status> parse_status(std::string_view text) {
  using enum trading_status;
  constexpr std::array<std::pair<std::string_view, trading_status>, 8> all{{
    {"online", online},
    {"post_only", post_only},
    {"limit_only", limit_only},
    {"cancel_only", cancel_only},
    {"reduce_only", reduce_only},
    {"maintenance", maintenance},
    {"work_in_progress", maintenance},
    {"delisted", delisted},
  }};
  for (const auto& [name, status] : all)
    if (name == text)
      return status;
  return fail("'{}' is not a status that is known", text.substr(0, 60));
}

checked read_system_status(json value, trading_status& out) {
  bool seen = false;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key != "status")
                             return {};
                           seen = true;
                           return read_status(field, out);
                         });
  return done ? required(seen, "status") : done;
}

checked read_server_time(json value, timestamp& out) {
  bool seen = false;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key != "unixtime")
                             return {};
                           seen = true;
                           return read_unix(field, out);
                         });
  return done ? required(seen, "unixtime") : done;
}

checked read_tickers(json value, const symbols& names,
                     std::vector<ticker>& out) {
  return each_field(value, [&](std::string_view key, json field) {
    auto& one = out.emplace_back();
    one.symbol = names.of(key);
    return read_ticker(field, one);
  });
}

checked read_candles(json value, std::vector<candle>& out) {
  bool seen = false;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "last" || std::exchange(seen, true))
                             return {};
                           return each_element(field, [&](json row) {
                             return read_candle(row, out.emplace_back());
                           });
                         });
  return done ? required(seen, "the pair") : done;
}

} // namespace lockstep::kraken
