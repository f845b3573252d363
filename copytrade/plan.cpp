#include "copytrade/plan.hpp"

#include <utility>

namespace lockstep::copytrade {

namespace {

planned_order entry_order(const entry_case& entry, const size_decision& size) {
  const auto& facts = entry.facts;
  order_request request;
  request.key
    = key_of(purpose_of(facts.signal, facts.account.account, leg::entry()));
  request.symbol = facts.signal.symbol;
  request.side = side::buy;
  request.type = order_type::limit;
  request.quantity = size.ordered;
  request.limit = entry.limit;
  request.lifetime = time_in_force::immediate_or_cancel;
  request.deadline = facts.account.now + facts.settings.order_lifetime;
  return {std::move(request), {facts.signal.quote, size.cost.value()}};
}

} // namespace

entry_plan plan_entry(const entry_facts& facts) {
  const entry_case entry{facts};
  const auto& size = entry.size;
  entry_plan plan;
  plan.share = entry.share.value_or(facts.share);
  if (size)
    plan.intended = size->intended;
  auto refusal = first_refusal(entry);
  const bool sized = !refusal || refusal->name == "size";
  if (refusal)
    plan.limit = std::move(refusal->found);
  // No next part comes with which a repair could go.
  if (plan.limit && plan.limit->why == reason::carried && facts.signal.repair)
    plan.limit->why = reason::below_minimum;
  // A part that was refused before it was sized is given up; one that was
  // sized counts, also if it is only carried.
  if (!size || !sized)
    return plan;
  plan.share = size->after;
  if (!refusal) {
    plan.limit = size->limit;
    plan.order = entry_order(entry, *size);
  }
  return plan;
}

row row_of(const entry_facts& facts, const entry_plan& plan) {
  row r;
  r.signal = facts.signal.id;
  r.follower = facts.account.account;
  r.intended = plan.intended;
  r.decided = facts.account.now;
  if (plan.limit) {
    r.why = plan.limit->why;
    r.words = plan.limit->words();
  }
  if (plan.order) {
    r.outcome = outcome::unresolved;
    r.key = plan.order->request.key;
    r.ordered = plan.order->request.quantity;
    return r;
  }
  r.outcome = r.why == reason::stale_signal ? outcome::expired
                                            : outcome::skipped;
  r.ended = facts.account.now;
  return r;
}

} // namespace lockstep::copytrade
