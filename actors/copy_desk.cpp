#include "actors/copy_desk.hpp"

#include "actors/payloads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;
using copytrade::leg;
using copytrade::outcome;
using copytrade::row;

/// How long to wait before trying a sale again that was refused.
constexpr duration sale_pause = 1s;
constexpr duration sale_pause_max = 60s;

order_state end_state(const placement& told) {
  return told.what == placement::kind::rejected ? order_state::rejected
                                                : order_state::expired;
}

bool was_denied(const placement& told) {
  return told.what == placement::kind::denied;
}

} // namespace

asset_id base_of(const symbol_id& symbol) {
  return asset_id{symbol.str().substr(0, symbol.str().find('/'))};
}

bool is_too_small(order_state ended, reason why) {
  return ended == order_state::rejected && why == reason::below_minimum;
}

asset_id quote_of(const symbol_id& symbol) {
  return asset_id{symbol.str().substr(symbol.str().find('/') + 1)};
}

void desk_steps::add(desk_steps more) {
  std::ranges::move(more.journal.records, std::back_inserter(journal.records));
  std::ranges::move(more.orders, std::back_inserter(orders));
  std::ranges::move(more.rows, std::back_inserter(rows));
}

// -- records ------------------------------------------------------------------

journal::header copy_desk::header(timestamp now) const {
  return {0, now, who_->account, who_->venue, who_->mode, {}};
}

journal::note_record
copy_desk::note(const std::string& kind, const std::string& key,
                const std::string& payload, timestamp now) const {
  return {header(now), kind, key, reason::none, {}, payload};
}

journal::intent_record
copy_desk::intent(const order_request& order, const std::string& signal,
                  const std::string& what, decimal hold, timestamp now) const {
  return {header(now), order, signal, what, hold.str()};
}

void copy_desk::put_row(row r, desk_steps& steps, timestamp now) {
  auto& kept = rows_[r.signal];
  if (kept == r)
    return;
  kept = r;
  auto record = record_of(r);
  record.from = header(now);
  steps.journal.records.emplace_back(std::move(record));
  steps.rows.push_back(std::move(r));
}

copy_desk::position& copy_desk::position_of(const asset_id& base) {
  return positions_.try_emplace(base, base).first->second;
}

const instrument* copy_desk::pair_of(const copytrade::signal& what,
                                     const desk_facts& facts) const {
  return find(facts.market->venue->table(), what.symbol);
}

// -- coins from before --------------------------------------------------------

/// A note for each asset, because the place among the signals counts: an exit
/// before it does not sell what came after it.
desk_steps copy_desk::adopt(const std::map<asset_id, quantity>& held,
                            timestamp now) {
  desk_steps steps;
  if (!who_->settings.adopt_existing || std::exchange(adopted_, true))
    return steps;
  for (const auto& [base, quantity] : held) {
    if (is_cash(*who_->rules, base) || !quantity.is_positive())
      continue;
    position_of(base).book.adopt(quantity);
    steps.journal.records.emplace_back(
      note("adopted", base.str(), quantity.str(), now));
  }
  return steps;
}

// -- signals ------------------------------------------------------------------

desk_steps copy_desk::on_signal(const copytrade::signal& what,
                                const desk_facts& facts) {
  if (const auto at = rows_.find(what.id); at != rows_.end())
    return {{}, {}, {at->second}};
  if (what.repair && what.repair->account != who_->account)
    return on_fault(what, facts.account.now,
                    fmt::format("it repairs {}", what.repair->account));
  return what.direction == copytrade::direction::entry ? on_entry(what, facts)
                                                       : on_exit(what, facts);
}

std::vector<copytrade::netted>
copy_desk::net(const std::vector<copytrade::signal>& waited,
               const desk_facts& facts) const {
  std::vector<copytrade::signal> missed;
  for (const auto& what : waited)
    if (!rows_.contains(what.id)
        && std::ranges::find(missed, what.id, &copytrade::signal::id)
             == missed.end())
      missed.push_back(what);
  return copytrade::net(missed, facts.account.now,
                        who_->settings.limits.max_entry_age);
}

desk_steps copy_desk::on_netted(const copytrade::netted& what,
                                const desk_facts& facts) {
  if (!what.skipped)
    return on_signal(what.what, facts);
  row r;
  r.signal = what.what.id;
  r.follower = who_->account;
  r.outcome = outcome::expired;
  r.why = what.skipped->why;
  r.words = what.skipped->words();
  r.decided = r.ended = facts.account.now;
  desk_steps steps;
  put_row(std::move(r), steps, facts.account.now);
  return steps;
}

