#include "actors/order_desk.hpp"

#include "model/mutant.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

/// The private stream usually tells first; a question is for when it does not.
constexpr duration stream_patience = 2s;
constexpr duration first_check = 100ms;
constexpr duration check_interval_max = 10s;
/// How long before its deadline an order may have been placed, with a margin
/// for clocks: from there on closed orders are looked through for a lost one,
/// however long ago that is by now.
constexpr duration search_window = 5min;
/// Used for orders without a deadline of their own.
constexpr duration deadline_default = 60s;

duration check_interval(uint32_t asked) {
  return std::min<duration>(check_interval_max,
                            250ms * (1 << std::min(asked, 6u)));
}

/// What an order needs of the account.
copytrade::reservation needs(const place_order& what, const instrument& pair) {
  if (what.order.side == side::buy)
    return {pair.quote, what.cash.value()};
  return {pair.base, what.order.quantity.value()};
}

/// The answer about an order that is known already.
placement standing(const copytrade::tracked_order& order) {
  switch (order.state) {
    case order_state::rejected:
      return {placement::kind::rejected, order.why, order.words};
    case order_state::unknown:
    case order_state::sent:
    case order_state::created:
      return {placement::kind::unknown, reason::unresolved, order.words};
    default:
      return {placement::kind::accepted, reason::none, {}};
  }
}

order_update update_of(const copytrade::tracked_order& order) {
  return {order.request.key, order.state,      order.why,
          order.words,       order.executions, order.complete()};
}

/// Keys of ours are name-based UUIDs (version 5); people and other programs
/// use random ones.
bool is_name_based(const std::string& key) {
  return key.size() == 36 && key[14] == '5';
}

bool may_have_sold(const order_report& what) {
  return what.side == side::sell
         && (what.executed.is_positive() || is_pending(what.state));
}

} // namespace

// -- placing ------------------------------------------------------------------

void order_desk::place(const place_order& what, placed done) {
  const auto& key = what.order.key;
  const auto* known = orders_.find(key);
  if (known && !mutated(mutant::buffered_place))
    return done(standing(*known));
  const auto* pair = find(context_->venue->table(), what.order.symbol);
  if (pair == nullptr)
    return done({placement::kind::denied, reason::unknown_instrument, {}});
  if (auto no = funds_->reserve(key, needs(what, *pair)))
    return done({placement::kind::denied, no->why, no->words()});
  orders_.add(what.order, order_state::sent);
  sent_.insert(key);
  auto call = context_->venue->place(what.order);
  call.request.priority = what.priority;
  // The venue counts the deadline on its clock, the queue on ours.
  const auto not_after = what.order.deadline
                           ? *what.order.deadline - context_->ahead
                           : timestamp::max();
  context_->channel->ask<order_ack>(
    std::move(call),
    [this, key, done = std::move(done)](answer<order_ack> told) {
      on_placed(key, std::move(told), done);
    },
    not_after);
  context_->channel->pump(context_->now());
}

void order_desk::on_placed(const order_key& key, answer<order_ack> told,
                           const placed& done) {
  sent_.erase(key);
  if (told) {
    orders_.acknowledge(key, told->id);
    done({placement::kind::accepted, reason::none, {}});
    if (const auto* now = orders_.find(key); now && !now->complete())
      follow(*now);
    return tell(key);
  }
  const auto& no = told.error();
  const bool answered = no.verdict != verdict::ambiguous
                        && no.verdict != verdict::gone;
  if (!answered && mutated(mutant::resend_on_unknown)) {
    context_->channel->ask<order_ack>(
      context_->venue->place(orders_.find(key)->request),
      [this, key, done](answer<order_ack> again) {
        on_placed(key, std::move(again), done);
      });
    return context_->channel->pump(context_->now());
  }
  if (!answered && !mutated(mutant::lost_reply_is_failure)) {
    lost(key, no.words);
    done({placement::kind::unknown, reason::unresolved, no.words});
    return tell(key);
  }
  // The stream may have shown that it executed all the same: then it stays.
  if (orders_.on(key, order_event::reject, no.cause, no.words))
    funds_->release(key);
  done({no.never_sent ? placement::kind::denied : placement::kind::rejected,
        no.cause, no.words});
  tell(key);
}

void order_desk::lost(const order_key& key, const std::string& words) {
  if (!orders_.on(key, order_event::lose_track, reason::unresolved, words))
    return; // the stream knew better
  const auto* order = orders_.find(key);
  spdlog::warn("order-unknown: {} does not know what became of {} ({}); "
               "asking until it does",
               context_->setup->account, key, words);
  const auto now = context_->venue_now();
  searches_.try_emplace(
    key, now, order->request.deadline.value_or(now + deadline_default));
}

