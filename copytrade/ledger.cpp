#include "copytrade/ledger.hpp"

#include <utility>

namespace lockstep::copytrade {

namespace {

bool executed_all(const row& r) {
  return r.ordered.is_positive() && r.executed >= r.ordered;
}

/// What the executions amount to, once nothing more is expected.
outcome outcome_of(const row& r) {
  if (!executed_all(r))
    return outcome::partially_copied;
  const bool clipped = r.why == reason::risk_cap || r.why == reason::asset_cap
                       || r.why == reason::insufficient_cash;
  return clipped ? outcome::partially_copied : outcome::copied;
}

/// Why an order that did not execute at all, or not wholly, ended so.
reason cause_of(const row& r, const order_end& end) {
  if (end.why != reason::none)
    return end.why;
  switch (end.state) {
    case order_state::rejected:
      return reason::rejected_by_venue;
    case order_state::expired:
      return reason::deadline_passed;
    case order_state::unknown:
      return reason::unresolved;
    default:
      return executed_all(r) ? r.why : reason::price_moved;
  }
}

notional fees_in_quote(const execution& fill, const asset_id& base,
                       const asset_id& quote) {
  notional sum;
  for (const auto& paid : fill.fees)
    if (paid.asset == quote)
      sum += notional{paid.amount};
    else if (paid.asset == base)
      sum += value_of(quantity{paid.amount}, fill.price, rounding::up);
  return sum;
}

outcome end_without_executions(order_state state) {
  return state == order_state::rejected  ? outcome::failed
         : state == order_state::unknown ? outcome::unresolved
                                         : outcome::expired;
}

size_t& counter_of(tally& t, outcome o) {
  switch (o) {
    case outcome::copied:
      return t.copied;
    case outcome::partially_copied:
      return t.partially_copied;
    case outcome::skipped:
      return t.skipped;
    case outcome::failed:
      return t.failed;
    case outcome::expired:
      return t.expired;
    case outcome::exit_pending:
      return t.exit_pending;
    case outcome::unresolved:
      break;
  }
  return t.unresolved;
}

} // namespace

row with_execution(row r, const execution& fill, const asset_id& base,
                   const asset_id& quote) {
  r.executed += fill.quantity;
  r.value += fill.cost;
  r.fees += fees_in_quote(fill, base, quote);
  if (!is_final(r.outcome))
    return r;
  if (executed_all(r) && !r.words.empty())
    r.words.clear(); // the venue's words were about an earlier verdict
  if (executed_all(r) && outcome_of(r) == outcome::copied)
    r.why = reason::none;
  r.outcome = outcome_of(r);
  r.ended = fill.time;
  return r;
}

row with_end(row r, const order_end& end) {
  r.ended = end.time;
  if (!end.words.empty())
    r.words = end.words;
  if (!executed_all(r))
    r.why = cause_of(r, end);
  r.outcome = r.executed.is_positive() ? outcome_of(r)
                                       : end_without_executions(end.state);
  if (r.outcome == outcome::copied)
    r.why = reason::none;
  return r;
}

size_t tally::sum() const {
  return copied + partially_copied + skipped + failed + expired + unresolved
         + exit_pending + silent;
}

bool tally::settled() const {
  return unresolved + exit_pending + silent == 0;
}

void ledger::expect(const signal& what) {
  const auto [at, is_new] = signals_.try_emplace(what.id);
  if (is_new)
    expected_.push_back(what.id);
  auto& answers = at->second;
  for (const auto& follower : what.followers)
    answers.try_emplace(follower);
}

ledger::change ledger::record(const row& r) {
  const auto at = signals_.find(r.signal);
  if (at == signals_.end())
    return change::refused;
  const auto slot = at->second.find(r.follower);
  if (slot == at->second.end())
    return change::refused;
  const auto before = std::exchange(slot->second, r);
  if (!before)
    return change::first;
  if (*before == r)
    return change::same;
  if (!is_final(before->outcome))
    return change::progress;
  if (r.executed > before->executed)
    return change::corrected;
  slot->second = before;
  return change::refused;
}

const row* ledger::find(const signal_id& which,
                        const account_id& follower) const {
  const auto at = signals_.find(which);
  if (at == signals_.end())
    return nullptr;
  const auto slot = at->second.find(follower);
  return slot == at->second.end() || !slot->second ? nullptr : &*slot->second;
}

tally ledger::count(const signal_id& which) const {
  tally t;
  const auto at = signals_.find(which);
  if (at == signals_.end())
    return t;
  t.followers = at->second.size();
  for (const auto& [follower, slot] : at->second)
    ++(slot ? counter_of(t, slot->outcome) : t.silent);
  return t;
}

std::vector<row> ledger::rows(const signal_id& which) const {
  std::vector<row> all;
  const auto at = signals_.find(which);
  if (at != signals_.end())
    for (const auto& [follower, slot] : at->second)
      if (slot)
        all.push_back(*slot);
  return all;
}

std::vector<signal_id> ledger::open() const {
  std::vector<signal_id> all;
  for (const auto& which : expected_)
    if (!count(which).settled())
      all.push_back(which);
  return all;
}

void ledger::forget(const signal_id& which) {
  if (count(which).settled() && signals_.erase(which) > 0)
    std::erase(expected_, which);
}

} // namespace lockstep::copytrade
