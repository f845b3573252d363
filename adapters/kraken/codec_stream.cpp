#include "adapters/kraken/codec_stream.hpp"

#include "adapters/kraken/codec_market.hpp"

namespace lockstep::kraken {

checked read_stream_ticker(json value, std::vector<stream_event>& out) {
  ticker one;
  int seen = 0;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "symbol")
                             return ++seen, read(field, one.symbol);
                           if (key == "bid")
                             return ++seen, read(field, one.bid);
                           if (key == "ask")
                             return ++seen, read(field, one.ask);
                           if (key == "last")
                             return ++seen, read(field, one.last);
                           if (key == "timestamp")
                             return read_rfc3339(field, one.time);
                           return {};
                         });
  if (done)
    done = required(seen == 4, "symbol, bid, ask or last");
  if (done)
    out.emplace_back(std::move(one));
  return done;
}

checked read_stream_candle(json value, std::vector<stream_event>& out) {
  stream_candle one;
  int seen = 0;
  auto done
    = each_field(value, [&](std::string_view key, json field) -> checked {
        if (key == "symbol")
          return ++seen, read(field, one.symbol);
        if (key == "interval_begin")
          return ++seen, read_rfc3339(field, one.candle.begin);
        if (key == "open")
          return ++seen, read(field, one.candle.open);
        if (key == "high")
          return ++seen, read(field, one.candle.high);
        if (key == "low")
          return ++seen, read(field, one.candle.low);
        if (key == "close")
          return ++seen, read(field, one.candle.close);
        if (key == "volume")
          return ++seen, read(field, one.candle.volume);
        return {};
      });
  if (done)
    done = required(seen == 7, "symbol, interval_begin, a price or volume");
  if (done)
    out.emplace_back(std::move(one));
  return done;
}

checked read_stream_status(json value, std::vector<stream_event>& out) {
  std::string text;
  auto done
    = each_field(value, [&](std::string_view key, json field) -> checked {
        return key == "system" ? read(field, text) : checked{};
      });
  if (!done)
    return done;
  auto status = parse_status(text);
  if (!status)
    return tl::unexpected{std::move(status).error()};
  out.emplace_back(stream_status{*status});
  return {};
}

} // namespace lockstep::kraken
