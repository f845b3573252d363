#include "copytrade/sizing.hpp"

#include <algorithm>
#include <vector>

namespace lockstep::copytrade {

namespace {

quantity at_least_zero(quantity q) {
  return std::max(quantity{}, q);
}

std::string money(notional n) {
  return n.value().str(2, rounding::half_up);
}

/// The largest order that a limit leaves room for.
struct cap {
  reason why;
  quantity most;
  std::string measured;
  std::string required;
};

/// How much of an asset an amount pays for, to the lot; nothing if the amount
/// is used up.
quantity affordable(notional room, price unit, const instrument& pair) {
  if (!room.is_positive())
    return {};
  return round_to(bought_for(room, unit, rounding::down), pair.lot,
                  rounding::down);
}

/// The master's price in the reporting currency; up, so that no value is
/// taken for less than it is.
price reported(const size_facts& facts) {
  return price{multiply(facts.at.value(), facts.rate, rounding::up)};
}

cap risk_cap(const order_share& share, const size_facts& facts, quantity wanted,
             const instrument& pair, const copy_limits& limits) {
  const auto most = part_of(share.equity, limits.max_user_risk, rounding::down);
  const auto asked = share.risked
                     + value_of(wanted, reported(facts), rounding::up);
  return {reason::risk_cap,
          affordable(most - share.risked, reported(facts), pair),
          fmt::format("{} in this master order", money(asked)),
          fmt::format("at most {}", money(most))};
}

cap asset_cap(const size_facts& facts, quantity wanted, const instrument& pair,
              notional most) {
  const auto unit = reported(facts);
  const auto held = value_of(facts.held, unit, rounding::up);
  return {reason::asset_cap, affordable(most - held, unit, pair),
          fmt::format("{} in {}",
                      money(held + value_of(wanted, unit, rounding::up)),
                      pair.base),
          fmt::format("at most {}", money(most))};
}

notional step_of_cost(const instrument& pair) {
  return notional{step_of(pair.cost_decimals)};
}

/// What an order takes at its limit with the fee, rounded as the venue may.
notional cost_of(quantity q, const size_facts& facts, const instrument& pair) {
  const auto step = step_of_cost(pair);
  const auto cost = round_to(value_of(q, facts.limit, rounding::up), step,
                             rounding::up);
  const auto fee = part_of(cost, facts.taker_fee, rounding::up);
  return cost + round_to(fee, step, rounding::up);
}

cap cash_cap(const size_facts& facts, quantity wanted, const instrument& pair) {
  const auto with_fee = decimal{1} + facts.taker_fee.value();
  const price unit{multiply(facts.limit.value(), with_fee, rounding::up)};
  // Cost and fee are each rounded up to a step, and the fee of the first.
  const auto step = step_of_cost(pair);
  const auto spare = facts.free_cash - step - step - step;
  return {reason::insufficient_cash, affordable(spare, unit, pair),
          fmt::format("{} {} free",
                      money(std::max(notional{}, facts.free_cash)), pair.quote),
          fmt::format("{} {}", money(cost_of(wanted, facts, pair)),
                      pair.quote)};
}

/// The tightest cap, if one is below what is wanted; the first of equals.
std::optional<cap> tightest(const order_share& share, const size_facts& facts,
                            quantity wanted, const instrument& pair,
                            const copy_limits& limits) {
  std::vector<cap> caps{risk_cap(share, facts, wanted, pair, limits),
                        cash_cap(facts, wanted, pair)};
  if (limits.max_position)
    caps.push_back(asset_cap(facts, wanted, pair, *limits.max_position));
  auto least = std::ranges::min_element(caps, {}, &cap::most);
  if (least->most >= wanted)
    return std::nullopt;
  return std::move(*least);
}

quantity waiting_in(const order_share& share, ratio multiplier) {
  return at_least_zero(intended_total(share, multiplier) - share.ordered
                       - share.clipped);
}

} // namespace

quantity intended_total(const order_share& share, ratio multiplier) {
  if (!share.frozen())
    return {};
  const auto basis = part_of(share.equity, multiplier, rounding::down);
  return quantity{multiply_divide(share.master.value(), basis.value(),
                                  share.master_equity.value(), rounding::down)};
}

quantity carried(const order_share& share, ratio multiplier) {
  return waiting_in(share, multiplier);
}

size_decision size_entry(const order_share& share, const size_facts& facts,
                         const instrument& pair, const copy_limits& limits) {
  size_decision d;
  d.after = share;
  d.after.master += facts.part;
  d.intended = waiting_in(d.after, facts.multiplier);
  const auto wanted = round_to(d.intended, pair.lot, rounding::down);
  const auto least = smallest_order(pair, facts.at);
  if (wanted < least || wanted.is_zero()) {
    d.limit = denial{reason::carried, fmt::format("{} {}", wanted, pair.base),
                     fmt::format("at least {}", least)};
    return d;
  }
  d.ordered = wanted;
  if (const auto found = tightest(share, facts, wanted, pair, limits)) {
    d.limit = denial{found->why, found->measured, found->required};
    d.ordered = found->most < least ? quantity{} : found->most;
  }
  d.cost = cost_of(d.ordered, facts, pair);
  d.after.ordered += d.ordered;
  d.after.clipped += wanted - d.ordered;
  d.after.risked += value_of(d.ordered, reported(facts), rounding::up);
  return d;
}

closing_record close_share(const order_id& order, const account_id& follower,
                           const order_share& share, ratio multiplier) {
  return {order,
          follower,
          share.master,
          intended_total(share, multiplier),
          share.ordered,
          share.clipped,
          waiting_in(share, multiplier)};
}

} // namespace lockstep::copytrade
