#include "actors/recording/recorded_desk.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

namespace lockstep::actors {

namespace {

using namespace recording;

/// Rows that are told and journaled are in the records; who tells others,
/// repeats what was told before.
bool are_journaled(const desk_steps& steps) {
  const auto count = std::ranges::count_if(
    steps.journal.records, [](const journal_record& record) {
      return std::holds_alternative<journal::row_record>(record);
    });
  return static_cast<size_t>(count) == steps.rows.size();
}

} // namespace

outcome outcome_of(const desk_steps& steps) {
  outcome out;
  out.orders = steps.orders;
  if (!are_journaled(steps))
    out.told = steps.rows;
  return out;
}

void recorded_desk::take_facts(recorded_call& call,
                               const desk_facts& facts) const {
  const auto& told = facts.account;
  call.facts = known_facts{told.barred,         told.barred_words,
                           told.entries_halted, told.all_halted,
                           told.paused,         told.venue,
                           told.funds,          facts.taker_fee,
                           facts.joined,        told.funds_settled};
  call.market = market_;
}

/// Whatever becomes of the call, it is in the log.
template <class Decide>
desk_steps recorded_desk::recorded(const std::shared_ptr<recorded_call>& call,
                                   const Decide& decide) {
  desk_steps steps;
  try {
    steps = decide();
  } catch (const std::exception& e) {
    call->out.threw = e.what();
    by_.tell(call);
    throw;
  }
  call->out = outcome_of(steps);
  for (auto& record : steps.journal.records)
    std::visit([&](auto& x) { x.from.inputs = {call->number}; }, record);
  if (steps.journal.records.empty())
    by_.tell(call);
  else
    steps.journal.call = call;
  return steps;
}

template <class Decide>
desk_steps recorded_desk::recorded(arguments what, const desk_facts& facts,
                                   const Decide& decide) {
  auto call = by_.begin(std::move(what), facts.account.now, steps_);
  take_facts(*call, facts);
  return recorded(call, decide);
}

result<void>
recorded_desk::restore(const std::shared_ptr<const restored_account>& from) {
  begun_ = true;
  auto done = desk_.restore(*from);
  if (!by_)
    return done;
  auto call = by_.begin(begin_desk{who_, from}, by_.now(), steps_);
  if (done)
    call->out.unfinished = desk_.unfinished();
  else
    call->out.threw = done.error().text;
  by_.tell(std::move(call));
  return done;
}

/// Accounts tell what they were enrolled with again and again.
desk_steps recorded_desk::adopt(const std::map<asset_id, quantity>& held,
                                timestamp now) {
  const bool nothing = !who_->settings.adopt_existing
                       || std::exchange(adopted_, true);
  if (!by_ || nothing)
    return desk_.adopt(held, now);
  return recorded(by_.begin(recording::adopt{held}, now, steps_),
                  [&] { return desk_.adopt(held, now); });
}

desk_steps recorded_desk::on_signal(const signal_ptr& what,
                                    const desk_facts& facts) {
  const auto decide = [&] { return desk_.on_signal(*what, facts); };
  return by_ ? recorded(recording::on_signal{what}, facts, decide) : decide();
}

std::vector<copytrade::netted>
recorded_desk::net(const std::vector<dispatch>& waited,
                   const desk_facts& facts) {
  std::vector<copytrade::signal> signals;
  net_signals arguments;
  for (const auto& each : waited) {
    signals.push_back(*each.signal);
    arguments.waited.push_back(each.signal);
  }
  auto found = desk_.net(signals, facts);
  if (by_) {
    auto call = by_.begin(std::move(arguments), facts.account.now, steps_);
    take_facts(*call, facts);
    call->out.netted = found;
    by_.tell(std::move(call));
  }
  return found;
}

desk_steps recorded_desk::on_netted(const copytrade::netted& what, size_t which,
                                    const desk_facts& facts) {
  const auto decide = [&] { return desk_.on_netted(what, facts); };
  return by_ ? recorded(recording::on_netted{which}, facts, decide) : decide();
}

desk_steps recorded_desk::on_fault(const copytrade::signal& what, timestamp now,
                                   const std::string& words) {
  const auto decide = [&] { return desk_.on_fault(what, now, words); };
  if (!by_)
    return decide();
  return recorded(by_.begin(recording::on_fault{what.id, words}, now, steps_),
                  decide);
}

desk_steps recorded_desk::on_placement(const order_key& key,
                                       const placement& told,
                                       const desk_facts& facts) {
  const auto decide = [&] { return desk_.on_placement(key, told, facts); };
  return by_ ? recorded(recording::on_placement{key, told}, facts, decide)
             : decide();
}

desk_steps recorded_desk::on_order(const order_update& news,
                                   const desk_facts& facts) {
  const auto decide = [&] { return desk_.on_order(news, facts); };
  return by_ ? recorded(recording::on_order{news}, facts, decide) : decide();
}

desk_steps recorded_desk::on_balance(const desk_facts& facts) {
  const auto decide = [&] {
    return desk_.on_balance(*facts.account.funds, facts);
  };
  return by_ ? recorded(recording::on_balance{}, facts, decide) : decide();
}

/// Before it has begun, there is nothing to hurry.
void recorded_desk::hurry_sales() {
  desk_.hurry_sales();
  if (by_ && begun_)
    by_.tell(by_.begin(recording::hurry_sales{}, by_.now(), steps_));
}

desk_steps recorded_desk::sell_excess(const desk_facts& facts) {
  const auto decide = [&] { return desk_.sell_excess(facts); };
  return by_ ? recorded(recording::sell_excess{}, facts, decide) : decide();
}

desk_steps recorded_desk::on_master_order_end(const order_id& order,
                                              const desk_facts& facts) {
  const auto decide = [&] { return desk_.on_master_order_end(order, facts); };
  return by_ ? recorded(recording::on_master_order_end{order}, facts, decide)
             : decide();
}

} // namespace lockstep::actors