desk_steps copy_desk::on_fault(const copytrade::signal& what, timestamp now,
                               const std::string& words) {
  desk_steps steps;
  if (rows_.contains(what.id))
    return steps; // its order, if there is one, goes its way
  row r;
  r.signal = what.id;
  r.follower = who_->account;
  r.outcome = outcome::failed;
  r.why = reason::internal_error;
  r.words = words;
  r.decided = r.ended = now;
  put_row(std::move(r), steps, now);
  return steps;
}

desk_steps copy_desk::on_entry(const copytrade::signal& what,
                               const desk_facts& facts) {
  decimal reserved;
  for (const auto& [key, order] : orders_)
    if (order.side == side::buy && order.quote == what.quote)
      reserved += order.hold;
  auto& book = position_of(what.base).book;
  auto& share = shares_[what.id.order];
  const copytrade::entry_facts question{what,           facts.account,
                                        who_->settings, *who_->rules,
                                        facts.joined,   pair_of(what, facts),
                                        share,          positions(),
                                        book.target(),  reserved,
                                        facts.taker_fee};
  auto plan = plan_entry(question);
  const auto now = facts.account.now;
  desk_steps steps;
  const auto signal = what.id.str();
  if (plan.share != share) {
    share = plan.share;
    steps.journal.records.emplace_back(
      note("share", signal, encode(plan.share), now));
  }
  put_row(row_of(question, plan), steps, now);
  if (!plan.order)
    return steps;
  const auto& request = plan.order->request;
  book.enter(request.key, request.quantity);
  origins_[request.key] = what.id;
  orders_[request.key]
    = {what.id, what.base, what.quote, side::buy, plan.order->hold.amount, {}};
  steps.journal.records.emplace_back(
    intent(request, signal, leg::entry().str(), plan.order->hold.amount, now));
  steps.orders.push_back(place_order{request, notional{plan.order->hold.amount},
                                     priority::entry, what.executed});
  return steps;
}

desk_steps copy_desk::on_exit(const copytrade::signal& what,
                              const desk_facts& facts) {
  const auto now = facts.account.now;
  auto& of = position_of(what.base);
  const auto* pair = pair_of(what, facts);
  const auto smallest = pair ? smallest_order(*pair, what.price) : quantity{};
  const auto kept = copytrade::kept_by(what);
  desk_steps steps;
  steps.journal.records.emplace_back(
    note("exit", what.id.str(), encode(exit_payload{what.base, kept, smallest}),
         now));
  of.book.exit(what.id, kept, smallest);
  row r;
  r.signal = what.id;
  r.follower = who_->account;
  r.intended = of.book.to_sell();
  r.decided = now;
  rows_[what.id] = r; // settled or told below
  of.exits.push_back({what, 0, 0, std::nullopt, false, {}});
  steps.add(sell(of, facts));
  return steps;
}

// -- sales --------------------------------------------------------------------

void copy_desk::hurry_sales() {
  for (auto& [base, of] : positions_)
    for (auto& job : of.exits)
      job.not_before = {};
}

desk_steps copy_desk::sell_excess(const desk_facts& facts) {
  desk_steps steps;
  for (auto& [base, of] : positions_)
    steps.add(sell(of, facts));
  return steps;
}

/// Gives the excess to the oldest sale that has no order under way; if all
/// are done, the newest one takes late executions of entries up again.
desk_steps copy_desk::sell(position& of, const desk_facts& facts) {
  desk_steps steps;
  if (of.exits.empty())
    return steps;
  if (of.has_to_sell()) {
    const auto idle = std::ranges::find_if(of.exits, [](const exit_job& job) {
      return !job.open && !job.done;
    });
    auto& job = idle != of.exits.end() ? *idle : of.exits.back();
    if (!job.open && job.not_before <= facts.account.now)
      steps.add(place_exit(of, job, facts));
  }
  steps.add(settle_exits(of, facts));
  return steps;
}

