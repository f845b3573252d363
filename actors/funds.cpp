#include "actors/funds.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr duration refresh_interval = 30s;
constexpr duration after_execution = 200ms; ///< several fills, one question
/// The master's balance only backs the ledger up; questions are scarce.
constexpr duration after_execution_master = 10s;
constexpr auto after_failure = 2s;
constexpr auto while_open = 1s;
/// Balances lag behind the executions. What the owner sold himself shows in the
/// first one that can not.
constexpr duration settled_after = 4s;
constexpr duration fresh_for = 1s;
/// A balance with all that was told since. A little more than it takes to ask
/// anew, after which the venue or the stream is in trouble.
constexpr duration heard_for = 40s;

} // namespace

/// While an order is under way a balance may contain executions of it that
/// nobody has told us. The last one, with all that was told since, is right.
bool funds::would_unsettle() const {
  return settled_ && wallet_.current() && context_->has_open_orders();
}

void funds::refresh(waiter done) {
  if (!asking_ && would_unsettle())
    return done ? done({}) : void();
  if (done)
    (asking_ ? queued_ : waiting_).push_back(std::move(done));
  if (!asking_)
    ask();
  else
    due_ = std::min(due_, context_->now());
}

void funds::ask() {
  asking_ = true;
  due_ = context_->now() + refresh_interval;
  const moment asked{context_->now(), context_->venue_now()};
  auto call = context_->venue->balance();
  if (!waiting_.empty())
    call.request.priority = priority::entry; // a signal waits for it
  context_->channel->ask<lockstep::balance>(
    std::move(call), [this, asked](answer<lockstep::balance> told) {
      on_answer(std::move(told), asked);
    });
  context_->channel->pump(context_->now());
}

void funds::on_answer(answer<lockstep::balance> told, const moment& asked) {
  asking_ = false;
  auto waiting = std::exchange(waiting_, std::exchange(queued_, {}));
  result<void> outcome;
  if (!told) {
    spdlog::warn("balance-failed: {} can not read its balance: {}",
                 context_->setup->account, told.error().words);
    due_ = context_->now() + after_failure;
    outcome = tl::unexpected{failure{told.error().words}};
  } else if (would_unsettle()) {
    due_ = context_->now() + while_open;
  } else if (!wallet_.answered(std::move(*told), asked.there,
                               context_->venue_now())) {
    // An execution fell in between: whoever waits, waits for the next one.
    waiting_.insert(waiting_.begin(), waiting.begin(), waiting.end());
    ask();
    return;
  } else {
    settled_ = !context_->has_open_orders();
    if (asked.here < quiet_from_)
      due_ = std::min(due_, quiet_from_);
    context_->tell_account();
  }
  for (auto& done : waiting)
    done(outcome);
  if (!waiting_.empty())
    ask();
}

void funds::tick() {
  if (!asking_ && due_ <= context_->now() && !would_unsettle())
    ask();
}

std::optional<copytrade::denial>
funds::reserve(const order_key& key, const copytrade::reservation& what) {
  const auto have = wallet_.current();
  if (!have)
    return copytrade::denial{reason::balance_unavailable, "no balance", ""};
  return reserved_.reserve(key, what, have->of(what.asset).available());
}

void funds::release(const order_key& key) {
  reserved_.release(key);
  due_ = std::min(due_, context_->now() + after_trade());
}

/// When to ask after an execution or an order's end. Where the stream tells
/// everything, we know what it did; a balance that lags would know less.
duration funds::after_trade() const {
  if (context_->setup->master)
    return after_execution_master;
  return context_->hears_all() ? settled_after : after_execution;
}

void funds::executed(const execution& fill, bool ours) {
  const auto* pair = find(context_->venue->table(), fill.symbol);
  if (pair == nullptr)
    return;
  using age = copytrade::wallet::age;
  const bool unsure
    = wallet_.executed(fill, pair->base, pair->quote, context_->venue_now(),
                       ours && settled_ ? age::newer : age::by_time);
  if (unsure)
    disturbed_ = context_->venue_now();
  due_ = std::min(due_,
                  context_->now() + (unsure ? duration{} : after_trade()));
  if (!context_->setup->master)
    quiet_from_ = context_->now() + settled_after;
}

void funds::disturbed() {
  disturbed_ = context_->venue_now();
  quiet_from_ = context_->now() + settled_after;
  due_ = std::min(due_, quiet_from_);
}

bool funds::fresh() const {
  const auto asked = wallet_.asked();
  if (!asked || !settled_ || *asked < disturbed_ + settled_after)
    return false;
  const auto age = context_->venue_now() - *asked;
  if (context_->hears_all())
    return age < heard_for;
  return !asking_ && age < fresh_for
         && due_ > context_->now() + after_execution;
}

} // namespace lockstep::actors
