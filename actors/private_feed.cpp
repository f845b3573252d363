#include "actors/private_feed.hpp"

#include "adapters/net/backoff.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <utility>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

/// Histories lag behind the stream (reports exist of up to a minute), so they
/// are asked several times after a gap, each time from before the newest.
constexpr duration history_overlap = 90s;
constexpr std::array<duration, 3> after_gap{0s, 10s, 70s};
/// The stream's silence is checked against the history that often.
constexpr duration history_interval = 60s;
constexpr int64_t history_page = 50;
constexpr std::string_view movements_channel = "balances";
/// Longer than a balance is good for.
constexpr duration movements_kept = 5min;
/// A little more than the last of the questions after a gap.
constexpr duration gap_lasts = 80s;

} // namespace

private_feed::private_feed(broker_context& context, take_execution on_execution,
                           take_report on_report, take_movement on_movement)
  : context_{&context},
    on_execution_{std::move(on_execution)},
    on_report_{std::move(on_report)},
    on_movement_{std::move(on_movement)},
    fees_{context, [this](const execution& fill) { take(fill); }} {}

private_feed::~private_feed() {
  stop();
}

void private_feed::start(timestamp since) {
  stopped_ = false;
  newest_ = since;
  if (context_->setup->private_stream)
    ask_token();
  else
    catch_up();
}

void private_feed::stop() {
  stopped_ = true;
  if (stream_)
    stream_->close();
  stream_.reset();
}

// -- the stream ---------------------------------------------------------------

/// Without a connect left this account asks instead of listening, and the
/// address is not locked out.
bool private_feed::may_connect() {
  const auto& setup = *context_->setup;
  const auto now = context_->now();
  if (setup.env->connects->take(now, setup.master))
    return true;
  open_due_ = setup.env->connects->next(now, setup.master);
  spdlog::warn("stream-waits: {} opens its private stream at {}, because this "
               "address has opened too many; until then it asks",
               setup.account, to_rfc3339(open_due_));
  return false;
}

void private_feed::ask_token() {
  if (opening_ || stopped_ || !may_connect())
    return;
  opening_ = true;
  context_->channel->ask<stream_token>(context_->venue->token(),
                                       [this](answer<stream_token> token) {
                                         opening_ = false;
                                         if (stopped_)
                                           return;
                                         if (token)
                                           open(*token);
                                         else
                                           reopen(token.error().words);
                                       });
  context_->channel->pump(context_->now());
}

void private_feed::open(const stream_token& token) {
  auto plan = context_->venue->private_stream(token);
  reader_ = std::move(plan.reader);
  const auto connection = ++connection_;
  const auto say = [to = context_->setup->address,
                    connection](stream_news::kind kind) {
    return [to, connection, kind](std::string text = {}) {
      caf::anon_send(to, stream_news{connection, kind, std::move(text)});
    };
  };
  stream_ = context_->setup->env->transport->open(
    std::move(plan.request),
    {[f = say(stream_news::kind::opened)] { f(); },
     say(stream_news::kind::frame), say(stream_news::kind::closed)});
}

void private_feed::reopen(const std::string& why) {
  reader_.reset();
  listens_ = hears_movements_ = false;
  movements_.close();
  if (stream_)
    stream_->close();
  stream_.reset();
  const auto& setup = *context_->setup;
  const auto wait = net::backoff_delay({}, failures_++,
                                       setup.env->seed + connection_);
  spdlog::warn("stream-lost: {} lost its private stream ({}); opening it "
               "again in {} ms",
               setup.account, why, wait / 1ms);
  open_due_ = context_->now() + wait;
}

void private_feed::on_news(const stream_news& news) {
  if (news.connection != connection_ || !reader_ || stopped_)
    return;
  if (news.what == stream_news::kind::closed)
    return reopen(news.text);
  if (news.what == stream_news::kind::opened)
    return;
  auto events = reader_->read(news.text);
  if (!events)
    return reopen(events.error().text); // what it said is asked for instead
  for (const auto& event : *events)
    if (reader_)
      on_event(event);
}