desk_steps copy_desk::place_exit(position& of, exit_job& job,
                                 const desk_facts& facts) {
  const auto now = facts.account.now;
  const auto& base = job.signal.base;
  std::optional<quantity> wallet;
  if (facts.account.funds)
    wallet = quantity{facts.account.funds->of(base).available()};
  std::optional<price> last = job.signal.price;
  const auto& tickers = facts.market->tickers;
  if (const auto at = tickers.find(job.signal.symbol); at != tickers.end())
    last = at->second.bid;
  const auto what = leg::exit(job.orders);
  const auto plan = copytrade::plan_exit(
    {facts.account, of.book, who_->settings, pair_of(job.signal, facts), wallet,
     last, purpose_of(job.signal, who_->account, what), job.rung});
  desk_steps steps;
  auto r = rows_[job.signal.id];
  if (!plan.order) {
    auto told = row_of(job.signal, facts.account, plan);
    job.done = !plan.waits;
    r.why = told.why;
    r.words = told.words;
    if (plan.waits) {
      r.outcome = outcome::exit_pending;
      r.ended = {}; // it may have ended before more was to be sold
    } else if (r.executed.is_positive()) {
      // What is left is too small to sell: the sale is as done as it can be.
      r = with_end(std::move(r), {order_state::filled, told.why, {}, now});
    } else {
      r.outcome = told.outcome;
      r.ended = now;
    }
    put_row(std::move(r), steps, now);
    return steps;
  }
  const auto& request = plan.order->request;
  of.book.sell(request.key, request.quantity);
  of.dust = {};
  origins_[request.key] = job.signal.id;
  orders_[request.key] = {job.signal.id,           base,
                          job.signal.quote,        side::sell,
                          plan.order->hold.amount, {}};
  job.open = request.key;
  job.done = false;
  ++job.orders;
  ++job.rung;
  r.outcome = outcome::unresolved;
  r.ended = {};
  r.why = reason::none;
  r.words.clear();
  r.key = request.key;
  r.ordered = std::max(r.ordered, r.executed + request.quantity);
  r.intended = std::max(r.intended, r.ordered);
  put_row(std::move(r), steps, now);
  steps.journal.records.emplace_back(intent(
    request, job.signal.id.str(), what.str(), plan.order->hold.amount, now));
  steps.orders.push_back(
    place_order{request, {}, priority::exit, job.signal.executed});
  return steps;
}

/// Ends the rows of sales that have nothing left to do.
desk_steps copy_desk::settle_exits(position& of, const desk_facts& facts) {
  desk_steps steps;
  const auto now = facts.account.now;
  const bool sold = !of.has_to_sell();
  const bool more_may_come = of.book.open_entries().is_positive();
  const bool too_small = of.dust.is_positive();
  for (auto& job : of.exits) {
    if (job.open || job.done)
      continue;
    auto r = rows_[job.signal.id];
    if (!sold || (more_may_come && r.executed.is_zero())) {
      if (r.outcome != outcome::exit_pending)
        r.why = reason::unresolved;
    } else if (r.executed.is_zero()) {
      r.outcome = outcome::skipped;
      r.why = too_small ? reason::below_minimum : reason::nothing_to_sell;
      r.ended = now;
      job.done = true;
    } else {
      const auto why = too_small ? reason::below_minimum : reason::none;
      r = with_end(std::move(r), {order_state::filled, why, {}, now});
      job.done = true;
    }
    put_row(std::move(r), steps, now);
  }
  while (of.exits.size() > 1 && of.exits.front().done)
    of.exits.erase(of.exits.begin());
  return steps;
}

// -- news ---------------------------------------------------------------------

void copy_desk::end_order(const order_key& key, desk_steps& steps,
                          const copytrade::order_end& end) {
  const auto at = orders_.find(key);
  if (at == orders_.end())
    return;
  const auto order = at->second;
  orders_.erase(at);
  auto& of = position_of(order.base);
  of.book.close(key);
  journal::event_record event;
  event.from = header(end.time);
  event.key = key;
  event.state = end.state;
  event.executed = order.executed;
  event.why = end.why;
  event.words = end.words;
  event.ends = true;
  steps.journal.records.emplace_back(std::move(event));
  if (order.side == side::buy) {
    put_row(with_end(rows_[order.signal], end), steps, end.time);
    return;
  }
  if (is_too_small(end.state, end.why))
    of.refuse();
  for (auto& job : of.exits)
    if (job.open == key) {
      job.open.reset();
      // Refused, or lost on its way: the same at once would end the same. What
      // only found no buyer goes one step down the ladder at once.
      if (order.executed.is_zero() && end.state != order_state::canceled)
        job.not_before
          = end.time
            + std::min<duration>(sale_pause_max,
                                 sale_pause * (1 << std::min(job.orders, 6u)));
    }
}

