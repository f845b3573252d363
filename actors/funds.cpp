#include "actors/funds.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto refresh_interval = 30s;
constexpr auto after_execution = 200ms; ///< several fills, one question
/// The master's balance only backs the ledger up; questions are scarce.
constexpr auto after_execution_master = 10s;
constexpr auto after_failure = 2s;
/// Balances lag behind the executions. What the owner sold himself shows in the
/// first one that can not.
constexpr auto settled_after = 4s;
constexpr auto fresh_for = 1s;

} // namespace

void funds::refresh(waiter done) {
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
  } else if (!wallet_.answered(std::move(*told), asked.there,
                               context_->venue_now())) {
    // An execution fell in between: whoever waits, waits for the next one.
    waiting_.insert(waiting_.begin(), waiting.begin(), waiting.end());
    ask();
    return;
  } else {
    if (asked.here < settled_)
      due_ = std::min(due_, settled_);
    context_->tell_account();
  }
  for (auto& done : waiting)
    done(outcome);
  if (!waiting_.empty())
    ask();
}

void funds::tick() {
  if (!asking_ && due_ <= context_->now())
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
  due_ = std::min(due_, context_->now() + after_execution);
}

void funds::executed(const execution& fill) {
  const auto* pair = find(context_->venue->table(), fill.symbol);
  if (pair == nullptr)
    return;
  const bool unsure = wallet_.executed(fill, pair->base, pair->quote,
                                       context_->venue_now());
  const duration wait = unsure                    ? 0ms
                        : context_->setup->master ? after_execution_master
                                                  : after_execution;
  due_ = std::min(due_, context_->now() + wait);
  if (!context_->setup->master)
    settled_ = context_->now() + settled_after;
  context_->tell_account();
}

bool funds::fresh() const {
  const auto asked = wallet_.asked();
  return asked && !asking_ && context_->venue_now() - *asked < fresh_for
         && due_ > context_->now() + after_execution;
}

} // namespace lockstep::actors
