#include "adapters/key_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lockstep {

namespace {

using namespace std::chrono_literals;

/// A request that the venue provably did not execute is tried this often.
constexpr int attempts_max = 4;
/// A wrong nonce is tried twice: more would provoke a lockout.
constexpr int nonce_attempts_max = 2;
/// A wait this long is no pacing: it is a lockout.
constexpr duration lockout = 1min;

/// Ends a request that stays here.
void keep_back(request_queue::entry& e, reason cause, std::string words) {
  venue_error no;
  no.verdict = verdict::final_no;
  no.cause = cause;
  no.words = std::move(words);
  no.never_sent = true;
  e.refuse(std::move(no));
}

} // namespace

key_channel::key_channel(venue_ptr where, credentials who,
                         std::unique_ptr<limiter> limits, channel_ports ports)
  : venue_{std::move(where)},
    who_{std::move(who)},
    limits_{std::move(limits)},
    ports_{std::move(ports)} {}

void key_channel::pump(timestamp now) {
  for (auto& late : queue_.take_expired(now))
    keep_back(late, reason::rate_limited,
              fmt::format("{} could not be sent in time", late.request.name));
  if (in_flight_ || queue_.empty())
    return;
  if (quiet_until_ > now)
    return ports_.wake(quiet_until_);
  auto next = queue_.pop(now, *limits_);
  if (!next) {
    if (const auto at = queue_.next(now, *limits_))
      ports_.wake(std::max(*at, now + 1ms));
    return;
  }
  if (!ports_.allowed(next->request)) {
    keep_back(*next, reason::halted, "halted before it was sent");
    pump(now);
    return;
  }
  const auto nonce = ports_.nonce(now);
  if (!nonce)
    queue_.push(std::move(*next)); // keeps its place; pumped again soon
  else
    launch(std::move(*next), *nonce, now);
}

void key_channel::launch(request_queue::entry e, uint64_t nonce,
                         timestamp now) {
  auto signed_request = venue_->sign(e.request, who_, nonce);
  if (!signed_request) {
    keep_back(e, reason::credentials_refused, signed_request.error().text);
    return;
  }
  limits_->used(e.request, now);
  ++e.attempts;
  in_flight_ = std::move(e);
  ports_.send(std::move(*signed_request), ++number_);
}

/// A lockout or a throttled key is a matter of the whole key: each further
/// request would make it last longer.
void key_channel::respect(const venue_error& error, timestamp now) {
  quiet_until_ = std::max(quiet_until_, error.retry_at);
  if (error.verdict == verdict::retry && error.retry_after >= lockout)
    quiet_until_ = std::max(quiet_until_, now + error.retry_after);
}

void key_channel::complete(uint64_t number, const net::http_response& response,
                           timestamp now) {
  if (!in_flight_ || number != number_)
    return;
  auto e = std::move(*in_flight_);
  in_flight_.reset();
  const auto told = e.deliver(response, e.attempts >= attempts_max);
  if (told.error) {
    respect(*told.error, now);
    if (told.error->cause == reason::rate_limited)
      limits_->refused(e.request, *told.error, now);
  }
  if (!told.delivered) {
    e.not_before = now + told.error->retry_after;
    const bool enough = told.error->stale_nonce
                        && e.attempts >= nonce_attempts_max;
    if (enough || std::max(e.not_before, quiet_until_) >= e.not_after)
      e.deliver(response, true);
    else
      queue_.push(std::move(e));
  }
  pump(now);
}

void key_channel::abandon(const std::string& why) {
  if (!in_flight_)
    return;
  auto e = std::move(*in_flight_);
  in_flight_.reset();
  net::http_response nothing;
  nothing.delivery = net::delivery::maybe_sent;
  nothing.error = why;
  e.deliver(nothing, true);
}

void key_channel::drop_waiting(const std::string& why) {
  for (auto& e : queue_.take_all())
    keep_back(e, reason::stopping, why);
}

} // namespace lockstep
