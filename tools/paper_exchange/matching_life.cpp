#include "tools/paper_exchange/exchange_check.hpp"
#include "tools/paper_exchange/matching.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

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
  o.amendments.push_back({state.ids.next('T', o.owner), "original", state.now,
                          o.volume, o.remaining(), o.limit, o.trigger,
                          std::nullopt, o.post_only});
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
  draft.side = o.side == side::buy ? side::sell : side::buy;
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
  const auto& pair = state.pair_of(o);
  resolve_prices(draft, pair, desk.prices.last());
  for (auto* p : {&draft.limit, &draft.trigger})
    if (*p) // a relative price can end below the grid
      *p = std::max(**p, pair.tick);
  auto copy = draft;
  if (auto started = place(state, std::move(copy)); !started) {
    auto& refused = state.adopt(std::move(draft));
    const auto& words = started.error().text;
    state.tell(order_event_kind::pending_new, refused);
    finish(state, refused, order_status::canceled,
           words.substr(words.find(':') + 1));
  }
}

} // namespace lockstep::paper
