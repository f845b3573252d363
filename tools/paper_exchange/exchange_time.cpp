#include "tools/paper_exchange/exchange_gate.hpp"
#include "tools/paper_exchange/matching.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

/// A dead-man timer that fires while the engine is down acts when it is back.
bool engine_down(const core& state) {
  return state.status == trading_status::maintenance;
}

void step_market(core& state, pair_desk& desk) {
  const auto printed = [&] {
    const auto& tape = desk.prices.tape();
    return tape.empty() ? 0 : tape.back().trade_id;
  };
  const auto before = printed();
  desk.prices.step(state.now);
  if (printed() != before)
    state.tell([&](observer& who) {
      who.on_public_trade(desk.symbol, desk.prices.tape().back());
    });
  react(state, desk);
  tell_quote(state, desk);
}

void run_timers(core& state) {
  while (!state.timers.empty() && state.timers.begin()->first <= state.now) {
    const auto id = state.timers.begin()->second;
    state.timers.erase(state.timers.begin());
    on_timer(state, *state.orders.at(id));
  }
}

void run_dead_men(core& state) {
  if (engine_down(state))
    return;
  for (auto at = state.dead_men.begin(); at != state.dead_men.end();) {
    if (at->second > state.now) {
      ++at;
      continue;
    }
    const auto open = state.desk_of(at->first).open;
    at = state.dead_men.erase(at);
    for (auto* o : open)
      if (o->is_open())
        finish(state, *o, order_status::canceled, "User requested");
  }
}

} // namespace

std::optional<timestamp> next_due(const core& state) {
  std::optional<timestamp> first;
  const auto consider = [&](std::optional<timestamp> due) {
    if (due && (!first || *due < *first))
      first = due;
  };
  for (const auto& [symbol, desk] : state.markets)
    consider(desk->prices.next_step());
  if (!state.timers.empty())
    consider(state.timers.begin()->first);
  if (!engine_down(state))
    for (const auto& [owner, due] : state.dead_men)
      consider(due);
  return first;
}

void run_until(core& state, timestamp now) {
  while (true) {
    const auto due = next_due(state);
    if (!due || *due > now)
      break;
    state.now = std::max(state.now, *due);
    for (auto& [symbol, desk] : state.markets)
      if (const auto step = desk->prices.next_step();
          step && *step <= state.now)
        step_market(state, *desk);
    run_timers(state);
    run_dead_men(state);
  }
  state.now = std::max(state.now, now);
}

} // namespace lockstep::paper
