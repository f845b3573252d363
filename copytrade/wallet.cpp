#include "copytrade/wallet.hpp"

#include <algorithm>

namespace lockstep::copytrade {

namespace {

/// Money is booked in coarser grains than costs and fees are told in: Kraken
/// tells five decimals of a dollar and books four. Whichever way it rounds,
/// there is at least this much.
constexpr int booked_decimals = 4;

decimal at_least(decimal money) {
  return round_to(money, step_of(booked_decimals), rounding::down);
}

decimal at_most(decimal money) {
  return round_to(money, step_of(booked_decimals), rounding::up);
}

void move_holding(balance& b, const asset_id& asset, decimal by) {
  b.holdings[asset].total += by;
}

} // namespace

bool wallet::answered(balance told, timestamp asked, timestamp answered) {
  const bool in_between = newest_execution_ >= asked
                          || (newest_time_ >= asked
                              && newest_time_ <= answered);
  if (in_between)
    return false;
  told.as_of = asked;
  current_ = std::make_shared<const balance>(std::move(told));
  asked_ = asked;
  answered_ = answered;
  return true;
}

bool wallet::executed(const execution& fill, const asset_id& base,
                      const asset_id& quote, timestamp now, age known) {
  newest_execution_ = std::max(newest_execution_, now);
  newest_time_ = std::max(newest_time_, fill.time);
  if (!asked_)
    return false;
  if (known == age::by_time && fill.time < *asked_)
    return false; // the answer has it
  if (known == age::by_time && fill.time <= answered_)
    return true;
  auto next = *current_;
  const bool buys = fill.side == side::buy;
  const auto size = fill.quantity.value();
  const auto cost = fill.cost.value();
  move_holding(next, base, buys ? size : -size);
  move_holding(next, quote, buys ? -at_most(cost) : at_least(cost));
  for (const auto& paid : fill.fees)
    move_holding(next, paid.asset,
                 paid.asset == quote ? -at_most(paid.amount) : -paid.amount);
  current_ = std::make_shared<const balance>(std::move(next));
  return false;
}

} // namespace lockstep::copytrade
