#include "copytrade/equity.hpp"

#include "model/mutant.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace lockstep::copytrade {

namespace {

using entries = std::vector<const ledger_entry*>;

/// A snapshot and the ledger may differ by what venues round; not by more.
const decimal one_cent = *decimal::parse("0.01");

/// The entry of the same moment that the others follow on: no other one left
/// the balance that it found.
const ledger_entry* first_of_moment(const entries& moment) {
  for (const auto* entry : moment)
    if (std::ranges::none_of(moment, [&](const auto* other) {
          return other != entry
                 && other->balance_after == entry->balance_before();
        }))
      return entry;
  return moment.front();
}

/// The entry of the same moment that no other one follows on.
const ledger_entry* last_of_moment(const entries& moment) {
  for (const auto* entry : moment)
    if (std::ranges::none_of(moment, [&](const auto* other) {
          return other != entry
                 && other->balance_before() == entry->balance_after;
        }))
      return entry;
  return moment.back();
}

timestamp time_of(const ledger_entry* entry) {
  return entry->time;
}

entries at(const entries& all, timestamp when) {
  entries moment;
  std::ranges::copy_if(all, std::back_inserter(moment),
                       [&](const auto* entry) { return entry->time == when; });
  return moment;
}

const ledger_entry* earliest(const entries& all) {
  return first_of_moment(
    at(all, (*std::ranges::min_element(all, {}, time_of))->time));
}

const ledger_entry* latest(const entries& all) {
  return last_of_moment(
    at(all, (*std::ranges::max_element(all, {}, time_of))->time));
}

/// The ledger sorted by what it means for one order.
struct order_ledger {
  std::set<std::string> references; ///< the order's executions
  timestamp begin;                  ///< of its first movement
};

/// Both sides of the order's first execution must be in the ledger.
result<order_ledger> locate(std::span<const ledger_entry> ledger,
                            std::span<const execution> executions) {
  if (executions.empty())
    return fail("the order has no execution yet");
  const auto& first = executions.front().id;
  order_ledger found;
  for (const auto& fill : executions)
    found.references.insert(fill.id.str());
  bool given = false;
  bool taken = false;
  std::optional<timestamp> begin;
  for (const auto& entry : ledger) {
    if (!found.references.contains(entry.reference))
      continue;
    begin = std::min(begin.value_or(entry.time), entry.time);
    if (entry.reference == first.str())
      (entry.amount.is_negative() ? given : taken) = true;
  }
  if (!given || !taken)
    return fail("the ledger does not show the execution {} yet", first);
  found.begin = *begin;
  return found;
}

/// The balance of one asset just before the moment of the order's first
/// movement.
result<decimal> balance_before(const asset_id& asset,
                               const equity_evidence& evidence,
                               const order_ledger& order) {
  if (mutated(mutant::equity_after))
    return evidence.snapshot.of(asset).total;
  entries since;
  entries before;
  for (const auto& entry : evidence.ledger)
    if (entry.asset == asset)
      (entry.time >= order.begin ? since : before).push_back(&entry);
  if (!since.empty())
    return earliest(since)->balance_before();
  const auto told = evidence.snapshot.of(asset).total;
  if (before.empty())
    return told;
  const auto* last = latest(before);
  const bool newer = evidence.snapshot.as_of > last->time;
  if (newer && abs(told - last->balance_after) > one_cent)
    return fail("the balance says {} {}, the ledger {}", told, asset,
                last->balance_after);
  return last->balance_after;
}

result<notional> value_of_positions(const position_table& positions,
                                    const mark_table& marks,
                                    const copy_rules& rules) {
  notional sum;
  for (const auto& [asset, held] : positions) {
    if (held.is_zero() || counts_as_currency(rules, asset))
      continue;
    const auto mark = marks.find(asset);
    if (mark == marks.end())
      return fail("there is no price for {}", asset);
    sum += value_of(held, mark->second, rounding::down);
  }
  return sum;
}

std::set<asset_id> currencies_of(const equity_evidence& evidence,
                                 const copy_rules& rules) {
  std::set<asset_id> found;
  for (const auto& [asset, held] : evidence.snapshot.holdings)
    if (counts_as_currency(rules, asset))
      found.insert(asset);
  for (const auto& entry : evidence.ledger)
    if (counts_as_currency(rules, entry.asset))
      found.insert(entry.asset);
  return found;
}

} // namespace

result<notional> equity_of(const balance& funds,
                           const position_table& positions,
                           const mark_table& marks, const copy_rules& rules) {
  auto sum = value_of_positions(positions, marks, rules);
  if (!sum)
    return sum;
  for (const auto& [asset, held] : funds.holdings)
    if (counts_as_currency(rules, asset))
      *sum += notional{held.total};
  return sum;
}

notional allotted(notional equity, const allocation& part) {
  if (const auto* amount = std::get_if<notional>(&part))
    return std::min(*amount, equity);
  if (const auto* share = std::get_if<ratio>(&part))
    return part_of(equity, *share, rounding::down);
  return equity;
}

result<notional> equity_before(const equity_evidence& evidence,
                               const copy_rules& rules) {
  const auto order = locate(evidence.ledger, evidence.executions);
  if (!order)
    return tl::unexpected{order.error()};
  auto sum = value_of_positions(evidence.positions, evidence.marks, rules);
  if (!sum)
    return sum;
  for (const auto& asset : currencies_of(evidence, rules)) {
    const auto cash = balance_before(asset, evidence, *order);
    if (!cash)
      return tl::unexpected{cash.error()};
    *sum += notional{*cash};
  }
  return sum;
}

std::set<execution_id> executed_since(std::span<const ledger_entry> ledger,
                                      std::span<const execution> executions) {
  std::set<execution_id> since;
  if (const auto order = locate(ledger, executions))
    for (const auto& entry : ledger)
      if (entry.time >= order->begin)
        since.emplace(entry.reference);
  return since;
}

bool is_app_trade(const ledger_entry& entry) {
  return entry.kind == ledger_kind::conversion;
}

bool is_external_change(const ledger_entry& entry) {
  return entry.kind != ledger_kind::trade && !is_app_trade(entry);
}

} // namespace lockstep::copytrade
