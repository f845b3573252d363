#include "copytrade/signals.hpp"

#include "model/mutant.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::copytrade {

namespace {

/// The average price, rounded down, so that the value of a copy is never
/// taken for more than the master's was.
price average_price(const std::vector<execution>& fills, quantity total) {
  const auto same = [&](const execution& fill) {
    return fill.price == fills.front().price;
  };
  if (std::ranges::all_of(fills, same))
    return fills.front().price;
  notional cost;
  for (const auto& fill : fills)
    cost += value_of(fill.quantity, fill.price, rounding::down);
  return price{divide(cost.value(), total.value(), rounding::down)};
}

} // namespace

std::optional<std::string> why_not_copyable(const execution& fill,
                                            const instrument& pair,
                                            const copy_rules& rules) {
  if (fill.margin)
    return "margin orders are not copied";
  if (is_cash(rules, pair.base)) {
    if (rules.copy_cash_conversions)
      return std::nullopt;
    return fmt::format("{} only exchanges one money for another", pair.symbol);
  }
  if (!is_cash(rules, pair.quote) && !rules.copy_crypto_quoted)
    return fmt::format("{} is priced in {}, not in money", pair.symbol,
                       pair.quote);
  return std::nullopt;
}

signal_assembler::signal_assembler(options opts, own_key is_ours)
  : options_{std::move(opts)}, is_ours_{std::move(is_ours)} {}

void signal_assembler::adopt(const asset_id& base, quantity held) {
  positions_[base] = {timeline{held}, timeline{held}};
}

auto signal_assembler::order_of(const order_id& id) -> progress& {
  auto& order = orders_[id];
  order.id = id;
  return order;
}

void signal_assembler::note_once(progress& order, const execution& fill,
                                 reason why, std::string words) {
  if (order.noted.insert(why).second)
    notes_.push_back(
      {fill.order, fill.symbol, fill.side, why, std::move(words), fill.time});
}

/// Counts an execution that is not copied. A sale of tracked coins for other
/// coins still takes them away, or later fractions would be of too much.
intake signal_assembler::set_aside(progress& order, const execution& fill,
                                   const instrument& pair, std::string words) {
  const bool takes_coins = fill.side == side::sell && !fill.margin
                           && !is_cash(options_.rules, pair.base);
  if (takes_coins) {
    positions_[pair.base].known.add(fill, pair.base);
    positions_[pair.base].dispatched.add(fill, pair.base);
    uncopied_.push_back(fill);
  }
  note_once(order, fill, reason::not_copyable, std::move(words));
  return intake::not_copied;
}

intake signal_assembler::add(const execution& fill,
                             const instrument_table& table) {
  if (!fill.key.empty() && is_ours_(fill.key))
    return intake::ours;
  if (!seen_.insert(fill.id).second && !mutated(mutant::no_dedupe))
    return intake::duplicate;
  auto& order = order_of(fill.order);
  const auto at_its_price = [&](const auto& known) {
    return known.second.price == fill.price;
  };
  if (mutated(mutant::dedupe_by_price)
      && std::ranges::any_of(order.fills, at_its_price))
    return intake::duplicate;
  order.executed += fill.quantity;
  compare(order, fill.time);
  if (fill.time < options_.enrolled)
    order.too_old = true;
  const bool begun_before = order.too_old && fill.side == side::buy;
  if (fill.time < options_.enrolled || begun_before) {
    note_once(order, fill, reason::joined_later,
              "the order began before enrolment");
    return intake::too_old;
  }
  const auto* pair = lockstep::find(table, fill.symbol);
  if (!pair) {
    note_once(order, fill, reason::unknown_instrument,
              fmt::format("{} is not in the venue's list", fill.symbol));
    return intake::not_copied;
  }
  if (auto words = why_not_copyable(fill, *pair, options_.rules))
    return set_aside(order, fill, *pair, std::move(*words));
  order.symbol = fill.symbol;
  order.base = pair->base;
  order.quote = pair->quote;
  order.side = fill.side;
  order.fills.emplace(timeline::place{fill.time, fill.id}, fill);
  order.waiting.insert(fill.id);
  waiting_.insert(fill.order);
  positions_[pair->base].known.add(fill, pair->base);
  return intake::taken;
}

void signal_assembler::report(const order_report& what, timestamp now) {
  const bool ours = !what.key.empty() && is_ours_(what.key);
  const bool known = orders_.contains(what.id);
  if (ours || (!known && what.executed.is_zero()))
    return;
  // Executions from before enrolment are not known, and need not be.
  const bool dated = what.opened != timestamp{};
  if (dated && what.opened < options_.enrolled)
    return;
  auto& order = order_of(what.id);
  const bool older = order.last_report && is_closed(order.last_report->state)
                     && !is_closed(what.state);
  if (older)
    return;
  order.last_report = what;
  compare(order, now);
}

