#include "tools/simulation/size_audit.hpp"

#include "tools/simulation/trader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lockstep::simulated {

auto size_audit::read(const member& who) -> std::map<order_id, copied> {
  std::map<order_id, copied> orders;
  for (const auto* note : records_.notes_of(who.name, "share")) {
    const auto order = order_in(*note);
    auto& sum = orders[order].equities;
    const auto told = equities_in(*note);
    if (!sum.master.is_zero() && sum != told)
      books_.report("equity-before-the-trade",
                    fmt::format("the equities of {} for {} change from {} to "
                                "{}, or from {} to {}",
                                who.name, order, sum.master, told.master,
                                sum.own, told.own));
    sum = told;
  }
  for (const auto& [intent, newest] : records_.intents) {
    const auto* signal = records_.find(intent.signal);
    if (intent.from.account.str() != who.name || intent.order.side != side::buy
        || signal == nullptr)
      continue;
    auto& sum = orders[signal->order];
    sum.quantity += intent.order.quantity.value();
    sum.value += multiply(intent.order.quantity.value(), signal->price.value(),
                          rounding::down);
  }
  return orders;
}

void size_audit::check(const member& who) {
  for (const auto& [order, sum] : read(who)) {
    if (sum.quantity.is_zero() || !books_.master_orders().contains(order))
      continue;
    if (!sum.equities.master.is_positive()) {
      books_.report("copied-at-the-ratio",
                    fmt::format("{} copies {} without an equity", who.name,
                                order));
      continue;
    }
    check_ratio(who, order, sum);
    check_equities(who, order, sum.equities);
  }
}

void size_audit::check_ratio(const member& who, const order_id& order,
                             const copied& sum) {
  const auto basis = multiply(sum.equities.own, who.copy.multiplier.value(),
                              rounding::down);
  const auto most = multiply_divide(books_.master_orders().at(order).executed,
                                    basis, sum.equities.master, rounding::down);
  if (sum.quantity > most)
    books_.report("copied-at-the-ratio",
                  fmt::format("{} orders {} for {}, the ratio allows {}",
                              who.name, sum.quantity, order, most));
  const auto cap = multiply(sum.equities.own,
                            who.copy.limits.max_user_risk.value(),
                            rounding::down);
  if (sum.value > cap)
    books_.report("no-cap-exceeded",
                  fmt::format("{} risks {} with {}, at most {}", who.name,
                              sum.value, order, cap));
}

// -- equities -----------------------------------------------------------------

void size_audit::check_equities(const member& who, const order_id& order,
                                const frozen_equities& told) {
  const auto tolerance = known_.prices_moved ? number("12") : number("2");
  const auto& master = books_.master_orders().at(order);
  const auto right = master.equity_before;
  if (abs(told.master - right) > share_of(right, tolerance))
    books_.report("equity-before-the-trade",
                  fmt::format("{} copies {} as if the master had had {}, he "
                              "had {}",
                              who.name, order, told.master, right));
  if (known_.paid.contains(who.name))
    return;
  // He looked at his own some time between the master's order and his.
  const auto first = std::ranges::find_if(
    records_.intents, [&](const journal::known_intent& each) {
      const auto* signal = records_.find(each.intent.signal);
      return signal != nullptr && signal->order == order
             && each.intent.from.account.str() == who.name
             && books_.orders().contains(each.intent.order.key);
    });
  if (first == records_.intents.end())
    return;
  const auto sent = books_.orders().at(first->intent.order.key).arrived;
  const auto range = books_.equity_between(who.name, master.began, sent);
  const auto least = allotted(range.least, who.copy.allocation);
  const auto most = allotted(range.most, who.copy.allocation);
  if (told.own < least - share_of(least, tolerance)
      || told.own > most + share_of(most, tolerance))
    books_.report("equity-before-the-trade",
                  fmt::format("{} copies {} as if he had {}, he has {} to {}",
                              who.name, order, told.own, least, most));
}

// -- the probe ----------------------------------------------------------------

decimal size_audit::sum_of(decimal audited_order::*what, const std::string& who,
                           const order_id& order) const {
  decimal sum;
  for (const auto& [intent, newest] : records_.intents)
    if (const auto* signal = records_.find(intent.signal);
        signal != nullptr && signal->order == order
        && intent.from.account.str() == who
        && books_.orders().contains(intent.order.key))
      sum += books_.orders().at(intent.order.key).*what;
  return sum;
}

void size_audit::check_probe(const member& who) {
  // What he sold himself of his copies is not told from what he holds.
  for (const auto& [account, asset] : known_.touched)
    if (account == who.name)
      return;
  const auto& orders = books_.master_orders();
  const auto last = std::ranges::max_element(orders, {}, [](const auto& each) {
    return each.second.first;
  });
  if (last == orders.end() || last->second.side != side::buy)
    return;
  const auto& [order, it] = *last;
  const auto has = books_.equity(who.name);
  const auto own = allotted(has, who.copy.allocation);
  const auto& limits = who.copy.limits;
  auto most = multiply_divide(
    it.cost, multiply(own, who.copy.multiplier.value(), rounding::down),
    it.equity_before, rounding::down);
  most = std::min(most,
                  multiply(own, limits.max_user_risk.value(), rounding::down));
  // The master may keep some: coins that he had before and sold meanwhile are
  // not tracked, so selling what he bought does not sell all that is. What the
  // follower keeps of it is no cash, and fills a part of a largest position.
  const auto now = sum_of(&audited_order::net, who.name, order);
  decimal elsewhere;
  for (const auto& pair : traded_pairs)
    elsewhere += multiply(books_.position(who.name, pair.base)
                            - (pair.base == it.base ? now : decimal{}),
                          books_.last_price(pair.base), rounding::up);
  const auto price = divide(it.cost, it.executed, rounding::down);
  most = std::min(most, share_of(has - elsewhere, decimal{98}));
  if (limits.max_position)
    most = std::min(most, limits.max_position->value()
                            - multiply(books_.position(who.name, it.base) - now,
                                       price, rounding::up));
  const auto value = multiply(sum_of(&audited_order::executed, who.name, order),
                              price, rounding::down);
  // The fees of what he copied before are not in his equity any more.
  if (value >= share_of(most, decimal{95}) - number("1"))
    return;
  const auto told = read(who)[order].equities;
  std::string words = "no row";
  for (const auto& row : records_.rows)
    if (const auto* signal = records_.find(row.signal);
        signal != nullptr && signal->order == order
        && row.from.account.str() == who.name)
      words = fmt::format("{} {} ({})", row.outcome, to_string(row.why),
                          row.words);
  books_.report("works-again",
                fmt::format("{} copies {} for {} USD, could for {}: {}; sized "
                            "by the equities {} and {}, audited {} and {}",
                            who.name, order, value, most, words, told.own,
                            told.master, own, it.equity_before));
}

} // namespace lockstep::simulated
