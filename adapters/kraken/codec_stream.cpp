#include "adapters/kraken/codec_stream.hpp"

#include "adapters/kraken/codec_history.hpp"
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

namespace {

struct movement_fields {
  ledger_entry entry;
  std::string asset;
  std::string type;
  std::string subtype;
  std::string wallet_type = "spot";
  std::string wallet_id = "main";
  int seen = 0;
};

/// What there is no movement without: ledger_id, timestamp, type, asset, amount
/// and balance.
constexpr int movement_essentials = 6;

checked read_movement_essentials(std::string_view key, json field,
                                 movement_fields& out) {
  ++out.seen;
  if (key == "ledger_id")
    return read(field, out.entry.id);
  if (key == "timestamp")
    return read_rfc3339(field, out.entry.time);
  if (key == "type")
    return read(field, out.type);
  if (key == "asset")
    return read(field, out.asset);
  if (key == "amount")
    return read(field, out.entry.amount);
  if (key == "balance")
    return read(field, out.entry.balance_after);
  --out.seen;
  return {};
}

} // namespace

checked read_stream_movement(json value, std::vector<stream_event>& out) {
  movement_fields one;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "ref_id")
                             return read(field, one.entry.reference);
                           if (key == "subtype")
                             return read(field, one.subtype);
                           if (key == "fee")
                             return read(field, one.entry.fee);
                           if (key == "wallet_type")
                             return read(field, one.wallet_type);
                           if (key == "wallet_id")
                             return read(field, one.wallet_id);
                           return read_movement_essentials(key, field, one);
                         });
  if (done)
    done = required(one.seen == movement_essentials,
                    "ledger_id, timestamp, type, asset, amount or balance");
  if (!done || one.wallet_type != "spot" || one.wallet_id != "main")
    return done;
  one.entry.asset = asset_of(one.asset);
  one.entry.kind = ledger_kind_of(one.type, one.subtype);
  out.emplace_back(stream_movement{std::move(one.entry)});
  return done;
}

} // namespace lockstep::kraken
