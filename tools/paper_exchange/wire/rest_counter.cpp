#include "tools/paper_exchange/wire/rest_counter.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

constexpr int64_t million = 1'000'000;

} // namespace

rest_tier rest_tier_of(account_tier tier) {
  switch (tier) {
    case account_tier::pro:
      return {20 * million, million};
    case account_tier::intermediate:
      return {20 * million, million / 2};
    case account_tier::starter:
      break;
  }
  return {15 * million, 330'000};
}

bool rest_counter::charge(const std::string& key, rest_tier tier, int cost,
                          timestamp now) {
  auto& [millionths, as_of] = counters_[key];
  // After an hour every tier is back at zero; longer would overflow.
  const auto passed = std::clamp<duration>(now - as_of, duration{0},
                                           std::chrono::hours{1});
  const auto microseconds
    = std::chrono::duration_cast<std::chrono::microseconds>(passed).count();
  const auto decayed = microseconds * tier.decay_millionths_per_second
                       / million;
  millionths = std::max<int64_t>(0, millionths - decayed);
  as_of = now;
  if (millionths + cost * million > tier.max_millionths)
    return false;
  millionths += cost * million;
  return true;
}

} // namespace lockstep::paper