void signal_assembler::compare(progress& order, timestamp now) {
  const auto& told = order.last_report;
  if (!told || !is_closed(told->state))
    return;
  if (told->executed == order.executed)
    disagreeing_.erase(order.id);
  else
    disagreeing_.try_emplace(order.id, now);
}

/// The order that goes next: exits before entries, then by time.
auto signal_assembler::pick() -> progress* {
  using rank = std::tuple<bool, timeline::place>;
  progress* best = nullptr;
  std::optional<rank> best_rank;
  for (const auto& id : waiting_) {
    auto& order = orders_.at(id);
    const bool entry = order.side == side::buy;
    if (order.in_flight || (entry && !order.equity_settled))
      continue;
    const auto first = std::ranges::find_if(order.fills, [&](const auto& x) {
      return order.waiting.contains(x.second.id);
    });
    rank here{entry, first->first};
    if (!best_rank || here < *best_rank) {
      best = &order;
      best_rank = std::move(here);
    }
  }
  return best;
}

/// Moves what waits into the dispatched position.
auto signal_assembler::take_batch(progress& order) -> batch {
  batch part;
  auto& position = positions_[order.base].dispatched;
  part.before = position.position();
  for (const auto& [place, fill] : order.fills) {
    if (!order.waiting.contains(fill.id))
      continue;
    part.fills.push_back(fill);
    part.total += fill.quantity;
    part.moved += moved_by(fill, order.base);
    position.add(fill, order.base);
  }
  part.after = position.position();
  order.waiting.clear();
  waiting_.erase(order.id);
  return part;
}

/// False, with a note, if the batch changes nothing that is copied.
bool signal_assembler::worth_copying(progress& order, const batch& part) {
  if (part.before != part.after)
    return true;
  if (order.side == side::sell)
    note_once(order, part.fills.front(), reason::nothing_to_sell,
              fmt::format("it sells {} that was not copied", order.base));
  else
    note_once(order, part.fills.front(), reason::not_copyable,
              fmt::format("what it bought of {} was sold again before it "
                          "could be copied",
                          order.base));
  return false;
}

signal signal_assembler::make_signal(progress& order, const batch& part,
                                     const batch_context& context,
                                     const instrument_table& table) {
  signal s;
  s.id = {order.id, order.dispatched};
  s.venue = options_.venue;
  s.master = options_.master;
  s.batch = order.batches++;
  s.symbol = order.symbol;
  s.base = order.base;
  s.quote = order.quote;
  s.type = part.fills.front().type;
  s.price = average_price(part.fills, part.total);
  s.position_before = part.before;
  s.position_after = part.after;
  s.first_executed = order.fills.begin()->first.first;
  s.executed = part.fills.back().time;
  s.received = context.received;
  s.marks = context.marks;
  for (const auto& fill : part.fills)
    s.executions.push_back(fill.id);
  s.followers = context.followers;
  std::ranges::sort(s.followers);
  s.quantity = part.total;
  if (order.side == side::buy)
    complete_entry(s, order, part);
  else
    complete_exit(s, part, lockstep::find(table, order.symbol));
  return s;
}

void signal_assembler::complete_entry(signal& s, const progress& order,
                                      const batch& part) const {
  s.direction = direction::entry;
  s.equity_before = order.equity;
  const auto gained = part.after - part.before;
  if (gained < part.moved) // the master has already sold some of it again
    s.quantity = gained;
  if (frozen(s.received))
    s.barred = reason::executions_disagree;
}

void signal_assembler::complete_exit(signal& s, const batch& part,
                                     const instrument* pair) {
  s.direction = direction::exit;
  const bool dust = pair && part.after < smallest_order(*pair, s.price);
  s.fraction = part.after.is_zero() || dust
                 ? ratio{decimal{1}}
                 : share_of(part.before - part.after, part.before,
                            rounding::down);
}

std::optional<signal> signal_assembler::next(const batch_context& context,
                                             const instrument_table& table) {
  while (auto* order = pick()) {
    const auto part = take_batch(*order);
    if (!worth_copying(*order, part)) {
      uncopied_.insert(uncopied_.end(), part.fills.begin(), part.fills.end());
      continue;
    }
    order->dispatched += part.total;
    auto made = make_signal(*order, part, context, table);
    order->in_flight = made.id;
    return made;
  }
  return std::nullopt;
}

void signal_assembler::done(const signal_id& which) {
  const auto at = orders_.find(which.order);
  if (at != orders_.end() && at->second.in_flight == which)
    at->second.in_flight.reset();
}

std::vector<note> signal_assembler::take_notes() {
  return std::exchange(notes_, {});
}

std::vector<execution> signal_assembler::take_uncopied() {
  return std::exchange(uncopied_, {});
}

} // namespace lockstep::copytrade
