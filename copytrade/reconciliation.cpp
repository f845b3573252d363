#include "copytrade/reconciliation.hpp"

#include "copytrade/at_least_zero.hpp"
#include "copytrade/plan.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace lockstep::copytrade {

namespace {

/// A trial has a number that no repair has.
signal trial(const repair_order& order, const account_state& of) {
  auto marks = of.marks;
  marks.try_emplace(order.base, order.at);
  return repair_signal(order,
                       {of.venue, {}, 0, of.account.now, std::move(marks)});
}

denial too_small(quantity amount, const asset_state& at, price about) {
  return {reason::below_minimum, fmt::format("{} {}", amount, at.base),
          fmt::format("at least {}", smallest_order(*at.pair, about))};
}

denial no_price(const asset_state& at) {
  return {reason::venue_unavailable,
          fmt::format("no price known for {}", at.symbol),
          {}};
}

// -- purchases ----------------------------------------------------------------

/// What the caps of the master's orders leave of what is missing.
class allowance {
public:
  allowance(const account_state& of, const asset_state& at) : of_{of}, at_{at} {
    const auto equity = of.account.funds
                          ? equity_of(*of.account.funds, of.positions, of.marks,
                                      of.rules)
                          : result<notional>{fail("balance not known")};
    if (!equity)
      return;
    most_ = part_of(allotted(*equity, of.settings.allocation),
                    of.settings.limits.max_user_risk, rounding::down);
    if (const auto rate = rate_of(at.quote); rate && at.ask)
      unit_ = price{multiply(at.ask->value(), *rate, rounding::up)};
  }

  [[nodiscard]] bool known() const { return unit_.is_positive(); }

  /// The part of a gap that may be bought.
  quantity take(const gap& each) {
    if (each.order.empty())
      return each.amount; // it was bought within its caps before
    const auto most = of_.settings.limits.max_master_order;
    const auto rate = rate_of(at_.quote);
    if (most && rate
        && multiply(each.of_master.value(), *rate, rounding::up)
             > most->value())
      return {};
    auto& used
      = used_.try_emplace(each.order, bought_of(each.order)).first->second;
    const auto room = at_least_zero(
      bought_for(at_least_zero(most_ - value_of(used, unit_, rounding::up)),
                 unit_, rounding::down));
    const auto taken = std::min(each.amount, room);
    used += taken;
    return taken;
  }

private:
  [[nodiscard]] quantity bought_of(const order_id& order) const {
    const auto found = at_.gaps.bought.find(order);
    return found == at_.gaps.bought.end() ? quantity{} : found->second;
  }
  [[nodiscard]] std::optional<decimal> rate_of(const asset_id& quote) const {
    if (counts_as_currency(of_.rules, quote))
      return decimal{1};
    const auto mark = of_.marks.find(quote);
    return mark == of_.marks.end() ? std::nullopt
                                   : std::optional{mark->second.value()};
  }