void order_desk::cancel(const order_key& key) {
  const auto* order = orders_.find(key);
  if (order == nullptr || !is_pending(order->state))
    return;
  context_->channel->ask<cancel_ack>(
    context_->venue->cancel(key, order->request.symbol),
    [this, key](const answer<cancel_ack>&) {
      // Done, gone or unknown: the order itself tells.
      if (const auto* now = orders_.find(key))
        check(*now);
    });
  context_->channel->pump(context_->now());
}

void order_desk::restore(const order_request& order,
                         std::optional<order_state> ended,
                         const std::vector<execution>& known) {
  const bool is_new = orders_.find(order.key) == nullptr;
  orders_.add(order, ended.value_or(order_state::unknown));
  for (const auto& fill : known) // also of one that a follower asked about
    orders_.apply(fill);
  if (ended || !is_new)
    return;
  const auto now = context_->venue_now();
  searches_.try_emplace(order.key, now, order.deadline.value_or(now));
}

// -- news ---------------------------------------------------------------------

bool order_desk::take(const execution& fill) {
  if (!orders_.owns(fill.key, fill.order))
    return false;
  if (const auto* changed = orders_.apply(fill)) {
    funds_->executed(fill, true);
    searches_.erase(changed->request.key);
    follow(*changed);
    tell(changed->request.key);
    context_->tell_account();
  }
  return true;
}

bool order_desk::take(const order_report& report) {
  if (!orders_.owns(report.key, report.id))
    return false;
  if (const auto* changed = orders_.apply(report)) {
    searches_.erase(changed->request.key);
    follow(*changed);
    tell(changed->request.key);
  }
  return true;
}

bool order_desk::is_stranger(const order_key& key) const {
  return is_name_based(key.str()) && orders_.find(key) == nullptr
         && !strangers_.contains(key);
}

void order_desk::keep_stranger(const order_report& report) {
  if (!is_name_based(report.key.str()) || orders_.find(report.key) != nullptr)
    return;
  const auto [at, is_new] = strangers_.try_emplace(report.key, report);
  if (!is_new && at->second.id == report.id)
    at->second = report;
}

void order_desk::keep_stranger(const execution& fill) {
  order_report report;
  report.id = fill.order;
  report.key = fill.key;
  report.symbol = fill.symbol;
  report.side = fill.side;
  report.type = fill.type;
  report.state = order_state::partially_filled;
  report.executed = fill.quantity;
  report.opened = fill.time;
  if (const auto at = strangers_.find(fill.key);
      at != strangers_.end() && at->second.id == fill.order) {
    if (is_closed(at->second.state))
      return; // nothing is missing there
    report = at->second;
    report.executed += fill.quantity;
  }
  keep_stranger(report);
}

bool order_desk::sells_more_than_decided(const symbol_id& of) const {
  return std::ranges::any_of(orders_.all(), [&](const tracked* order) {
    return order->larger && order->request.side == side::sell
           && order->request.symbol == of && !order->complete();
  });
}

bool order_desk::has_strange_sale(const symbol_id& of) const {
  return sells_more_than_decided(of)
         || std::ranges::any_of(strangers_, [&](const auto& entry) {
              return entry.second.symbol == of && may_have_sold(entry.second);
            });
}

bool order_desk::has_strange_sales() const {
  return std::ranges::any_of(strangers_, [](const auto& entry) {
    return may_have_sold(entry.second);
  });
}

std::optional<placement> order_desk::adopt(const order_request& order) {
  const auto at = strangers_.find(order.key);
  if (at == strangers_.end())
    return std::nullopt;
  const auto report = at->second;
  strangers_.erase(at);
  orders_.add(order, order_state::unknown);
  funds_->doubt(); // the balance may contain what it executed
  take(report);
  return standing(*orders_.find(order.key));
}

void order_desk::follow(const tracked& what) {
  const auto& key = what.request.key;
  if (what.complete()) {
    watches_.erase(key);
    funds_->release(key);
    return;
  }
  const auto [at, is_new] = watches_.try_emplace(key);
  if (is_new)
    at->second.due = context_->now()
                     + (context_->setup->private_stream ? stream_patience
                                                        : first_check);
}

void order_desk::tell(const order_key& key) {
  if (const auto* known = orders_.find(key))
    context_->tell_order(update_of(*known));
}

std::vector<order_update> order_desk::all() const {
  std::vector<order_update> updates;
  for (const auto* known : orders_.all())
    updates.push_back(update_of(*known));
  return updates;
}

