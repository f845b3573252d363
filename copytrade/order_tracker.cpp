#include "copytrade/order_tracker.hpp"

#include <algorithm>

namespace lockstep::copytrade {

namespace {

/// The event that a state reported by the venue stands for.
order_event event_of(order_state state) {
  switch (state) {
    case order_state::partially_filled:
      return order_event::fill_part;
    case order_state::filled:
      return order_event::fill_whole;
    case order_state::canceled:
      return order_event::cancel;
    case order_state::expired:
      return order_event::expire;
    case order_state::rejected:
      return order_event::reject;
    default:
      return order_event::acknowledge;
  }
}

bool step(tracked_order& order, order_event event) {
  const auto to = next(order.state, event);
  if (!to || *to == order.state)
    return false;
  order.state = *to;
  return true;
}

} // namespace

void order_tracker::add(const order_request& request, order_state state) {
  auto& order = orders_[request.key];
  if (!order.request.key.empty())
    return;
  order.request = request;
  order.state = state;
}

const tracked_order* order_tracker::find(const order_key& key) const {
  const auto at = orders_.find(key);
  return at == orders_.end() ? nullptr : &at->second;
}

tracked_order* order_tracker::locate(const order_key& key, const order_id& id) {
  auto at = orders_.find(key);
  if (at == orders_.end())
    if (const auto named = keys_.find(id); named != keys_.end())
      at = orders_.find(named->second);
  return at == orders_.end() ? nullptr : &at->second;
}

bool order_tracker::owns(const order_key& key, const order_id& id) const {
  return orders_.contains(key) || (!id.empty() && keys_.contains(id));
}

bool order_tracker::on(const order_key& key, order_event event, reason why,
                       const std::string& words) {
  auto* order = locate(key, {});
  if (order == nullptr || !next(order->state, event))
    return false;
  order->state = *next(order->state, event);
  if (why != reason::none)
    order->why = why;
  if (!words.empty())
    order->words = words;
  return true;
}

bool order_tracker::acknowledge(const order_key& key, const order_id& id) {
  auto* order = locate(key, {});
  if (order == nullptr)
    return false;
  if (!id.empty()) {
    order->id = id;
    keys_[id] = key;
  }
  return step(*order, order_event::acknowledge);
}

const tracked_order* order_tracker::apply(const execution& fill) {
  auto* order = locate(fill.key, fill.order);
  if (order == nullptr)
    return nullptr;
  const bool known = std::ranges::any_of(order->executions, [&](const auto& x) {
    return x.id == fill.id;
  });
  if (known)
    return nullptr;
  if (!fill.order.empty()) {
    order->id = fill.order;
    keys_[fill.order] = order->request.key;
  }
  // Venues' trade histories name only their own order, books go by our key.
  auto& kept = order->executions.emplace_back(fill);
  kept.key = order->request.key;
  order->executed += fill.quantity;
  step(*order, order->executed >= order->request.quantity
                 ? order_event::fill_whole
                 : order_event::fill_part);
  return order;
}

const tracked_order* order_tracker::apply(const order_report& report) {
  auto* order = locate(report.key, report.id);
  if (order == nullptr)
    return nullptr;
  bool changed = false;
  // Decided again, with less, after it was sent: all of it may execute.
  if (report.quantity > order->request.quantity) {
    order->request.quantity = report.quantity;
    order->larger = changed = true;
  }
  if (!report.id.empty() && order->id.empty()) {
    order->id = report.id;
    keys_[report.id] = order->request.key;
    changed = true;
  }
  if (report.executed > order->reported) {
    order->reported = report.executed;
    changed = true;
  }
  if (!report.words.empty() && order->words.empty())
    order->words = report.words;
  changed |= step(*order, event_of(report.state));
  return changed ? order : nullptr;
}

std::vector<const tracked_order*> order_tracker::all() const {
  std::vector<const tracked_order*> found;
  for (const auto& [key, order] : orders_)
    found.push_back(&order);
  return found;
}

} // namespace lockstep::copytrade