desk_steps copy_desk::on_placement(const order_key& key, const placement& told,
                                   const desk_facts& facts) {
  desk_steps steps;
  const auto at = orders_.find(key);
  if (at == orders_.end() || told.what == placement::kind::accepted)
    return steps;
  const auto now = facts.account.now;
  auto r = rows_[at->second.signal];
  if (told.what == placement::kind::unknown) {
    r.why = reason::unresolved;
    r.words = told.words;
    put_row(std::move(r), steps, now);
    return steps;
  }
  if (!at->second.executed.is_zero())
    return steps; // it executed all the same; its news tell how it ends
  const bool entry = at->second.side == side::buy;
  end_order(key, steps, {end_state(told), told.why, told.words, now});
  if (entry && was_denied(told)) {
    r.outcome = outcome::skipped;
    r.why = told.why;
    r.words = told.words;
    r.ended = now;
    put_row(std::move(r), steps, now);
  }
  steps.add(sell_excess(facts));
  return steps;
}

desk_steps copy_desk::on_order(const order_update& news,
                               const desk_facts& facts) {
  desk_steps steps;
  for (auto& [base, of] : positions_) {
    if (!of.book.knows(news.key))
      continue;
    for (const auto& fill : news.executions) {
      if (of.book.apply(fill) != copytrade::copy_book::applied::taken)
        continue;
      of.last_execution = facts.account.now;
      steps.journal.records.emplace_back(
        journal::execution_record{header(facts.account.now), fill});
      if (const auto at = orders_.find(news.key); at != orders_.end())
        at->second.executed += fill.quantity;
      const auto& origin = origins_.at(news.key);
      put_row(with_execution(rows_[origin], fill, base, quote_of(fill.symbol)),
              steps, facts.account.now);
    }
  }
  if (news.complete)
    end_order(news.key, steps,
              {news.state, news.why, news.words, facts.account.now});
  steps.add(sell_excess(facts));
  return steps;
}

desk_steps copy_desk::on_balance(const balance& told, const desk_facts& facts) {
  auto steps = take_off(told, facts);
  steps.add(sell_excess(facts));
  return steps;
}

desk_steps copy_desk::take_off(const balance& told, const desk_facts& facts) {
  desk_steps steps;
  for (auto& [base, of] : positions_) {
    if (told.as_of < of.last_execution + balance_lag)
      continue;
    const auto gone = of.book.missing(quantity{told.of(base).total});
    if (!gone)
      continue;
    of.book.clip(*gone);
    auto record = note("manual_trade",
                       fmt::format("{}@{}", base, to_rfc3339(told.as_of)),
                       encode(clip_payload{base, *gone}), facts.account.now);
    record.why = reason::manual_trade;
    steps.journal.records.emplace_back(std::move(record));
  }
  return steps;
}

desk_steps copy_desk::on_master_order_end(const order_id& order,
                                          const desk_facts& facts) {
  desk_steps steps;
  const auto at = shares_.find(order);
  if (at == shares_.end())
    return steps;
  const auto closed = close_share(order, who_->account, at->second,
                                  who_->settings.multiplier);
  auto record = note("closing", order.str(), encode(at->second),
                     facts.account.now);
  if (closed.dropped.is_positive()) {
    record.why = reason::below_minimum;
    record.words = fmt::format("{} of {} was too small to be ordered",
                               closed.dropped, closed.intended);
  }
  steps.journal.records.emplace_back(std::move(record));
  shares_.erase(at);
  return steps;
}

// -- what it knows ------------------------------------------------------------

std::map<asset_id, quantity> copy_desk::positions() const {
  std::map<asset_id, quantity> all;
  for (const auto& [base, of] : positions_)
    if (of.book.position().is_positive())
      all[base] = of.book.position();
  return all;
}

std::vector<row> copy_desk::open_rows() const {
  std::vector<row> open;
  for (const auto& [id, r] : rows_)
    if (!is_final(r.outcome))
      open.push_back(r);
  return open;
}

std::vector<copy_desk::kept_book> copy_desk::books() const {
  std::vector<kept_book> all;
  for (const auto& [base, of] : positions_)
    all.push_back({&of.book, of.last_execution});
  return all;
}

copytrade::signal_id copy_desk::origin_of(const order_key& key) const {
  const auto at = origins_.find(key);
  return at == origins_.end() ? copytrade::signal_id{} : at->second;
}

bool copy_desk::waits_to_sell() const {
  return std::ranges::any_of(positions_, [](const auto& p) {
    return p.second.has_to_sell();
  });
}

} // namespace lockstep::actors
