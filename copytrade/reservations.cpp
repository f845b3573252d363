#include "copytrade/reservations.hpp"

#include "model/mutant.hpp"

namespace lockstep::copytrade {

std::optional<denial> reservations::reserve(const order_key& key,
                                            const reservation& wanted,
                                            decimal available) {
  if (by_key_.contains(key))
    return std::nullopt;
  const auto free = available - reserved(wanted.asset);
  if (wanted.amount > free)
    return denial{reason::insufficient_cash,
                  fmt::format("{} {} free", free, wanted.asset),
                  fmt::format("{} {}", wanted.amount, wanted.asset)};
  by_key_.emplace(key, wanted);
  return std::nullopt;
}

void reservations::shrink(const order_key& key, decimal amount) {
  const auto at = by_key_.find(key);
  if (at != by_key_.end() && amount < at->second.amount)
    at->second.amount = amount.is_negative() ? decimal{} : amount;
}

void reservations::release(const order_key& key) {
  if (!mutated(mutant::reservation_kept))
    by_key_.erase(key);
}

decimal reservations::reserved(const asset_id& asset) const {
  decimal sum;
  for (const auto& [key, held] : by_key_)
    if (held.asset == asset)
      sum += held.amount;
  return sum;
}

} // namespace lockstep::copytrade
