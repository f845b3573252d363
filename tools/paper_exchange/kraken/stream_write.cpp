#include "tools/paper_exchange/kraken/stream_write.hpp"

#include "tools/paper_exchange/kraken/text.hpp"

#include <algorithm>
#include <chrono>

namespace lockstep::paper::kraken {

namespace {

// Volumes and prices keep the digits of their pair, zeros included.
void put(json_writer& out, const char* name, const pair_info& pair, price p) {
  out.raw_number(name, exact_price(pair, p));
}

void put(json_writer& out, const char* name, const pair_info& pair,
         quantity q) {
  out.raw_number(name, exact_volume(pair, q));
}

void write_head(json_writer& out, const reply_head& head) {
  if (!head.method.empty())
    out.string("method", head.method);
  const auto* id = head.request == nullptr ? nullptr
                                           : head.request->find("req_id");
  if (id != nullptr && id->is(json::kind::number))
    out.raw_number("req_id", id->text());
}

void write_tail(json_writer& out, const reply_head& head, bool success) {
  out.boolean("success", success)
    .string("time_in", to_rfc3339(head.in))
    .string("time_out", to_rfc3339(head.out));
}

// An asset's status without the underscores of REST.
std::string joined_words(std::string_view text) {
  std::string words{text};
  std::erase(words, '_');
  return words;
}

} // namespace

void write_balance(json_writer& out, const asset_id& asset,
                   const holding& held) {
  out.begin_object()
    .string("asset", asset.str())
    .string("asset_class", "currency")
    .number("balance", held.total)
    .begin_array("wallets")
    .begin_object()
    .string("type", "spot")
    .string("id", "main")
    .number("balance", held.total)
    .end_object()
    .end_array()
    .end_object();
}

void write_movement(json_writer& out, const ledger_entry& entry) {
  const auto* kind = entry.kind == ledger_kind::trade        ? "trade"
                     : entry.kind == ledger_kind::deposit    ? "deposit"
                     : entry.kind == ledger_kind::withdrawal ? "withdrawal"
                     : entry.kind == ledger_kind::conversion ? "conversion"
                     : entry.kind == ledger_kind::transfer   ? "transfer"
                     : entry.kind == ledger_kind::reward     ? "reward"
                                                             : "adjustment";
  out.begin_object()
    .string("ledger_id", entry.id.str())
    .string("ref_id", entry.reference)
    .string("timestamp", to_rfc3339(entry.time))
    .string("type", kind)
    .string("asset", entry.asset.str())
    .string("asset_class", "currency")
    .string("category", kind)
    .string("wallet_type", "spot")
    .string("wallet_id", "main")
    .number("amount", entry.amount)
    .number("fee", entry.fee)
    .number("balance", entry.balance_after)
    .end_object();
}

void write_ticker_data(json_writer& out, const pair_info& pair,
                       const ticker_view& view, timestamp now) {
  const auto change = view.last - view.day.open;
  const auto share = view.day.open.is_zero()
                       ? decimal{}
                       : multiply_divide(change.value(), decimal{100},
                                         view.day.open.value(),
                                         rounding::half_up);
  out.begin_object().string("symbol", pair.symbol.str());
  put(out, "bid", pair, view.bid.price);
  put(out, "bid_qty", pair, view.bid.quantity);
  put(out, "ask", pair, view.ask.price);
  put(out, "ask_qty", pair, view.ask.quantity);
  put(out, "last", pair, view.last);
  put(out, "volume", pair, view.day.volume);
  put(out, "vwap", pair, view.day.vwap);
  put(out, "low", pair, view.day.low);
  put(out, "high", pair, view.day.high);
  put(out, "change", pair, change);
  out.raw_number("change_pct", share.str(2, rounding::half_up))
    .string("timestamp", to_rfc3339(now))
    .end_object();
}

void write_bar_data(json_writer& out, const pair_info& pair, const bar& one,
                    int interval) {
  // Intervals begin with nanoseconds in Kraken's stream, and end without.
  auto begin = to_rfc3339(one.begin);
  begin.insert(begin.size() - 1, "000");
  out.begin_object().string("symbol", pair.symbol.str());
  put(out, "open", pair, one.open);
  put(out, "high", pair, one.high);
  put(out, "low", pair, one.low);
  put(out, "close", pair, one.close);
  out.integer("trades", one.count);
  put(out, "volume", pair, one.volume);
  put(out, "vwap", pair, one.vwap());
  out.string("interval_begin", begin)
    .integer("interval", interval)
    .string("timestamp", to_rfc3339(one.begin + std::chrono::minutes{interval}))
    .end_object();
}

void write_trade_data(json_writer& out, const pair_info& pair,
                      const public_trade& one) {
  out.begin_object()
    .string("symbol", pair.symbol.str())
    .string("side", to_string(one.side));
  put(out, "price", pair, one.price);
  put(out, "qty", pair, one.quantity);
  out.string("ord_type", one.market_order ? "market" : "limit")
    .integer("trade_id", one.trade_id)
    .string("timestamp", to_rfc3339(one.time))
    .end_object();
}

void write_level(json_writer& out, const pair_info& pair, const level& one) {
  out.begin_object();
  put(out, "price", pair, one.price);
  put(out, "qty", pair, one.quantity);
  out.end_object();
}

void write_asset_data(json_writer& out, const asset_info& asset) {
  const auto status = asset.status == asset_status::deposit_only ? "depositonly"
                      : asset.status == asset_status::withdrawal_only
                        ? "withdrawalonly"
                        : joined_words(to_string(asset.status));
  out.begin_object()
    .string("id", asset.id.str())
    .string("status", status)
    .integer("precision", asset.decimals)
    .integer("precision_display", asset.display_decimals)
    .boolean("borrowable", false)
    .number("collateral_value", decimal{1})
    .number("margin_rate", decimal{})
    .number("multiplier", decimal{1})
    .string("class", "currency")
    .end_object();
}

void write_pair_data(json_writer& out, const pair_info& pair) {
  out.begin_object()
    .string("symbol", pair.symbol.str())
    .string("base", pair.base.str())
    .string("quote", pair.quote.str())
    .string("status", to_string(pair.status))
    .integer("qty_precision", pair.lot_decimals)
    .raw_number("qty_increment", pair.lot().str())
    .number("qty_min", pair.volume_min.value())
    .integer("price_precision", pair.price_decimals)
    .number("price_increment", pair.tick.value())
    .number("tick_size", pair.tick.value()) // the older name of the same
    .integer("cost_precision", pair.cost_decimals)
    .raw_number("cost_min", pair.cost_min.str())
    .boolean("marginable", !pair.leverages.empty())
    .boolean("has_index", true);
  if (!pair.leverages.empty())
    out.integer("position_limit_long", 250)
      .integer("position_limit_short", 200)
      .number("margin_initial",
              divide(decimal{1},
                     decimal{*std::max_element(pair.leverages.begin(),
                                               pair.leverages.end())},
                     rounding::half_up));
  out.end_object();
}

void write_warnings(json_writer& out,
                    std::initializer_list<std::string_view> warnings) {
  out.begin_array("warnings");
  for (const auto warning : warnings)
    out.string(warning);
  out.end_array();
}

std::string status_message(trading_status status, uint64_t connection) {
  return json_writer{}
    .begin_object()
    .string("channel", "status")
    .string("type", "update")
    .begin_array("data")
    .begin_object()
    .string("version", "2.0.10")
    .string("system", to_string(status))
    .string("api_version", "v2")
    .key("connection_id")
    .unsigned_integer(connection)
    .begin_array("upcoming_maintenance")
    .end_array()
    .begin_array("emergency")
    .end_array()
    .end_object()
    .end_array()
    .end_object()
    .str();
}

std::string reply_message(const reply_head& head, std::string_view result) {
  json_writer out;
  out.begin_object();
  write_head(out, head);
  if (!result.empty())
    out.raw("result", result);
  write_tail(out, head, true);
  return out.end_object().str();
}

std::string error_message(const reply_head& head, std::string_view error,
                          std::string_view symbol, std::string_view channel) {
  json_writer out;
  out.begin_object();
  if (!channel.empty())
    out.string("channel", channel);
  write_head(out, head);
  out.string("error", error);
  if (!symbol.empty())
    out.string("symbol", symbol);
  write_tail(out, head, false);
  return out.end_object().str();
}

} // namespace lockstep::paper::kraken
