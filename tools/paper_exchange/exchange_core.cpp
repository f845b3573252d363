#include "tools/paper_exchange/exchange_core.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

lockstep::side other(lockstep::side side) {
  return side == lockstep::side::buy ? lockstep::side::sell
                                     : lockstep::side::buy;
}

/// True if `a` is a better price than `b` for who takes on this side.
bool better_for(lockstep::side taker, price a, price b) {
  return taker == lockstep::side::buy ? a < b : a > b;
}

} // namespace

std::optional<price> pair_desk::best_for(lockstep::side taker) const {
  const auto& made = taker == lockstep::side::buy ? prices.asks()
                                                  : prices.bids();
  const auto level = made.best();
  const auto* first = resting.best(other(taker));
  if (!first)
    return level ? std::optional{level->price} : std::nullopt;
  if (!level || !better_for(taker, level->price, *first->limit))
    return *first->limit;
  return level->price;
}

account_desk& core::desk_of(const account_id& owner) {
  auto& desk = desks[owner];
  desk.who = accounts.find(owner);
  return desk;
}

const account_desk* core::find_desk(const account_id& owner) const {
  const auto at = desks.find(owner);
  return at == desks.end() ? nullptr : &at->second;
}

fee_tier core::tier_of(const order& o) const {
  return tier_at(pair_of(o).fees, accounts.find(o.owner)->volume());
}

notional core::value_in_usd(const asset_id& asset, decimal amount) const {
  if (asset.str() == "USD")
    return notional{amount};
  const auto at = markets.find(symbol_id{asset.str() + "/USD"});
  if (at == markets.end())
    return notional{};
  return notional{
    multiply(amount, at->second->prices.last().value(), rounding::half_up)};
}

order& core::adopt(order draft) {
  draft.id = order_id{ids.next('O', draft.owner)};
  draft.opened = now;
  draft.rank = next_rank++;
  auto made = std::make_unique<order>(std::move(draft));
  auto& o = *made;
  orders.emplace(o.id, std::move(made));
  auto& desk = owner_of(o);
  desk.orders.push_back(&o);
  desk.open.push_back(&o);
  return o;
}

void core::tell(order_event_kind kind, const order& o,
                const trade* fill) const {
  const order_event event{kind, o, fill, now};
  tell([&](observer& who) { who.on_order(event); });
}

walk_result walk(const pair_desk& desk, lockstep::side taker,
                 std::optional<quantity> volume, std::optional<notional> cash,
                 std::optional<price> bound, quantity lot) {
  auto made = taker == lockstep::side::buy ? desk.prices.asks()
                                           : desk.prices.bids();
  const auto queue = desk.resting.queue(other(taker));
  auto next = queue.begin();
  walk_result got;
  while (true) {
    const auto best = made.best();
    const bool rests = next != queue.end()
                       && (!best
                           || !better_for(taker, best->price, *(*next)->limit));
    if (!rests && !best)
      return got;
    const auto p = rests ? *(*next)->limit : best->price;
    if (bound && better_for(taker, *bound, p))
      return got;
    const auto offered = rests ? (*next)->remaining() : best->quantity;
    auto part = offered;
    if (volume)
      part = std::min(part, *volume - got.filled);
    if (cash)
      part = std::min(part,
                      round_to(bought_for(*cash - got.cost, p, rounding::down),
                               lot, rounding::down));
    if (!part.is_positive())
      return got;
    got.filled += part;
    got.cost += value_of(part, p, rounding::up);
    if (part < offered)
      return got;
    if (rests)
      ++next;
    else
      made.take(part);
  }
}

} // namespace lockstep::paper