  const account_state& of_;
  const asset_state& at_;
  notional most_; ///< per master order, in the reporting currency
  price unit_;    ///< of the base, in the reporting currency
  std::map<order_id, quantity> used_;
};

/// Keeps `most` of all parts together; the last ones are cut first.
void keep_of(std::map<gap_id, quantity>& parts,
             const std::vector<gap_id>& order, quantity most) {
  for (const auto& id : order) {
    auto& part = parts.at(id);
    part = std::min(part, most);
    most -= part;
  }
  std::erase_if(parts, [](const auto& x) { return x.second.is_zero(); });
}

void plan_purchase(plan_line& line, const account_state& of,
                   const asset_state& at, std::map<asset_id, decimal>& held) {
  if (!at.ask)
    line.limit = no_price(at);
  allowance room{of, at};
  if (!line.limit && !room.known())
    line.limit = denial{reason::equity_unknown, "equity not known", {}};
  if (line.limit)
    return;
  repair_order order{of.account.account,
                     at.symbol,
                     at.base,
                     at.quote,
                     direction::entry,
                     {},
                     *at.ask,
                     {},
                     {},
                     {}};
  std::vector<gap_id> in_order;
  quantity allowed;
  for (const auto& each : at.gaps.missing) {
    const auto part = room.take(each);
    allowed += part;
    if (order.parts.try_emplace(each.id).second)
      in_order.push_back(each.id);
    order.parts[each.id] += part;
  }
  const auto& pair = *at.pair;
  order.amount = round_to(at_least_zero(allowed - at.gaps.surplus), pair.lot,
                          rounding::down);
  const auto all = at_least_zero(at.gaps.all_missing() - at.gaps.surplus);
  const auto least = smallest_order(pair, *at.ask);
  if (all < least) {
    line.limit = too_small(all, at, *at.ask);
    return;
  }
  if (order.amount < least) {
    line.limit = denial{reason::risk_cap,
                        fmt::format("{} {} within the caps of the master's "
                                    "orders",
                                    order.amount, at.base),
                        fmt::format("at least {}", least)};
    return;
  }
  keep_of(order.parts, in_order, order.amount);
  const auto what = trial(order, of);
  auto& reserved = held[at.quote];
  const entry_facts facts{what,     of.account,   of.settings,
                          of.rules, of.joined,    at.pair,
                          {},       of.positions, at.book->target(),
                          reserved, of.taker_fee};
  const auto plan = plan_entry(facts);
  line.limit = plan.limit;
  if (!plan.order)
    return;
  if (const auto cut = at.gaps.all_missing() - allowed;
      !line.limit && cut >= least)
    line.limit = denial{
      reason::risk_cap,
      fmt::format("{} {} above the caps of the master's orders", cut, at.base),
      {}};
  reserved += plan.order->hold.amount;
  line.executable = plan.order->request.quantity;
  line.order = std::move(order);
}

// -- sales --------------------------------------------------------------------

void plan_sale(plan_line& line, const account_state& of, const asset_state& at,
               quantity too_much) {
  const auto last = at.bid ? at.bid : at.ask;
  if (!last) {
    line.limit = no_price(at);
    return;
  }
  const auto amount = round_to(std::min(too_much, at.book->position()),
                               at.pair->lot, rounding::down);
  if (amount < smallest_order(*at.pair, *last)) {
    line.limit = too_small(too_much, at, *last);
    return;
  }
  const auto before = at.book->target();
  repair_order order{of.account.account,
                     at.symbol,
                     at.base,
                     at.quote,
                     direction::exit,
                     amount,
                     *last,
                     before,
                     std::min(before, at.gaps.should()),
                     {}};
  const auto what = trial(order, of);
  auto book = *at.book;
  book.exit(what.id, kept_by(what), smallest_order(*at.pair, *last));
  std::optional<quantity> wallet;
  if (of.account.funds)
    wallet = quantity{of.account.funds->of(at.base).available()};
  const auto plan
    = plan_exit({of.account, book, of.settings, at.pair, wallet, last,
                 purpose_of(what, of.account.account, leg::exit(0)), 0});
  line.limit = plan.limit;
  if (!plan.order)
    return;
  line.executable = plan.order->request.quantity;
  line.order = std::move(order);
}

/// Less than a lot is rounding: nobody could hold it otherwise.
bool is_in_order(const asset_state& at) {
  const auto lot = at.pair ? at.pair->lot : quantity{};
  const auto missing = at.gaps.all_missing();
  return (missing < lot || missing.is_zero())
         && (at.gaps.surplus < lot || at.gaps.surplus.is_zero())
         && at.gaps.unsized.empty();
}

} // namespace

std::vector<plan_line> plan_repairs(const account_state& of,
                                    const std::vector<asset_state>& assets) {
  std::vector<plan_line> sales;
  std::vector<plan_line> rest;
  std::map<asset_id, decimal> held;
  for (const auto& at : assets) {
    plan_line line{at.base, at.quote, at.gaps, {}, {}, {}, at.busy};
    const auto missing = at.gaps.all_missing();
    const bool sells = at.gaps.surplus > missing;
    if (is_in_order(at) && at.busy.empty())
      continue;
    if (line.busy.empty() && !at.pair)
      line.limit = denial{reason::unknown_instrument, at.symbol.str(),
                          "listed"};
    else if (line.busy.empty() && sells)
      plan_sale(line, of, at, at.gaps.surplus - missing);
    else if (line.busy.empty())
      plan_purchase(line, of, at, held);
    (sells ? sales : rest).push_back(std::move(line));
  }
  std::ranges::move(rest, std::back_inserter(sales));
  return sales;
}

} // namespace lockstep::copytrade
