#include "actors/market.hpp"

#include "actors/runtime/guard.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto watch_interval = 250ms;
constexpr auto instruments_interval = 2min; ///< pair status comes with them
constexpr auto status_interval = 30s;       ///< beside the stream's news
constexpr auto ask_again_interval = 2s;

} // namespace

market_state::market_state(market_actor::pointer self, environment_ptr env,
                           venue_ptr where, market_actor address,
                           std::shared_ptr<listener_list> listeners)
  : self_{self},
    env_{std::move(env)},
    venue_{std::move(where)},
    address_{std::move(address)},
    listeners_{std::move(listeners)},
    incarnation_{self->id()} {}

market_state::~market_state() {
  if (stream_)
    stream_->close();
}

market_actor::behavior_type market_state::make_behavior() {
  install_guards(self_);
  self_->send(self_, tick_atom_v);
  return {
    [this](market_atom) { return on_market(); },
    [this](watch_atom, const symbol_id& symbol) { on_watch(symbol); },
    [this](listen_atom, const caf::strong_actor_ptr& who) {
      on_listen(caf::actor_cast<market_listener_actor>(who));
    },
    [this](const request_done& done) { on_request_done(done); },
    [this](const stream_news& news) { on_stream(news); },
    [this](tick_atom) { on_tick(); },
    [this](stop_atom) {
      close_stream();
      stream_due_ = timestamp::max();
    },
  };
}

// -- what others ask ----------------------------------------------------------

caf::result<market_update> market_state::on_market() {
  if (shared_)
    return market_update{shared_};
  auto promise = self_->make_response_promise<market_update>();
  waiting_.push_back(promise);
  return promise;
}

void market_state::on_watch(const symbol_id& symbol) {
  if (!watched_.insert(symbol).second)
    return;
  if (shared_)
    load_tickers();
  close_stream(); // opened again with the pair by the next tick
}

void market_state::on_listen(const market_listener_actor& who) {
  listeners_->add(caf::actor_cast<caf::strong_actor_ptr>(who));
  if (shared_)
    self_->send(who, market_update{shared_});
}

void market_state::publish(bool tell_listeners) {
  if (!pairs_known_ || !time_known_)
    return;
  view_.as_of = now();
  shared_ = std::make_shared<const market_view>(view_);
  for (auto& promise : std::exchange(waiting_, {}))
    promise.deliver(market_update{shared_});
  if (tell_listeners)
    for (const auto& who : listeners_->all())
      self_->send(caf::actor_cast<market_listener_actor>(who),
                  market_update{shared_});
}

// -- public requests ----------------------------------------------------------

template <class T>
void market_state::ask(public_call<T> call,
                       std::function<void(answer<T>)> done) {
  const auto number = ++number_;
  asked_[number] = [read = std::move(call.read), done = std::move(done)](
                     const net::http_response& r) { done(read(r)); };
  env_->transport->send(
    std::move(call.request),
    [to = address_, me = incarnation_, number](net::http_response r) {
      caf::anon_send(
        to, request_done{me, number,
                         std::make_shared<net::http_response>(std::move(r))});
    });
}

void market_state::on_request_done(const request_done& done) {
  if (done.incarnation != incarnation_)
    return;
  if (auto found = asked_.extract(done.number))
    found.mapped()(*done.response);
}

void market_state::load_instruments() {
  instruments_due_ = now() + instruments_interval;
  ask<instrument_table>(venue_->instruments(), [this](auto table) {
    if (!table) {
      spdlog::warn("market-pairs: {} does not tell its pairs: {}",
                   venue_->name(), table.error().words);
      instruments_due_ = now() + ask_again_interval;
      return;
    }
    take_pairs(std::move(*table));
  });
}

void market_state::take_pairs(instrument_table pairs) {
  const bool first = !std::exchange(pairs_known_, true);
  if (!first && pairs == view_.venue->table())
    return;
  venue_
    = venue_->with(std::make_shared<const instrument_table>(std::move(pairs)));
  view_.venue = venue_;
  publish(true);
  if (first && !watched_.empty())
    load_tickers();
}

void market_state::load_status() {
  status_due_ = now() + status_interval;
  ask<trading_status>(venue_->status(), [this](auto status) {
    if (status)
      on_event(stream_status{*status});
  });
}

