#include "adapters/kraken/requests.hpp"

#include <utility>

namespace lockstep::kraken {

namespace {

/// As precise as histories have times.
std::string seconds(timestamp t) {
  return to_unix_seconds(t, 4);
}

template <class Id>
std::string comma_list(std::span<const Id> ids) {
  std::string out;
  for (const auto& id : ids)
    out += (out.empty() ? "" : ",") + id.str();
  return out;
}

void add_window(private_request& request, timestamp since, int64_t offset) {
  if (since > timestamp{})
    request.fields.emplace_back("start", seconds(since));
  if (offset > 0)
    request.fields.emplace_back("ofs", std::to_string(offset));
}

/// Prices and the lifetime, by type. Stops rest until they are triggered, and
/// market orders know no lifetime.
void add_terms(private_request& request, const order_request& order) {
  auto& fields = request.fields;
  if (order.type == order_type::limit && order.limit) {
    fields.emplace_back("price", order.limit->str());
    if (order.lifetime == time_in_force::immediate_or_cancel)
      fields.emplace_back("timeinforce", "IOC");
  }
  if (order.type == order_type::stop_loss && order.trigger)
    fields.emplace_back("price", order.trigger->str());
}

} // namespace

private_request query(std::string name) {
  private_request request;
  request.name = std::move(name);
  return request;
}

private_request add_order(const order_request& order, const symbols& names) {
  auto request = query("AddOrder");
  auto& fields = request.fields;
  fields.emplace_back("pair", names.venue_name(order.symbol));
  fields.emplace_back("type", to_string(order.side));
  fields.emplace_back("ordertype", to_string(order.type));
  fields.emplace_back("volume", order.quantity.str());
  add_terms(request, order);
  fields.emplace_back("oflags", "fciq");
  fields.emplace_back("cl_ord_id", order.key.str());
  if (order.deadline)
    fields.emplace_back("deadline", to_rfc3339(*order.deadline));
  if (order.validate_only)
    fields.emplace_back("validate", "true");
  request.priority = order.side == side::sell ? priority::exit
                                              : priority::entry;
  request.write = !order.validate_only;
  request.symbol = order.symbol;
  return request;
}

private_request cancel_order(const order_key& key, const symbol_id& symbol) {
  auto request = query("CancelOrder");
  request.fields.emplace_back("cl_ord_id", key.str());
  request.priority = priority::cancel;
  request.write = true;
  request.symbol = symbol;
  return request;
}

private_request query_open_orders(const std::optional<order_key>& key) {
  auto request = query("OpenOrders");
  request.fields.emplace_back("trades", "true");
  if (key)
    request.fields.emplace_back("cl_ord_id", key->str());
  return request;
}

private_request query_closed_orders(const std::optional<order_key>& key,
                                    timestamp since, int64_t offset) {
  auto request = query("ClosedOrders");
  request.fields.emplace_back("trades", "true");
  request.fields.emplace_back("consolidate_taker", "false");
  if (key)
    request.fields.emplace_back("cl_ord_id", key->str());
  add_window(request, since, offset);
  return request;
}

private_request query_orders(std::span<const order_id> ids) {
  auto request = query("QueryOrders");
  request.fields.emplace_back("txid", comma_list(ids));
  request.fields.emplace_back("trades", "true");
  request.fields.emplace_back("consolidate_taker", "false");
  return request;
}

private_request query_trades(std::span<const execution_id> ids) {
  auto request = query("QueryTrades");
  request.fields.emplace_back("txid", comma_list(ids));
  return request;
}

private_request query_trades_history(timestamp since, int64_t offset) {
  auto request = query("TradesHistory");
  request.fields.emplace_back("consolidate_taker", "false");
  add_window(request, since, offset);
  return request;
}

private_request query_ledgers(timestamp since, int64_t offset) {
  auto request = query("Ledgers");
  add_window(request, since, offset);
  return request;
}

private_request query_fees(std::span<const symbol_id> wanted,
                           const symbols& names) {
  auto request = query("TradeVolume");
  std::string pairs;
  for (const auto& symbol : wanted)
    pairs += (pairs.empty() ? "" : ",") + names.venue_name(symbol);
  request.fields.emplace_back("pair", std::move(pairs));
  return request;
}

} // namespace lockstep::kraken
