#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/exchange_core.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

/// The order as it was at an earlier time; nothing if it was not there yet.
std::optional<order> as_of(const core& state, const order& o, timestamp seen) {
  if (o.opened > seen)
    return std::nullopt;
  auto then = o;
  if (o.closed && *o.closed <= seen)
    return then;
  if (o.closed) {
    then.closed.reset();
    then.reason.clear();
    then.status = o.starts && *o.starts > seen ? order_status::pending
                                               : order_status::open;
  }
  if (then.triggered && *then.triggered > seen)
    then.triggered.reset();
  then.trades.clear();
  then.executed = quantity{};
  then.cost = then.fee = notional{};
  for (const auto& id : o.trades) {
    const auto& fill = *state.trade_by_id.at(id);
    if (fill.time > seen)
      break;
    then.trades.push_back(id);
    then.executed += fill.quantity;
    then.cost += fill.cost;
    then.fee += fill.fee;
  }
  return then;
}

bool matches(const order& o, const order_filter& filter) {
  return (!filter.userref || o.userref == filter.userref)
         && (filter.key.empty() || o.key == filter.key);
}

/// Levels of the market and of resting orders in one, best first.
std::vector<level> merged(const std::vector<level>& a,
                          const std::vector<level>& b, lockstep::side side,
                          int count) {
  const auto before = [side](const level& x, const level& y) {
    return side == lockstep::side::buy ? x.price > y.price : x.price < y.price;
  };
  std::vector<level> both;
  std::ranges::merge(a, b, std::back_inserter(both), before);
  std::vector<level> levels;
  for (const auto& one : both)
    if (!levels.empty() && levels.back().price == one.price)
      levels.back().quantity += one.quantity;
    else if (std::cmp_less(levels.size(), count))
      levels.push_back(one);
    else
      break;
  return levels;
}

} // namespace

std::vector<order> exchange::open_orders(const account_id& owner,
                                         const order_filter& filter,
                                         timestamp seen) const {
  std::vector<order> found;
  const auto* desk = core_->find_desk(owner);
  if (!desk)
    return found;
  for (auto at = desk->orders.rbegin(); at != desk->orders.rend(); ++at) {
    const auto& o = **at;
    if (!matches(o, filter) || (o.closed && *o.closed <= seen))
      continue;
    if (auto then = as_of(*core_, o, seen))
      found.push_back(std::move(*then));
  }
  return found;
}

std::vector<order> exchange::closed_orders(const account_id& owner,
                                           const order_filter& filter,
                                           timestamp seen) const {
  std::vector<order> found;
  const auto* desk = core_->find_desk(owner);
  if (!desk)
    return found;
  for (auto at = desk->orders.rbegin(); at != desk->orders.rend(); ++at)
    if (const auto& o = **at;
        matches(o, filter) && o.closed && *o.closed <= seen)
      found.push_back(o);
  std::ranges::stable_sort(found, [](const order& a, const order& b) {
    return *a.closed > *b.closed;
  });
  return found;
}

std::optional<order> exchange::find_order(const account_id& owner,
                                          const order_id& id,
                                          timestamp seen) const {
  const auto at = core_->orders.find(id);
  if (at == core_->orders.end() || at->second->owner != owner)
    return std::nullopt;
  return as_of(*core_, *at->second, seen);
}

std::vector<trade> exchange::trades(const account_id& owner,
                                    timestamp seen) const {
  std::vector<trade> found;
  const auto* desk = core_->find_desk(owner);
  if (!desk)
    return found;
  for (auto at = desk->trades.rbegin(); at != desk->trades.rend(); ++at)
    if ((*at)->time <= seen)
      found.push_back(**at);
  return found;
}

std::optional<trade> exchange::find_trade(const account_id& owner,
                                          const execution_id& id,
                                          timestamp seen) const {
  const auto at = core_->trade_by_id.find(id);
  if (at == core_->trade_by_id.end() || at->second->owner != owner
      || at->second->time > seen)
    return std::nullopt;
  return *at->second;
}

std::vector<ledger_entry> exchange::ledger(const account_id& owner,
                                           timestamp seen) const {
  std::vector<ledger_entry> found;
  const auto* who = core_->accounts.find(owner);
  if (!who)
    return found;
  const auto& all = who->ledger();
  for (auto at = all.rbegin(); at != all.rend(); ++at)
    if (at->time <= seen)
      found.push_back(*at);
  return found;
}

const market* exchange::find_market(const symbol_id& symbol) const {
  const auto at = core_->markets.find(symbol);
  return at == core_->markets.end() ? nullptr : &at->second->prices;
}

book_view exchange::depth(const symbol_id& symbol, int count) const {
  const auto at = core_->markets.find(symbol);
  if (at == core_->markets.end())
    return {};
  const auto& desk = *at->second;
  using lockstep::side;
  return {merged(desk.prices.bids().top(count), desk.resting.levels(side::buy),
                 side::buy, count),
          merged(desk.prices.asks().top(count), desk.resting.levels(side::sell),
                 side::sell, count)};
}

ticker_view exchange::ticker(const symbol_id& symbol) const {
  const auto& prices = core_->markets.at(symbol)->prices;
  const auto best = depth(symbol, 1);
  ticker_view view;
  if (!best.bids.empty())
    view.bid = best.bids.front();
  if (!best.asks.empty())
    view.ask = best.asks.front();
  view.last = prices.last();
  view.last_quantity = prices.last_quantity();
  view.today = prices.today(core_->now);
  view.day = prices.last_day(core_->now);
  return view;
}

} // namespace lockstep::paper
