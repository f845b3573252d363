#include "copytrade/sizing.hpp"

#include "copytrade/at_least_zero.hpp"
#include "model/mutant.hpp"

#include <algorithm>

namespace lockstep::copytrade {

namespace {

std::string money(notional n) {
  return n.value().str(2, rounding::half_up);
}

/// The largest order that a limit leaves room for.
struct cap {
  reason why;
  quantity most;
};

/// How much of an asset an amount pays for, to the lot; nothing if the amount
/// is used up.
quantity affordable(notional room, price unit, const instrument& pair) {
  if (!room.is_positive())
    return {};
  const auto mode = mutated(mutant::cap_rounds_up) ? rounding::up
                                                   : rounding::down;
  return round_to(bought_for(room, unit, mode), pair.lot, mode);
}

/// The master's price in the reporting currency; up, so that no value is
/// taken for less than it is.
price reported(const size_facts& facts) {
  return price{multiply(facts.at.value(), facts.rate, rounding::up)};
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

/// A size that is being found.
struct sizing {
  const order_share& share;
  const size_facts& facts;
  const instrument& pair;
  const copy_limits& limits;
  quantity wanted;
  price unit = reported(facts);
  notional risk_max = part_of(share.equity, limits.max_user_risk,
                              rounding::down);

  [[nodiscard]] notional held() const {
    return value_of(facts.held, unit, rounding::up);
  }
  [[nodiscard]] notional asked() const {
    return value_of(wanted, unit, rounding::up);
  }
};

cap risk_cap(const sizing& s) {
  return {reason::risk_cap,
          affordable(s.risk_max - s.share.risked, s.unit, s.pair)};
}

cap asset_cap(const sizing& s) {
  return {reason::asset_cap,
          affordable(*s.limits.max_position - s.held(), s.unit, s.pair)};
}

cap cash_cap(const sizing& s) {
  const auto with_fee = decimal{1} + s.facts.taker_fee.value();
  const price unit{multiply(s.facts.limit.value(), with_fee, rounding::up)};
  // Cost and fee are each rounded up to a step, and the fee of the first.
  const auto step = step_of_cost(s.pair);
  const auto spare = s.facts.free_cash - step - step - step;
  return {reason::insufficient_cash, affordable(spare, unit, s.pair)};
}

/// The tightest cap, if one is below what is wanted; the first of equals.
std::optional<cap> tightest(const sizing& s) {
  auto least = risk_cap(s);
  const auto consider = [&](cap other) {
    if (other.most < least.most)
      least = other;
  };
  consider(cash_cap(s));
  if (s.limits.max_position)
    consider(asset_cap(s));
  if (least.most >= s.wanted)
    return std::nullopt;
  return least;
}

/// Why that cap is in the way.
denial explain(reason why, const sizing& s) {
  const auto& pair = s.pair;
  if (why == reason::risk_cap)
    return {why,
            fmt::format("{} in this master order",
                        money(s.share.risked + s.asked())),
            fmt::format("at most {}", money(s.risk_max))};
  if (why == reason::asset_cap)
    return {why,
            fmt::format("{} in {}", money(s.held() + s.asked()), pair.base),
            fmt::format("at most {}", money(*s.limits.max_position))};
  return {
    why,
    fmt::format("{} {} free", money(std::max(notional{}, s.facts.free_cash)),
                pair.quote),
    fmt::format("{} {}", money(cost_of(s.wanted, s.facts, pair)), pair.quote)};
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
  const auto wanted = round_to(d.intended, pair.lot,
                               mutated(mutant::ratio_rounds_up)
                                 ? rounding::up
                                 : rounding::down);
  const auto least = smallest_order(pair, facts.at);
  if (wanted < least || wanted.is_zero()) {
    d.limit = denial{reason::carried, fmt::format("{} {}", wanted, pair.base),
                     fmt::format("at least {}", least)};
    return d;
  }
  d.ordered = wanted;
  const sizing all{share, facts, pair, limits, wanted};
  if (const auto found = tightest(all)) {
    d.limit = explain(found->why, all);
    d.ordered = found->most < least ? quantity{} : found->most;
  }
  d.cost = cost_of(d.ordered, facts, pair);
  d.after.ordered += d.ordered;
  d.after.clipped += wanted - d.ordered;
  d.after.risked += value_of(d.ordered, all.unit, rounding::up);
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