void market_state::load_time() {
  time_due_ = now() + status_interval;
  ask<timestamp>(venue_->time(), [this, asked = now()](auto told) {
    if (told)
      take_time(*told, asked);
    else
      time_due_ = now() + ask_again_interval;
  });
}

/// Orders' deadlines and the age of trades are counted in the venue's time, so
/// nobody is told anything before it is known.
void market_state::take_time(timestamp told, timestamp asked) {
  // The venue tells whole seconds: what is within one is no difference.
  const auto ours = asked + (now() - asked) / 2;
  duration ahead = told + 500ms - ours;
  if (std::chrono::abs(ahead - view_.ahead) <= 1s)
    ahead = view_.ahead;
  if (std::exchange(time_known_, true) && ahead == view_.ahead)
    return;
  view_.ahead = ahead;
  if (ahead != duration{})
    spdlog::info("market-clock: {} is {} ms ahead of this machine",
                 venue_->name(), ahead / 1ms);
  publish(true);
}

void market_state::load_tickers() {
  tickers_due_ = timestamp::max();
  const std::vector<symbol_id> symbols{watched_.begin(), watched_.end()};
  ask<std::vector<ticker>>(venue_->tickers(symbols), [this](auto prices) {
    if (!prices) {
      spdlog::warn("market-prices: {} does not tell prices: {}", venue_->name(),
                   prices.error().words);
      tickers_due_ = now() + ask_again_interval;
      return;
    }
    for (const auto& price : *prices)
      view_.tickers[price.symbol] = price;
    publish(false);
  });
}

// -- the public stream --------------------------------------------------------

/// What it still says is not listened to.
void market_state::close_stream() {
  reader_.reset();
  stream_.reset();
  stream_due_ = now();
}

void market_state::open_stream() {
  if (!env_->connects->take(now(), true)) {
    stream_due_ = env_->connects->next(now(), true);
    return;
  }
  const std::vector<symbol_id> symbols{watched_.begin(), watched_.end()};
  auto plan = venue_->public_stream(symbols, std::nullopt);
  reader_ = std::move(plan.reader);
  const auto connection = ++connection_;
  const auto say = [to = address_, connection](stream_news::kind kind) {
    return [to, connection, kind](std::string text = {}) {
      caf::anon_send(to, stream_news{connection, kind, std::move(text)});
    };
  };
  stream_ = env_->transport->open(
    std::move(plan.request),
    {[f = say(stream_news::kind::opened)] { f(); },
     say(stream_news::kind::frame), say(stream_news::kind::closed)});
}

void market_state::on_stream(const stream_news& news) {
  if (news.connection != connection_ || !reader_)
    return;
  if (news.what == stream_news::kind::closed) {
    stream_.reset();
    reader_.reset();
    const auto wait = net::backoff_delay({}, stream_failures_++,
                                         env_->seed + connection_);
    spdlog::info("market-stream: {} closed the public stream ({}), opened "
                 "again in {} ms",
                 venue_->name(), news.text, wait / 1ms);
    stream_due_ = now() + wait;
    return;
  }
  if (news.what != stream_news::kind::frame)
    return;
  auto events = reader_->read(news.text);
  if (!events) {
    spdlog::warn("market-frame: {}", events.error().text);
    return;
  }
  stream_failures_ = 0;
  for (const auto& event : *events)
    on_event(event);
}

void market_state::on_event(const stream_event& event) {
  if (const auto* status = std::get_if<stream_status>(&event)) {
    if (status->status == view_.status && shared_)
      return;
    if (status->status != view_.status)
      spdlog::warn("market-status: {} is now {}", venue_->name(),
                   to_string(status->status));
    view_.status = status->status;
    if (shared_)
      publish(true);
  } else if (const auto* price = std::get_if<ticker>(&event)) {
    view_.tickers[price->symbol] = *price;
    if (shared_)
      publish(false);
  } else if (std::holds_alternative<stream_gap>(event)) {
    close_stream();
  }
}

void market_state::on_tick() {
  self_->delayed_send(self_, watch_interval, tick_atom_v);
  if (instruments_due_ <= now())
    load_instruments();
  if (status_due_ <= now())
    load_status();
  if (time_due_ <= now())
    load_time();
  if (tickers_due_ <= now())
    load_tickers();
  if (!stream_ && shared_ && stream_due_ <= now())
    open_stream();
}

} // namespace lockstep::actors
