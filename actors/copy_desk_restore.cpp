#include "actors/copy_desk.hpp"
#include "actors/payloads.hpp"
#include "model/mutant.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace lockstep::actors {

namespace {

using copytrade::signal_id;

/// What was reserved for an order; worked out, without the fee, for those that
/// an older version wrote.
decimal hold_of(const journal::intent_record& from) {
  if (const auto written = decimal::parse(from.payload))
    return *written;
  const auto& order = from.order;
  if (order.side == side::sell)
    return order.quantity.value();
  return value_of(order.quantity, order.limit.value_or(price{}), rounding::up)
    .value();
}

} // namespace

/// Books depend on the order of signals, so intents and notes are replayed in
/// the order of their numbers; executions may come in any order after that.
result<void> copy_desk::restore(const restored_account& from) {
  for (const auto& stored : from.rows) {
    if (stored.from.account != who_->account)
      continue;
    auto r = row_from(stored);
    if (!r)
      return tl::unexpected{r.error()};
    rows_[r->signal] = *r;
    names_[stored.signal] = r->signal;
  }
  std::vector<std::pair<journal::sequence, std::function<result<void>()>>>
    steps;
  for (const auto& known : from.intents)
    steps.emplace_back(known.intent.from.number, [this, &known] {
      restore_intent(known);
      return result<void>{};
    });
  for (const auto& note : from.notes)
    steps.emplace_back(note.from.number, [this, &note, &from] {
      return restore_note(note, from);
    });
  std::ranges::stable_sort(steps, {}, &decltype(steps)::value_type::first);
  for (const auto& [number, step] : steps)
    if (auto done = step(); !done)
      return done;
  names_.clear();
  for (const auto& record : from.executions) {
    if (mutated(mutant::executions_forgotten))
      break;
    auto& of = position_of(base_of(record.fill.symbol));
    of.book.apply(record.fill);
    of.last_execution = std::max(of.last_execution, record.from.at);
    if (const auto at = orders_.find(record.fill.key); at != orders_.end())
      at->second.executed += record.fill.quantity;
  }
  for (const auto& base : refused_)
    position_of(base).refuse();
  refused_.clear();
  return {};
}

void copy_desk::restore_intent(const journal::known_intent& from) {
  const auto& order = from.intent.order;
  auto& of = position_of(base_of(order.symbol));
  if (order.side == side::buy)
    of.book.enter(order.key, order.quantity);
  else
    of.book.sell(order.key, order.quantity);
  if (order.side == side::sell)
    refused_.erase(base_of(order.symbol));
  signal_id origin;
  if (const auto at = names_.find(from.intent.signal); at != names_.end())
    origin = at->second;
  origins_[order.key] = origin;
  const bool ended = from.newest && from.newest->ends;
  if (ended)
    of.book.close(order.key);
  else
    unfinished_.push_back(order);
  if (ended && order.side == side::sell
      && is_too_small(from.newest->state, from.newest->why))
    refused_.insert(base_of(order.symbol));
  if (!ended)
    orders_[order.key]
      = {origin,     base_of(order.symbol), quote_of(order.symbol),
         order.side, hold_of(from.intent),  {}};
  for (auto& job : of.exits)
    if (order.side == side::sell && job.signal.id == origin) {
      ++job.orders;
      ++job.rung;
      if (!ended)
        job.open = order.key;
    }
}

result<void> copy_desk::restore_note(const journal::note_record& from,
                                     const restored_account& all) {
  if (from.kind == "share") {
    auto share = decode_share(from.payload);
    if (!share)
      return tl::unexpected{share.error()};
    shares_[order_id{from.key.substr(0, from.key.rfind('@'))}] = *share;
  } else if (from.kind == "closing") {
    shares_.erase(order_id{from.key});
  } else if (from.kind == "exit") {
    auto exit = decode_exit(from.payload);
    if (!exit)
      return tl::unexpected{exit.error()};
    auto& of = position_of(exit->base);
    if (const auto at = names_.find(from.key); at != names_.end()) {
      of.book.exit(at->second, exit->kept, exit->smallest);
      restore_exit_job(at->second, all, of);
    }
  } else if (from.kind == "adopted" && who_->settings.adopt_existing) {
    const auto held = decimal::parse(from.payload);
    if (!held)
      return fail("the adopted {} of {} can not be read: '{}'", from.key,
                  who_->account, from.payload);
    position_of(asset_id{from.key}).book.adopt(quantity{*held});
    adopted_ = true;
  } else if (from.kind == "manual_trade") {
    auto clip = decode_clip(from.payload);
    if (!clip)
      return tl::unexpected{clip.error()};
    position_of(clip->base).book.clip(clip->taken);
  }
  return {};
}

void copy_desk::restore_exit_job(const signal_id& id,
                                 const restored_account& all, position& of) {
  for (const auto& record : all.signals) {
    if (record.id != id.str())
      continue;
    if (auto what = decode_signal(record.payload))
      of.exits.push_back(
        {*what, 0, 0, std::nullopt, is_final(rows_[id].outcome), {}});
  }
}

} // namespace lockstep::actors
