#pragma once

#include "adapters/venue.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace lockstep {

/// Requests of one key that wait for their turn: exits, then cancels, then
/// entries, then reads; in order of arrival within each.
class request_queue {
public:
  /// What came of a response.
  struct delivery_note {
    bool delivered = true; ///< else the request is to be tried again
    std::optional<venue_error> error;
  };
  /// Reads a response and delivers the answer, unless the request is to be
  /// tried again; `last` says that it can not be.
  using deliver_fn
    = std::function<delivery_note(const net::http_response&, bool last)>;
  /// Ends a request that was never sent.
  using refuse_fn = std::function<void(venue_error)>;

  struct entry {
    private_request request;
    deliver_fn deliver;
    refuse_fn refuse;
    timestamp not_before{};
    timestamp not_after = timestamp::max();
    int attempts = 0;
    uint64_t order = 0; ///< of arrival
  };

  void push(entry e);

  /// The next entry that may go out now; empty if all must wait.
  [[nodiscard]] std::optional<entry> pop(timestamp now, const limiter& limits);

  /// When to look again; empty if nothing waits.
  [[nodiscard]] std::optional<timestamp> next(timestamp now,
                                              const limiter& limits) const;

  /// Entries whose time has passed; they are removed.
  [[nodiscard]] std::vector<entry> take_expired(timestamp now);

  /// Everything that waits; the queue is empty after that.
  [[nodiscard]] std::vector<entry> take_all();

  [[nodiscard]] bool empty() const { return entries_.empty(); }

private:
  std::vector<entry> entries_; // sorted by priority, then arrival
  uint64_t arrivals_ = 0;
};

} // namespace lockstep
