#include "tools/paper_exchange/market_candles.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

using std::chrono::minutes;

/// Four weeks: all 720 candles of an hour's interval.
constexpr size_t minutes_max = 40'320;
constexpr int bars_max = 720;

timestamp floor_to(timestamp t, duration interval) {
  const auto since = t.time_since_epoch();
  return timestamp{since - since % interval};
}

bar flat(timestamp begin, price p) {
  return bar{begin, p, p, p, p, {}, {}, 0};
}

/// Adds a later bar to an earlier one.
void extend(bar& whole, const bar& later) {
  whole.high = std::max(whole.high, later.high);
  whole.low = std::min(whole.low, later.low);
  whole.close = later.close;
  whole.volume += later.volume;
  whole.cost += later.cost;
  whole.count += later.count;
}

} // namespace

price bar::vwap() const {
  if (volume.is_zero())
    return price{};
  return price{divide(cost.value(), volume.value(), rounding::half_up)};
}

bool is_interval(int value) {
  return std::ranges::find(intervals, value) != intervals.end();
}

void candle_series::append(const bar& minute) {
  while (!minutes_.empty() && minutes_.back().begin + minutes{1} < minute.begin)
    minutes_.push_back(
      flat(minutes_.back().begin + minutes{1}, minutes_.back().close));
  minutes_.push_back(minute);
  while (minutes_.size() > minutes_max)
    minutes_.pop_front();
}

void candle_series::trade(timestamp at, price p, quantity q) {
  const auto begin = floor_to(at, minutes{1});
  const auto cost = value_of(q, p, rounding::half_up);
  const bar one{begin, p, p, p, p, q, cost, 1};
  if (minutes_.empty() || minutes_.back().begin < begin)
    append(one);
  else
    extend(minutes_.back(), one);
}

std::vector<bar> candle_series::read(int width, timestamp now) const {
  std::vector<bar> bars;
  if (minutes_.empty())
    return bars;
  const duration interval = minutes{width};
  const auto newest = floor_to(now, interval);
  const auto oldest = newest - (bars_max - 1) * interval;
  const auto skip
    = std::max<int64_t>(0, (oldest - minutes_.front().begin) / minutes{1});
  for (auto i = static_cast<size_t>(skip); i < minutes_.size(); ++i) {
    const auto& minute = minutes_[i];
    const auto begin = floor_to(minute.begin, interval);
    if (begin < oldest || begin > newest)
      continue;
    if (!bars.empty() && bars.back().begin == begin) {
      extend(bars.back(), minute);
    } else {
      bars.push_back(minute);
      bars.back().begin = begin;
    }
  }
  if (bars.empty())
    bars.push_back(flat(oldest, minutes_.back().close));
  while (bars.back().begin < newest)
    bars.push_back(flat(bars.back().begin + interval, bars.back().close));
  return bars;
}

bar candle_series::running(int width, timestamp now) const {
  const auto begin = floor_to(now, minutes{width});
  auto whole = sum(begin);
  if (whole.open.is_zero() && !minutes_.empty())
    whole = flat(begin, minutes_.back().close);
  whole.begin = begin;
  return whole;
}

bar candle_series::sum(timestamp from) const {
  bar whole;
  const auto first = std::ranges::lower_bound(minutes_, from, {}, &bar::begin);
  for (auto at = first; at != minutes_.end(); ++at)
    if (at == first)
      whole = *at;
    else
      extend(whole, *at);
  return whole;
}

} // namespace lockstep::paper
