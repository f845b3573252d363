#include "adapters/kraken/codec_orders.hpp"
#include "adapters/kraken/codec_stream.hpp"
#include "adapters/kraken/symbols.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace lockstep::kraken {

/// One entry as it came; most of it may be missing.
struct order_memory::step {
  std::string kind;   ///< `exec_type`
  std::string status; ///< `order_status`
  order_id id;
  order_key key;
  symbol_id symbol;
  std::optional<lockstep::side> side;
  std::optional<order_type> type;
  std::optional<quantity> size;
  std::optional<quantity> executed;
  std::optional<notional> cost_so_far;
  std::optional<bool> margin;
  std::string words;
  timestamp time{};
  // Of a fill.
  execution_id fill_id;
  std::optional<quantity> fill_size;
  std::optional<price> fill_price;
  std::optional<notional> fill_cost;
  std::vector<fee> fees;
};

namespace {

/// Steps in the life of an order that are no fill.
bool is_lifecycle(std::string_view kind) {
  constexpr std::array<std::string_view, 9> all{
    "pending_new", "new",     "filled",   "iceberg_refill", "canceled",
    "expired",     "amended", "restated", "status"};
  return std::ranges::find(all, kind) != all.end();
}

/// The state that `order_status` names, or `exec_type` where it is missing.
result<order_state> state_of(std::string_view status, bool any_executed) {
  if (status == "pending_new" || status == "new" || status == "triggered")
    return any_executed ? order_state::partially_filled
                        : order_state::acknowledged;
  if (status == "partially_filled")
    return order_state::partially_filled;
  if (status == "filled")
    return order_state::filled;
  if (status == "canceled")
    return order_state::canceled;
  if (status == "expired")
    return order_state::expired;
  return fail("order_status '{}' is not known", status.substr(0, 60));
}

checked read_fee(json value, fee& out) {
  std::string asset;
  int seen = 0;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "asset")
                             return ++seen, read(field, asset);
                           if (key == "qty")
                             return ++seen, read(field, out.amount);
                           return {};
                         });
  out.asset = asset_of(asset);
  return done ? required(seen == 2, "asset or qty") : done;
}

} // namespace

checked order_memory::read_fill(std::string_view key, json field, step& out) {
  if (key == "exec_id")
    return kraken::read(field, out.fill_id);
  if (key == "last_qty")
    return kraken::read(field, out.fill_size.emplace());
  if (key == "last_price")
    return kraken::read(field, out.fill_price.emplace());
  if (key == "cost")
    return kraken::read(field, out.fill_cost.emplace());
  if (key == "fees")
    return each_element(field, [&](json one) {
      return read_fee(one, out.fees.emplace_back());
    });
  return {};
}

checked order_memory::read_step(json value, step& out) {
  return each_field(value, [&](std::string_view key, json field) -> checked {
    if (key == "exec_type")
      return kraken::read(field, out.kind);
    if (key == "order_status")
      return kraken::read(field, out.status);
    if (key == "order_id")
      return kraken::read(field, out.id);
    if (key == "cl_ord_id")
      return kraken::read(field, out.key);
    if (key == "symbol")
      return kraken::read(field, out.symbol);
    if (key == "side")
      return read_side(field, out.side.emplace());
    if (key == "order_type")
      return read_order_type(field, out.type.emplace());
    if (key == "order_qty")
      return kraken::read(field, out.size.emplace());
    if (key == "cum_qty")
      return kraken::read(field, out.executed.emplace());
    if (key == "cum_cost")
      return kraken::read(field, out.cost_so_far.emplace());
    if (key == "margin")
      return kraken::read(field, out.margin.emplace());
    if (key == "reason")
      return kraken::read(field, out.words);
    if (key == "timestamp")
      return read_rfc3339(field, out.time);
    return read_fill(key, field, out);
  });
}

void order_memory::merge(const step& s, known& order) {
  auto& report = order.report;
  report.id = s.id;
  if (!s.key.empty())
    report.key = s.key;
  if (!s.symbol.empty())
    report.symbol = s.symbol;
  if (s.side) {
    report.side = *s.side;
    order.has_side = true;
  }
  report.type = s.type.value_or(report.type);
  report.quantity = s.size.value_or(report.quantity);
  // A fill that arrives late does not undo what the order said since.
  report.executed = std::max(report.executed, s.executed.value_or(quantity{}));
  report.cost = std::max(report.cost, s.cost_so_far.value_or(notional{}));
  order.margin = s.margin.value_or(order.margin);
  if (!s.words.empty())
    report.words = s.words;
  if (report.opened == timestamp{} && s.kind != "trade")
    report.opened = s.time;
}

checked order_memory::take_fill(step& s, std::vector<stream_event>& out) {
  auto at = orders_.find(s.id);
  known order = at == orders_.end() ? known{} : at->second;
  merge(s, order);
  if (at != orders_.end())
    at->second = order;
  if (s.fill_id.empty() || !s.fill_size || !s.fill_price || !s.fill_cost)
    return fail("a trade without exec_id, last_qty, last_price or cost");
  if (order.report.symbol.empty() || !order.has_side || s.time == timestamp{})
    return fail("a trade without symbol, side or timestamp");
  execution fill;
  fill.id = std::move(s.fill_id);
  fill.order = s.id;
  fill.key = order.report.key;
  fill.symbol = order.report.symbol;
  fill.side = order.report.side;
  fill.type = order.report.type;
  fill.quantity = *s.fill_size;
  fill.price = *s.fill_price;
  fill.cost = *s.fill_cost;
  fill.fees = std::move(s.fees);
  fill.time = s.time;
  fill.margin = order.margin;
  out.emplace_back(stream_execution{std::move(fill)});
  return {};
}

checked order_memory::take_report(step& s, std::vector<stream_event>& out) {
  if (!is_lifecycle(s.kind))
    return fail("exec_type '{}' is not known", s.kind.substr(0, 60));
  auto& order = orders_[s.id];
  merge(s, order);
  const bool any = order.report.executed.is_positive();
  const bool by_kind = s.status.empty() && s.kind != "status"
                       && s.kind != "amended" && s.kind != "restated"
                       && s.kind != "iceberg_refill";
  const auto& status = by_kind ? s.kind : s.status;
  auto state = state_of(status.empty() ? "new" : status, any);
  if (!state)
    return tl::unexpected{std::move(state).error()};
  order.report.state = *state;
  out.emplace_back(stream_order{order.report});
  if (is_closed(*state))
    orders_.erase(s.id);
  return {};
}

checked order_memory::read(json value, std::vector<stream_event>& out) {
  step s;
  if (auto done = read_step(value, s); !done)
    return done;
  if (s.id.empty())
    return required(false, "order_id");
  return s.kind == "trade" ? take_fill(s, out) : take_report(s, out);
}

} // namespace lockstep::kraken
