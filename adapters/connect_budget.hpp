#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>

namespace lockstep {

/// How many streams may be opened from this machine's address within a time.
/// Venues count connects by address, whoever makes them, and lock an address
/// out that makes too many (Kraken: about 150 in ten minutes). So all
/// accounts of a venue share one budget. Thread-safe.
class connect_budget {
public:
  /// Defaults keep a margin below Kraken's figure.
  struct limits {
    size_t most = 140; ///< within `window`
    /// Of these, kept for what all others wait for: the master and prices.
    size_t reserve = 20;
    duration window = std::chrono::minutes{10};
  };

  connect_budget() = default;
  explicit connect_budget(limits how) : limits_{how} {}

  /// Takes one connect if there is one left. `urgent` may use the reserve.
  [[nodiscard]] bool take(timestamp now, bool urgent);

  /// When the next connect may be tried, at the earliest.
  [[nodiscard]] timestamp next(timestamp now, bool urgent) const;

private:
  [[nodiscard]] size_t room(bool urgent) const;

  limits limits_;
  mutable std::mutex mutex_;
  std::deque<timestamp> taken_; ///< oldest first
};

} // namespace lockstep
