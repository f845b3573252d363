#include "tools/paper_exchange/kraken/history.hpp"
#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/kraken/text.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>

namespace lockstep::paper::kraken {

namespace {

constexpr size_t trades_queried_max = 20;

// What a triggered order became when its trigger was met.
std::string_view executed_as(order_kind kind) {
  if (!has_trigger(kind))
    return to_string(kind);
  return has_limit(kind) ? "limit" : "market";
}

void write_trade(json_writer& out, const rest_call& call, const trade& one) {
  const auto& pair = *call.core.reference().pair(one.symbol);
  out.begin_object(one.id.str())
    .string("ordertxid", one.order.str())
    // Spot executions all report this one; positions have their own.
    .string("postxid", "TKH2SE-M7IF5-CFI7LT")
    .string("pair", pair.key)
    .string("aclass", "forex")
    .raw_number("time", seconds_text(one.time))
    .string("type", to_string(one.side))
    .string("ordertype", to_string(one.kind))
    .string("tradeordertype", executed_as(one.kind))
    .string("price", wide_price(pair, one.price))
    .string("cost", exact_cost(pair, one.cost))
    .string("fee", exact_cost(pair, one.fee))
    .string("vol", exact_volume(pair, one.quantity))
    .string("margin", "0.00000")
    .string("leverage", "0")
    .string("misc", "")
    .integer("trade_id", one.trade_id)
    .boolean("maker", one.maker);
  if (call.flag("ledgers")) {
    out.begin_array("ledgers");
    for (const auto& id : one.ledgers)
      out.string(id.str());
    out.end_array();
  }
  out.end_object();
}

// Only spot executions exist here: no position has any.
bool asks_for_positions(const rest_call& call) {
  const auto& type = call.text("type");
  return !type.empty() && type != "all" && type != "no position";
}

} // namespace

rest_answer trades_history(const rest_call& call) {
  const auto cut = window_of(call, [&](const std::string& id) {
    const auto one = call.core.find_trade(call.who(), execution_id{id},
                                          call.seen);
    return one ? std::optional{one->time} : std::nullopt;
  });
  if (!cut)
    return tl::unexpected{cut.error()};
  auto all = trades_of(call, call.flag("consolidate_taker", true));
  if (asks_for_positions(call))
    all.clear();
  std::erase_if(all, [&](const trade& one) { return !cut->holds(one.time); });
  const auto [begin, end] = page_of(*cut, all.size());
  json_writer out;
  out.begin_object().begin_object("trades");
  for (auto i = begin; i < end; ++i)
    write_trade(out, call, all[i]);
  out.end_object();
  if (cut->with_count)
    out.integer("count", static_cast<int64_t>(all.size()));
  return out.end_object().str();
}

rest_answer query_trades(const rest_call& call) {
  const auto* asked = call.params.find("txid");
  const auto ids = asked == nullptr ? std::vector<std::string>{}
                                    : list_of(*asked);
  if (ids.empty() || ids.size() > trades_queried_max)
    return fail("EGeneral:Invalid arguments");
  json_writer out;
  out.begin_object();
  for (const auto& id : ids) {
    const auto one = call.core.find_trade(call.who(), execution_id{id},
                                          call.seen);
    if (!one)
      return fail("EOrder:Invalid order");
    write_trade(out, call, *one);
  }
  return out.end_object().str();
}

rest_answer open_positions(const rest_call&) {
  return "{}";
}

} // namespace lockstep::paper::kraken
