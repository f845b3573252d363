#include "tools/paper_exchange/exchange_check.hpp"
#include "tools/paper_exchange/matching.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

/// The price that a trigger watches. The index is the middle of the market's
/// own quote, which orders of accounts do not move.
price watched(const order& o, const pair_desk& desk) {
  const auto bid = desk.prices.bids().best();
  const auto ask = desk.prices.asks().best();
  if (o.reference == trigger_reference::last || !bid || !ask)
    return desk.prices.last();
  const auto sum = bid->price.value() + ask->price.value();
  return price{divide(sum, decimal{2}, rounding::half_up)};
}

/// True if the trigger fires when the price rises to it, not falls.
bool fires_above(const order& o) {
  const bool takes_profit = o.kind == order_kind::take_profit
                            || o.kind == order_kind::take_profit_limit;
  return takes_profit == (o.side == side::sell);
}

bool is_met(const order& o, price now) {
  return fires_above(o) ? now >= *o.trigger : now <= *o.trigger;
}

/// Moves the trigger of a trailing stop behind the best price seen.
void trail(core& state, order& o, price now) {
  const bool sells = o.side == side::sell;
  if (o.peak && (sells ? now <= *o.peak : now >= *o.peak))
    return;
  o.peak = now;
  auto offset = *o.price_given;
  offset.sign = sells ? '-' : '+';
  o.trigger = resolve(offset, now, offset.sign, state.pair_of(o).tick);
}

void fire(core& state, order& o) {
  o.triggered = state.now;
  const auto tick = state.pair_of(o).tick;
  if (o.kind == order_kind::trailing_stop_limit)
    o.limit = std::max(tick, resolve(*o.price2_given, *o.trigger,
                                     o.side == side::buy ? '+' : '-', tick));
  state.tell(order_event_kind::triggered, o);
  enter(state, o);
}

} // namespace

void await_trigger(core& state, order& o) {
  auto& desk = state.desk_of(o);
  const auto now = watched(o, desk);
  if (is_trailing(o.kind))
    trail(state, o, now);
  o.status = order_status::open;
  o.amendments.push_back({state.ids.next('T', o.owner), "original", state.now,
                          o.volume, o.remaining(), o.limit, o.trigger,
                          std::nullopt, o.post_only});
  state.tell(order_event_kind::accepted, o);
  if (is_met(o, now)) {
    finish(state, o, order_status::canceled, "Order would trigger immediately");
    return;
  }
  desk.waiting.push_back(&o);
}

bool fire_triggers(core& state, pair_desk& desk) {
  std::vector<order*> met;
  for (auto* o : desk.waiting) {
    const auto now = watched(*o, desk);
    if (is_trailing(o->kind))
      trail(state, *o, now);
    if (is_met(*o, now))
      met.push_back(o);
  }
  for (auto* o : met) {
    // An order that fired before may have ended this one.
    if (std::erase(desk.waiting, o) > 0)
      fire(state, *o);
  }
  return !met.empty();
}

} // namespace lockstep::paper
