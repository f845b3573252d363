#include "copytrade/signals.hpp"

#include <algorithm>

namespace lockstep::copytrade {

void signal_assembler::restore_fills(progress& order, const signal& journaled,
                                     std::span<const execution> fills) {
  auto& position = positions_[order.base];
  auto missing = journaled.id.cumulative - order.dispatched;
  const auto put = [&](const execution& fill) {
    order.fills.emplace(timeline::place{fill.time, fill.id}, fill);
    position.known.add(fill, order.base);
    position.dispatched.add(fill, order.base);
  };
  std::set<execution_id> left{journaled.executions.begin(),
                              journaled.executions.end()};
  for (const auto& fill : fills) {
    if (left.erase(fill.id) == 0)
      continue;
    missing -= fill.quantity;
    put(fill);
  }
  seen_.insert(journaled.executions.begin(), journaled.executions.end());
  if (left.empty() || !missing.is_positive())
    return;
  // The journal has the signal but not all of its executions: one stands for
  // those that are missing.
  execution rest;
  rest.id = *left.begin();
  rest.order = order.id;
  rest.symbol = order.symbol;
  rest.side = order.side;
  rest.type = journaled.type;
  rest.quantity = missing;
  rest.price = journaled.price;
  rest.time = journaled.executed;
  put(rest);
}

void signal_assembler::restore(const signal& journaled,
                               std::span<const execution> fills,
                               bool answered) {
  auto& order = order_of(journaled.id.order);
  order.symbol = journaled.symbol;
  order.base = journaled.base;
  order.quote = journaled.quote;
  order.side = journaled.direction == direction::entry ? side::buy : side::sell;
  restore_fills(order, journaled, fills);
  order.executed += journaled.id.cumulative - order.dispatched;
  order.dispatched = journaled.id.cumulative;
  order.batches = std::max(order.batches, journaled.batch + 1);
  if (order.side == side::buy) {
    if (!order.equity)
      order.equity = journaled.equity_before;
    order.equity_settled = true;
  }
  if (!answered)
    order.in_flight = journaled.id;
}

void signal_assembler::restore_uncopied(const execution& fill,
                                        const instrument_table& table) {
  if (!seen_.insert(fill.id).second)
    return; // of a signal
  auto& order = order_of(fill.order);
  order.executed += fill.quantity;
  const auto* pair = lockstep::find(table, fill.symbol);
  if (!pair)
    return;
  if (!why_not_copyable(fill, *pair, options_.rules)) {
    order.symbol = fill.symbol;
    order.base = pair->base;
    order.quote = pair->quote;
    order.side = fill.side;
    order.fills.emplace(timeline::place{fill.time, fill.id}, fill);
  }
  positions_[pair->base].known.add(fill, pair->base);
  positions_[pair->base].dispatched.add(fill, pair->base);
}

} // namespace lockstep::copytrade
