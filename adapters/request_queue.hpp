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
  /// Reads a response. An error comes back if the request is to be tried
  /// again; `last` says that it can not be, so the answer must be delivered.
  using deliver_fn = std::function<std::optional<venue_error>(
    const net::http_response&, bool last)>;

  struct entry {
    private_request request;
    deliver_fn deliver;
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
