#include "tools/paper_exchange/matching.hpp"

#include "tools/paper_exchange/exchange_check.hpp"
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

/// Why the order may not enter the book now.
result<void> check_entry(core& state, const order& o) {
  if (o.post_only && crosses(state, o))
    return fail("EOrder:Post only order");
  const auto& pair = state.pair_of(o);
  const auto& asset = o.side == side::buy ? pair.quote : pair.base;
  if (funds_needed(state, o) > state.owner_of(o).who->of(asset).available())
    return fail("EOrder:Insufficient funds");
  return {};
}

/// A volume in quote becomes what it buys or sells now; the fee is extra.
void spend_cash(core& state, order& o) {
  if (!o.cash)
    return;
  o.volume = walk(state.desk_of(o), o.side, std::nullopt, o.cash,
                  protection(state, o), state.pair_of(o).lot())
               .filled;
}

void remember_original(core& state, order& o) {
  o.amendments.push_back({state.ids.next('T'), "original", state.now, o.volume,
                          o.remaining(), o.limit, o.trigger, std::nullopt,
                          o.post_only});
}

void leave(core& state, order& o) {
  auto& desk = state.desk_of(o);
  if (o.limit)
    desk.resting.remove(o);
  std::erase(desk.waiting, &o);
  std::erase(state.owner_of(o).open, &o);
  o.closed = state.now;
  rehold(state, o);
}

} // namespace

result<order*> place(core& state, order draft) {
  if (draft.starts || draft.waits()) {
    auto& o = state.adopt(std::move(draft));
    state.tell(order_event_kind::pending_new, o);
    for (const auto& moment : {o.starts, o.expires})
      if (moment)
        state.timers.emplace(*moment, o.id);
    if (!o.starts)
      await_trigger(state, o);
    return &o;
  }
  draft.status = order_status::open;
  spend_cash(state, draft);
  if (auto may = check_entry(state, draft); !may)
    return tl::unexpected{may.error()};
  auto& o = state.adopt(std::move(draft));
  if (o.expires)
    state.timers.emplace(*o.expires, o.id);
  state.tell(order_event_kind::pending_new, o);
  remember_original(state, o);
  state.tell(order_event_kind::accepted, o);
  execute(state, o);
  return &o;
}

void enter(core& state, order& o) {
  const bool is_new = o.status == order_status::pending;
  o.status = order_status::open;
  o.rank = state.next_rank++; // it joins the queue now
  spend_cash(state, o);
  if (auto may = check_entry(state, o); !may) {
    const auto& words = may.error().text;
    finish(state, o, order_status::canceled, words.substr(words.find(':') + 1));
    return;
  }
  if (is_new) {
    remember_original(state, o);
    state.tell(order_event_kind::accepted, o);
  }
  execute(state, o);
}

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

void finish(core& state, order& o, order_status status, std::string reason) {
  o.status = status;
  o.reason = std::move(reason);
  leave(state, o);
  state.tell(status == order_status::expired ? order_event_kind::expired
                                             : order_event_kind::canceled,
             o);
}

void complete(core& state, order& o) {
  o.status = order_status::closed;
  leave(state, o);
  state.tell(order_event_kind::filled, o);
}

void react(core& state, pair_desk& desk) {
  if (!takes_limit_orders(status_of(state, *state.reference.pair(desk.symbol))))
    return; // nothing trades now
  do {
    match_resting(state, desk, side::buy);
    match_resting(state, desk, side::sell);
  } while (fire_triggers(state, desk));
}

void on_timer(core& state, order& o) {
  if (!o.is_open())
    return;
  if (o.expires && *o.expires <= state.now) {
    finish(state, o, order_status::expired, "Order expired");
    return;
  }
  if (o.status != order_status::pending || !o.starts)
    return;
  if (has_trigger(o.kind))
    await_trigger(state, o);
  else
    enter(state, o);
  react(state, state.desk_of(o));
}

void start_closes(core& state, order& o) {
  if (!o.close || o.executed == o.closed_out)
    return;
  order draft;
  draft.owner = o.owner;
  draft.symbol = o.symbol;
  draft.side = other(o.side);
  draft.kind = o.close->kind;
  draft.price_given = o.close->price;
  draft.price2_given = o.close->price2;
  draft.userref = o.userref;
  draft.fees_in = draft.side == side::buy ? fee_preference::quote
                                          : fee_preference::base;
  draft.parent = o.id;
  draft.volume = o.executed - o.closed_out;
  o.closed_out = o.executed;
  auto& desk = state.desk_of(o);
  resolve_prices(draft, state.pair_of(o), desk.prices.last());
  auto copy = draft;
  if (auto started = place(state, std::move(copy)); !started) {
    auto& refused = state.adopt(std::move(draft));
    const auto& words = started.error().text;
    state.tell(order_event_kind::pending_new, refused);
    finish(state, refused, order_status::canceled,
           words.substr(words.find(':') + 1));
  }
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
