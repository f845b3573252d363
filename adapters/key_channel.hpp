#pragma once

#include "adapters/request_queue.hpp"
#include "adapters/venue.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace lockstep {

/// What a key channel needs from its owner.
struct channel_ports {
  /// Hands a signed request to the transport; its response comes back through
  /// `complete` with the same number.
  std::function<void(net::http_request, uint64_t number)> send;
  /// The next nonce; empty while a block is being reserved, after which the
  /// owner calls `pump`.
  std::function<std::optional<uint64_t>(timestamp now)> nonce;
  /// Asks to be pumped at that time.
  std::function<void(timestamp)> wake;
  /// False if this request must not go out now (halts). Asked last.
  std::function<bool(const private_request&)> allowed;
};

/// The only way of an account's requests to its venue: one in flight, by
/// priority, within the limits, each signed when it is its turn. Reads and
/// provably unexecuted requests are tried again; a write whose fate is
/// unknown never is.
class key_channel {
public:
  key_channel(venue_ptr where, credentials who, std::unique_ptr<limiter> limits,
              channel_ports ports);

  /// Queues a call. `done` is called exactly once, from `pump` or `complete`,
  /// unless the channel is destroyed first. What can not be sent before
  /// `not_after` ends with verdict `final_no` and cause `rate_limited`; what
  /// is kept back by a halt or a stop, with that cause. Both are `never_sent`.
  template <class T>
  void ask(private_call<T> call, std::function<void(answer<T>)> done,
           timestamp not_after = timestamp::max()) {
    request_queue::entry e;
    e.request = std::move(call.request);
    e.not_after = not_after;
    e.refuse = [done](venue_error no) {
      done(answer<T>{tl::unexpect, std::move(no)});
    };
    e.deliver = [read = std::move(call.read), done = std::move(done)](
                  const net::http_response& response,
                  bool last) -> request_queue::delivery_note {
      auto got = read(response);
      std::optional<venue_error> error;
      if (!got)
        error = got.error();
      if (error && !last && error->verdict == verdict::retry)
        return {false, error};
      done(std::move(got));
      return {true, error};
    };
    queue_.push(std::move(e));
  }

  /// Sends what may be sent.
  void pump(timestamp now);

  /// The response of the request in flight; stale numbers are ignored.
  void complete(uint64_t number, const net::http_response& response,
                timestamp now);

  /// The pairs became known, or changed.
  void use(venue_ptr where) { venue_ = std::move(where); }

  /// Gives up what waits; what is in flight goes on.
  void drop_waiting(const std::string& why);

  /// Waits no longer for what is in flight: it counts as unanswered, so a
  /// write may have been executed. Its response will be ignored.
  void abandon(const std::string& why);

  [[nodiscard]] bool idle() const { return !in_flight_ && queue_.empty(); }
  [[nodiscard]] bool in_flight() const { return in_flight_.has_value(); }

private:
  void launch(request_queue::entry e, uint64_t nonce, timestamp now);
  void respect(const venue_error& error, timestamp now);

  venue_ptr venue_;
  credentials who_;
  std::unique_ptr<limiter> limits_;
  channel_ports ports_;
  request_queue queue_;
  std::optional<request_queue::entry> in_flight_;
  uint64_t number_ = 0;
  timestamp quiet_until_{}; ///< the venue wants to hear nothing before that
};

} // namespace lockstep