void private_feed::on_event(const stream_event& event) {
  if (const auto* fill = std::get_if<stream_execution>(&event)) {
    take(fill->fill);
  } else if (const auto* order = std::get_if<stream_order>(&event)) {
    on_report_(order->report, false);
  } else if (const auto* moved = std::get_if<stream_movement>(&event)) {
    on_moved(moved->entry);
  } else if (const auto* now = std::get_if<stream_subscribed>(&event)) {
    on_subscribed(now->channel);
  } else if (std::holds_alternative<stream_snapshot>(event)) {
    context_->told_past();
  } else if (const auto* no = std::get_if<stream_refused>(&event)) {
    on_refused(*no);
  } else if (std::holds_alternative<stream_gap>(event)) {
    reopen("a message is missing");
  }
}

void private_feed::on_subscribed(const std::string& channel) {
  if (channel == movements_channel) {
    hears_movements_ = true;
    movements_.open(context_->venue_now());
    return context_->began_to_hear();
  }
  listens_ = true;
  failures_ = 0;
  spdlog::info("stream-open: {} listens to its private stream",
               context_->setup->account);
  gap_until_ = context_->now() + gap_lasts;
  for (const auto wait : after_gap)
    history_due_.push_back(context_->now() + wait);
  tick();
}

/// Without movements all goes on, only slower: balances and the ledger are
/// asked at each signal.
void private_feed::on_refused(const stream_refused& no) {
  if (no.channel != movements_channel || no.token_expired)
    return reopen(no.words);
  spdlog::warn("stream-partly: {} is not told how its balances move ({}); they "
               "are asked instead",
               context_->setup->account, no.words);
}

void private_feed::on_moved(const ledger_entry& entry) {
  if (context_->setup->master) {
    movements_.add(entry);
    movements_.forget_before(context_->venue_now() - movements_kept);
  }
  on_movement_(entry);
}

void private_feed::tick() {
  if (stopped_)
    return;
  const auto now = context_->now();
  if (context_->setup->private_stream && !stream_ && open_due_ <= now)
    ask_token();
  const auto due = std::erase_if(history_due_,
                                 [&](timestamp at) { return at <= now; });
  if (due > 0)
    catch_up();
  fees_.tick();
  if (history_read_ && fees_.idle() && !std::exchange(caught_up_, true))
    context_->tell_account();
}

// -- the history --------------------------------------------------------------

void private_feed::catch_up() {
  if (!context_->setup->master || reading_history_)
    return;
  if (history_due_.empty())
    history_due_.push_back(context_->now() + history_interval);
  ask_history(newest_ - history_overlap, 0);
}

void private_feed::ask_history(timestamp since, int64_t offset) {
  reading_history_ = true;
  context_->channel->ask<page<execution>>(
    context_->venue->executions_since(since, offset),
    [this, since, offset](answer<page<execution>> told) {
      reading_history_ = false;
      if (!told) {
        history_due_.push_back(context_->now() + 2s);
        return;
      }
      std::ranges::sort(told->rows, {}, &execution::time);
      for (const auto& fill : told->rows)
        if (!seen_.contains(fill.id))
          fees_.add(fill);
      fees_.tick();
      const auto read = offset + history_page;
      if (!std::cmp_less(told->rows.size(), history_page) && read < told->total)
        return ask_history(since, read);
      history_read_ = true;
      if (context_->now() <= gap_until_)
        ask_ends(since);
    });
  context_->channel->pump(context_->now());
}

/// That an order has ended was perhaps said in the gap. One page will do: it
/// only tells when what was carried of an order can be dropped.
void private_feed::ask_ends(timestamp since) {
  context_->channel->ask<page<order_report>>(
    context_->venue->closed_orders(std::nullopt, since, 0),
    [this](const answer<page<order_report>>& told) {
      if (told)
        for (const auto& report : told->rows)
          on_report_(report, true);
    });
  context_->channel->pump(context_->now());
}

void private_feed::take(const execution& fill) {
  if (!seen_.insert(fill.id).second)
    return;
  fees_.forget(fill.id);
  newest_ = std::max(newest_, fill.time);
  on_execution_(fill);
}

} // namespace lockstep::actors