bool order_desk::has_open_orders() const {
  return !sent_.empty() || !searches_.empty()
         || std::ranges::any_of(watches_, [this](const auto& watched) {
              const auto* known = orders_.find(watched.first);
              return known != nullptr && !known->complete();
            });
}

bool order_desk::expects_ends() const {
  return std::ranges::any_of(watches_, [this](const auto& watched) {
    const auto* known = orders_.find(watched.first);
    return known != nullptr && known->state != order_state::unknown;
  });
}

// -- asking -------------------------------------------------------------------

void order_desk::tick() {
  const auto now = context_->now();
  std::vector<order_key> lost;
  for (const auto& [key, search] : searches_)
    lost.push_back(key);
  for (const auto& key : lost)
    if (const auto at = searches_.find(key); at != searches_.end())
      look_up(key, at->second);
  std::erase_if(watches_, [this](const auto& watched) {
    const auto& [key, w] = watched;
    return !w.asking && !searches_.contains(key)
           && orders_.find(key)->complete();
  });
  std::vector<const tracked*> due;
  for (const auto& [key, w] : watches_)
    if (!w.asking && w.due <= now)
      due.push_back(orders_.find(key));
  for (const auto* what : due)
    check(*what);
}

void order_desk::look_up(const order_key& key, copytrade::resolution& search) {
  using step = copytrade::resolution::step;
  auto& w = watches_[key];
  if (w.asking)
    return;
  const auto next = search.next(context_->venue_now());
  const auto answered = [this, key](answer<std::vector<order_report>> told) {
    on_looked_up(key, std::move(told));
  };
  if (next == step::ask_open) {
    w.asking = true;
    context_->channel->ask<std::vector<order_report>>(
      context_->venue->open_orders(key), answered);
  } else if (next == step::ask_closed) {
    w.asking = true;
    const auto deadline
      = orders_.find(key)->request.deadline.value_or(context_->venue_now());
    const auto since = deadline - search_window;
    context_->channel->ask<page<order_report>>(
      context_->venue->closed_orders(key, since, 0),
      [answered](answer<page<order_report>> told) {
        answered(std::move(told).map(
          [](page<order_report>&& p) { return std::move(p.rows); }));
      });
  }
  context_->channel->pump(context_->now());
}

void order_desk::on_looked_up(const order_key& key,
                              answer<std::vector<order_report>> told) {
  using step = copytrade::resolution::step;
  watches_[key].asking = false;
  const auto at = searches_.find(key);
  if (at == searches_.end())
    return; // the stream was faster
  auto& search = at->second;
  const auto now = context_->venue_now();
  if (told) {
    const auto found = std::ranges::find(*told, key, &order_report::key);
    search.answered(now, found == told->end()
                           ? std::nullopt
                           : std::optional<order_report>{*found});
  } else {
    search.failed(now);
  }
  if (search.next(now) == step::adopt) {
    const auto report = *search.found();
    spdlog::info("order-found: {} has {} at the venue as {}",
                 context_->setup->account, key, report.id);
    searches_.erase(at);
    watches_[key].due = context_->now();
    take(report);
  } else if (search.next(now) == step::give_up) {
    searches_.erase(at);
    watches_.erase(key);
    orders_.on(key, order_event::expire, reason::never_arrived);
    funds_->release(key);
    tell(key);
  }
}

void order_desk::check(const tracked& what) {
  const auto key = what.request.key;
  auto& w = watches_[key];
  if (w.asking || what.id.empty())
    return;
  w.asking = true;
  w.due = context_->now() + check_interval(w.asked++);
  const std::vector<order_id> ids{what.id};
  context_->channel->ask<std::vector<order_report>>(
    context_->venue->orders(ids),
    [this, key](answer<std::vector<order_report>> told) {
      if (const auto at = watches_.find(key); at != watches_.end())
        at->second.asking = false;
      const auto* order = orders_.find(key);
      if (!told || told->empty() || order == nullptr)
        return;
      const auto& report = told->front();
      take(report);
      if (report.executed > order->executed)
        fetch_executions(*order, report);
    });
  context_->channel->pump(context_->now());
}

void order_desk::fetch_executions(const tracked& what,
                                  const order_report& report) {
  std::vector<execution_id> missing;
  for (const auto& id : report.executions)
    if (std::ranges::find(what.executions, id, &execution::id)
        == what.executions.end())
      missing.push_back(id);
  if (missing.empty())
    return;
  context_->channel->ask<std::vector<execution>>(
    context_->venue->executions(missing),
    [this](answer<std::vector<execution>> told) {
      if (!told)
        return; // asked again when the order is due
      for (const auto& fill : *told)
        take(fill);
    });
  context_->channel->pump(context_->now());
}

} // namespace lockstep::actors
