#pragma once

#include "adapters/venue.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

/// Kraken's two limiters for one account: the counter of REST calls per key,
/// and the matching engine's counter per pair.
namespace lockstep::kraken {

/// A counter that requests raise and time lowers, in millionths.
class leaky_counter {
public:
  static constexpr int64_t one = 1'000'000;

  leaky_counter() = default;
  /// `decay` is what a second takes off.
  leaky_counter(int64_t level, int64_t decay, timestamp now);

  [[nodiscard]] int64_t level(timestamp now) const;
  /// When the level is at most `room`.
  [[nodiscard]] timestamp at(int64_t room, timestamp now) const;
  void add(int64_t cost, timestamp now);
  void raise_to(int64_t level, timestamp now);

private:
  int64_t level_ = 0;
  int64_t decay_ = one;
  timestamp since_{};
};

/// What a tier allows; levels in millionths.
struct tier_limits {
  int64_t rest_max;
  int64_t rest_decay;
  int64_t engine_max;
  int64_t engine_decay;
};

[[nodiscard]] const tier_limits& limits_of(account_tier tier);

/// What a request adds to the REST counter.
[[nodiscard]] int64_t rest_cost(std::string_view name);

/// A model of both counters, on the safe side of the venue's: it starts as if
/// a third was used up, stays clear of the limits by what a delay on the way
/// can shift, and takes orders for a second younger than they are.
class kraken_limiter final : public limiter {
public:
  kraken_limiter(account_tier tier, timestamp now);

  timestamp at(const private_request& request, timestamp now) const override;
  void used(const private_request& request, timestamp now) override;
  void refused(const private_request& request, const venue_error& error,
               timestamp now) override;

private:
  [[nodiscard]] int64_t engine_cost(const private_request& request,
                                    timestamp now) const;
  [[nodiscard]] duration age_of(const private_request& request,
                                timestamp now) const;
  leaky_counter& pair(const symbol_id& symbol);
  [[nodiscard]] leaky_counter fresh_pair() const;
  void forget_old_orders(timestamp now);

  tier_limits tier_;
  timestamp started_;
  leaky_counter rest_;
  std::map<symbol_id, leaky_counter> pairs_;
  std::map<std::string, timestamp, std::less<>> placed_; // by our key
};

} // namespace lockstep::kraken
