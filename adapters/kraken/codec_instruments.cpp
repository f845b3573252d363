#include "adapters/kraken/codec_market.hpp"

#include <optional>

namespace lockstep::kraken {

namespace {

/// One pair as `AssetPairs` has it; most of it may be missing.
struct pair_fields {
  std::string altname;
  std::string wsname;
  int64_t pair_decimals = -1;
  int64_t lot_decimals = -1;
  int64_t lot_multiplier = 1;
  int64_t cost_decimals = 5;
  std::optional<price> tick;
  std::optional<quantity> order_min;
  std::optional<notional> cost_min;
  std::string status;
};

template <class Amount>
checked read_optional(json value, std::optional<Amount>& out) {
  Amount amount;
  auto done = read(value, amount);
  if (done)
    out = amount;
  return done;
}

checked read_pair_fields(json value, pair_fields& out) {
  return each_field(value, [&](std::string_view key, json field) -> checked {
    if (key == "altname")
      return read(field, out.altname);
    if (key == "wsname")
      return read(field, out.wsname);
    if (key == "pair_decimals")
      return read(field, out.pair_decimals);
    if (key == "lot_decimals")
      return read(field, out.lot_decimals);
    if (key == "lot_multiplier")
      return read(field, out.lot_multiplier);
    if (key == "cost_decimals")
      return read(field, out.cost_decimals);
    if (key == "tick_size")
      return read_optional(field, out.tick);
    if (key == "ordermin")
      return read_optional(field, out.order_min);
    if (key == "costmin")
      return read_optional(field, out.cost_min);
    if (key == "status")
      return read(field, out.status);
    return {};
  });
}

bool is_places(int64_t count) {
  return count >= 0 && count <= decimal::digits;
}

std::optional<instrument> make_instrument(std::string_view key,
                                          const pair_fields& x) {
  const auto symbol = symbol_of(x.wsname);
  const auto status = parse_status(x.status);
  if (symbol.empty() || x.altname.empty() || !status
      || !is_places(x.pair_decimals) || !is_places(x.lot_decimals)
      || !is_places(x.cost_decimals) || x.lot_multiplier < 1)
    return std::nullopt;
  const auto slash = x.wsname.find('/');
  const auto lot = multiply(step_of(static_cast<int>(x.lot_decimals)),
                            decimal{x.lot_multiplier}, rounding::down);
  instrument out;
  out.symbol = symbol;
  out.base = asset_of(std::string_view{x.wsname}.substr(0, slash));
  out.quote = asset_of(std::string_view{x.wsname}.substr(slash + 1));
  out.venue_name = x.altname;
  out.venue_key = key;
  out.lot = quantity{lot};
  out.tick = x.tick.value_or(price{step_of(static_cast<int>(x.pair_decimals))});
  out.quantity_min = x.order_min.value_or(out.lot);
  out.notional_min = x.cost_min.value_or(notional{});
  out.cost_decimals = static_cast<int>(x.cost_decimals);
  out.status = *status;
  if (!out.tick.is_positive() || out.quantity_min.is_negative()
      || out.notional_min.is_negative())
    return std::nullopt;
  return out;
}

} // namespace

checked read_instruments(json value, instrument_table& out) {
  size_t unreadable = 0;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           pair_fields fields;
                           if (!read_pair_fields(field, fields)) {
                             ++unreadable;
                             return {};
                           }
                           if (auto pair = make_instrument(key, fields)) {
                             const auto symbol = pair->symbol;
                             out.insert_or_assign(symbol, *std::move(pair));
                           }
                           return {};
                         });
  if (done && out.empty())
    return fail("no pair can be traded ({} can not be read)", unreadable);
  return done;
}

} // namespace lockstep::kraken
