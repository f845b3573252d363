#include "tools/paper_exchange/matching.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

decimal grid_of(const core& state, const asset_id& asset) {
  return step_of(state.reference.asset(asset).decimals);
}

/// What one execution moves.
struct movement {
  decimal base_fee;
  decimal quote; ///< cost, on the grid of the quote's ledger
  decimal quote_fee;
};

notional fee_value(const core& state, const order& o, notional cost,
                   bool maker) {
  const auto tier = state.tier_of(o);
  const auto points = maker ? tier.maker_basis_points : tier.taker_basis_points;
  const auto exact = multiply_divide(cost.value(), decimal{points},
                                     decimal{10'000}, rounding::half_up);
  return notional{round_to(exact, step_of(state.pair_of(o).cost_decimals),
                           rounding::half_up)};
}

/// The fee in base, if the order prefers it and the account can pay it so.
decimal fee_in_base(core& state, const order& o, quantity q, bool maker) {
  if (o.fees_in == fee_preference::quote)
    return {};
  const auto tier = state.tier_of(o);
  const auto points = maker ? tier.maker_basis_points : tier.taker_basis_points;
  const auto& base = state.pair_of(o).base;
  const auto fee = round_to(multiply_divide(q.value(), decimal{points},
                                            decimal{10'000}, rounding::half_up),
                            grid_of(state, base), rounding::half_up);
  if (o.side == side::buy)
    return fee;
  // The hold of this part was freed before; it is about to be delivered.
  const auto left = state.owner_of(o).who->of(base).available() - q.value();
  return left >= fee ? fee : decimal{};
}

ledger_id book(core& state, account& who, const asset_id& asset, decimal amount,
               decimal fee, const execution_id& by) {
  ledger_entry entry;
  entry.id = ledger_id{state.ids.next('L', who.name())};
  entry.reference = by.str();
  entry.time = state.now;
  entry.kind = ledger_kind::trade;
  entry.asset = asset;
  entry.amount = amount;
  entry.fee = fee;
  const auto& booked = who.book(std::move(entry));
  state.tell([&](observer& o) { o.on_ledger(who.name(), booked); });
  return booked.id;
}

/// Frees what the order held for this part.
void release(core& state, order& o, decimal amount) {
  const auto part = std::min(o.held, amount);
  if (part.is_zero())
    return;
  const auto& pair = state.pair_of(o);
  const auto& asset = o.side == side::buy ? pair.quote : pair.base;
  state.owner_of(o).who->reserve(asset, -part);
  o.held -= part;
}

/// Amounts are rounded to the ledger's grid one by one, so their sum can
/// exceed what was reserved by a grain; the exchange bears it.
void fit_into(movement& m, decimal available) {
  const auto over = m.quote + m.quote_fee - available;
  if (!over.is_positive())
    return;
  const auto from_fee = std::min(over, m.quote_fee);
  m.quote_fee -= from_fee;
  m.quote -= over - from_fee;
}

/// The execution, with its cost and its fee in quote.
trade priced(core& state, const order& o, price p, quantity q, bool maker) {
  const auto& pair = state.pair_of(o);
  trade fill;
  fill.id = execution_id{state.ids.next('T', o.owner)};
  fill.order = o.id;
  fill.owner = o.owner;
  fill.symbol = o.symbol;
  fill.side = o.side;
  fill.kind = o.kind;
  fill.price = p;
  fill.quantity = q;
  fill.cost = round_to(value_of(q, p, rounding::half_up),
                       notional{step_of(pair.cost_decimals)},
                       rounding::half_up);
  fill.fee = fee_value(state, o, fill.cost, maker);
  fill.charged = {pair.quote, fill.fee.value()};
  fill.maker = maker;
  fill.time = state.now;
  return fill;
}

/// Frees what was held for the execution, and says what it moves.
movement movement_of(core& state, order& o, const trade& fill) {
  const auto& pair = state.pair_of(o);
  const auto grid = grid_of(state, pair.quote);
  movement m;
  m.quote = round_to(fill.cost.value(), grid, rounding::half_up);
  m.quote_fee = round_to(fill.fee.value(), grid, rounding::half_up);
  const bool buys = o.side == side::buy;
  release(state, o, buys ? m.quote + m.quote_fee : fill.quantity.value());
  m.base_fee = fee_in_base(state, o, fill.quantity, fill.maker);
  if (m.base_fee.is_positive())
    m.quote_fee = {};
  if (buys)
    fit_into(m, state.owner_of(o).who->of(pair.quote).available());
  return m;
}

} // namespace

void settle(core& state, order& o, price p, quantity q, bool maker,
            int64_t trade_id) {
  auto fill = priced(state, o, p, q, maker);
  fill.trade_id = trade_id;
  const auto moved = movement_of(state, o, fill);
  if (moved.base_fee.is_positive())
    fill.charged = {state.pair_of(o).base, moved.base_fee};
  o.executed += q;
  o.cost += fill.cost;
  o.fee += fill.fee;
  o.trades.push_back(fill.id);
  auto& desk = state.owner_of(o);
  const auto& pair = state.pair_of(o);
  desk.who->add_volume(state.value_in_usd(pair.quote, fill.cost.value()));
  const bool buys = o.side == side::buy;
  fill.ledgers
    = {book(state, *desk.who, pair.base, buys ? q.value() : -q.value(),
            moved.base_fee, fill.id),
       book(state, *desk.who, pair.quote, buys ? -moved.quote : moved.quote,
            moved.quote_fee, fill.id)};
  const auto& kept = state.trades.emplace_back(std::move(fill));
  state.trade_by_id.emplace(kept.id, &kept);
  desk.trades.push_back(&kept);
  state.tell(order_event_kind::trade, o, &kept);
}

decimal funds_needed(core& state, const order& o) {
  if (!o.is_open() || o.waits() || o.status == order_status::pending
      || !o.remaining().is_positive())
    return {};
  if (o.side == side::sell)
    return o.remaining().value();
  const auto& pair = state.pair_of(o);
  notional cost;
  if (o.limit)
    cost = value_of(o.remaining(), *o.limit, rounding::up);
  else
    cost = walk(state.desk_of(o), o.side, o.remaining(), std::nullopt,
                protection(state, o), pair.lot())
             .cost;
  auto need = cost.value();
  if (o.fees_in == fee_preference::quote)
    need += multiply_divide(need, decimal{state.tier_of(o).taker_basis_points},
                            decimal{10'000}, rounding::up);
  return round_to(need, grid_of(state, pair.quote), rounding::up);
}

void rehold(core& state, order& o) {
  const auto& pair = state.pair_of(o);
  const auto& asset = o.side == side::buy ? pair.quote : pair.base;
  auto& who = *state.owner_of(o).who;
  auto change = funds_needed(state, o) - o.held;
  if (change.is_positive())
    change = std::min(change, who.of(asset).available());
  if (change.is_zero())
    return;
  who.reserve(asset, change);
  o.held += change;
}

} // namespace lockstep::paper
