#include "tools/paper_exchange/matching.hpp"

#include "tools/paper_exchange/exchange_gate.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

bool reaches(const order& o, std::optional<price> bound, price p) {
  if (!bound)
    return true;
  return o.side == side::buy ? p <= *bound : p >= *bound;
}

lockstep::side other(lockstep::side side) {
  return side == side::buy ? side::sell : side::buy;
}

ladder& liquidity_for(pair_desk& desk, lockstep::side taker) {
  return taker == side::buy ? desk.prices.asks() : desk.prices.bids();
}

void after_part(core& state, order& o, quantity part) {
  script_done(state, o, part);
  if (o.remaining().is_zero())
    complete(state, o);
  else
    rehold(state, o);
}

/// What the best price offers to a taker: a resting order or the market.
struct offer {
  lockstep::price price;
  lockstep::quantity quantity;
  order* maker; ///< nullptr for the market
};

std::optional<offer> best_offer(pair_desk& desk, lockstep::side taker) {
  const auto made = liquidity_for(desk, taker).best();
  auto* rests = desk.resting.best(other(taker));
  // At the same price, orders of accounts go before the market's liquidity.
  const bool first
    = rests != nullptr
      && (!made
          || (taker == side::buy ? *rests->limit <= made->price
                                 : *rests->limit >= made->price));
  if (first)
    return offer{*rests->limit, rests->remaining(), rests};
  if (!made)
    return std::nullopt;
  return offer{made->price, made->quantity, nullptr};
}

/// Two orders of one account would meet; true if the taker has to end.
bool prevent_self_trade(core& state, const order& taker, order& maker) {
  if (taker.on_self_trade != self_trade::cancel_newest)
    finish(state, maker, order_status::canceled, "Cannot trade with self");
  return taker.on_self_trade != self_trade::cancel_oldest;
}

/// Takes what the book offers up to a price; answers why it had to stop
/// early, if so.
std::string take(core& state, order& o, std::optional<price> bound) {
  auto& desk = state.desk_of(o);
  while (o.remaining().is_positive()) {
    const auto best = best_offer(desk, o.side);
    if (!best || !reaches(o, bound, best->price))
      break;
    if (best->maker && best->maker->owner == o.owner) {
      if (prevent_self_trade(state, o, *best->maker))
        return "Cannot trade with self";
      continue;
    }
    auto part = next_part(state, o, best->quantity);
    if (best->maker)
      part = next_part(state, *best->maker, part);
    else
      liquidity_for(desk, o.side).take(part);
    const auto id = print(state, desk, best->price, part, o.side,
                          !o.limit.has_value());
    if (best->maker) {
      settle(state, *best->maker, best->price, part, true, id);
      after_part(state, *best->maker, part);
      start_closes(state, *best->maker);
    }
    settle(state, o, best->price, part, false, id);
    script_done(state, o, part);
  }
  return {};
}

/// Executes resting orders where the market's liquidity reaches them.
void match_resting(core& state, pair_desk& desk, lockstep::side resting) {
  while (auto* o = desk.resting.best(resting)) {
    auto& made = liquidity_for(desk, resting);
    const auto best = made.best();
    if (!best || !reaches(*o, o->limit, best->price))
      return;
    const auto part = next_part(state, *o, best->quantity);
    made.take(part);
    const auto id = print(state, desk, *o->limit, part, other(resting), true);
    settle(state, *o, *o->limit, part, true, id);
    after_part(state, *o, part);
    start_closes(state, *o);
  }
}

} // namespace

void execute(core& state, order& o) {
  auto& desk = state.desk_of(o);
  rehold(state, o);
  const auto bound = o.limit ? o.limit : protection(state, o);
  std::string why;
  const bool all_or_nothing = o.life == lifetime::fok;
  if (!all_or_nothing
      || walk(desk, o.side, o.remaining(), std::nullopt, bound,
              state.pair_of(o).lot())
             .filled
           == o.remaining())
    why = take(state, o, bound);
  const bool may_rest = o.limit && why.empty()
                        && (o.life == lifetime::gtc || o.life == lifetime::gtd);
  if (o.remaining().is_zero() && o.executed.is_positive()) {
    complete(state, o);
  } else if (may_rest) {
    desk.resting.add(o);
    rehold(state, o);
  } else {
    if (why.empty() && !o.limit)
      why = "Market price protection";
    finish(state, o, order_status::canceled, std::move(why));
  }
  start_closes(state, o);
  tell_quote(state, desk);
}

void react(core& state, pair_desk& desk) {
  if (!takes_limit_orders(status_of(state, *state.reference.pair(desk.symbol))))
    return; // nothing trades now
  do {
    match_resting(state, desk, side::buy);
    match_resting(state, desk, side::sell);
  } while (fire_triggers(state, desk));
}

bool crosses(core& state, const order& o) {
  const auto best = state.desk_of(o).best_for(o.side);
  return best && reaches(o, o.limit, *best);
}

int64_t print(core& state, pair_desk& desk, price p, quantity q,
              lockstep::side taker, bool market_order) {
  const auto id = desk.prices.print(p, q, taker, market_order, state.now);
  state.tell([&](observer& who) {
    who.on_public_trade(desk.symbol, desk.prices.tape().back());
  });
  return id;
}

quantity next_part(core& state, const order& o, quantity offered) {
  const auto part = std::min(o.remaining(), offered);
  const auto& script = state.owner_of(o).who->scripted_parts;
  return script.empty() ? part : std::min(part, script.front());
}

void script_done(core& state, const order& o, quantity part) {
  auto& script = state.owner_of(o).who->scripted_parts;
  if (script.empty())
    return;
  script.front() -= part;
  if (!script.front().is_positive())
    script.erase(script.begin());
}

std::optional<price> protection(core& state, const order& o) {
  const auto best = state.desk_of(o).best_for(o.side);
  if (o.limit || o.no_price_protection || !best)
    return o.limit;
  const auto away = part_of(*best, state.options.price_protection,
                            rounding::down);
  return o.side == side::buy ? *best + away : *best - away;
}

void tell_quote(core& state, const pair_desk& desk) {
  state.tell([&](observer& who) { who.on_quote(desk.symbol, state.now); });
}

} // namespace lockstep::paper
