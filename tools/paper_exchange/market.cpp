#include "tools/paper_exchange/market.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr size_t tape_max = 1000;
constexpr size_t quotes_max = 200;
constexpr duration quarter_minute = seconds{15};

/// A record without gaps: minutes without a trade repeat the last price.
std::vector<market_row> without_gaps(const std::vector<market_row>& rows) {
  std::vector<market_row> full;
  for (const auto& row : rows) {
    // A gap of a day or more is a jump, not a quiet market.
    const bool quiet = !full.empty()
                       && row.time - full.back().time < minutes{1440};
    while (quiet && full.back().time + minutes{1} < row.time) {
      auto still = full.back();
      still.time += minutes{1};
      still.open = still.high = still.low = still.close;
      still.volume = quantity{};
      full.push_back(still);
    }
    full.push_back(row);
  }
  return full;
}

/// An eighth of the median size of the recorded best bids; where none were
/// recorded, what 2,000 units of quote buy.
quantity typical_size(const std::vector<market_row>& rows, quantity lot) {
  std::vector<quantity> sizes;
  for (const auto& row : rows)
    if (row.bid_size.is_positive())
      sizes.push_back(row.bid_size);
  quantity typical = bought_for(notional{decimal{2000}}, rows.front().close,
                                rounding::down);
  if (!sizes.empty()) {
    const auto middle = sizes.begin() + static_cast<long>(sizes.size() / 2);
    std::ranges::nth_element(sizes, middle);
    typical = quantity{divide(middle->value(), decimal{8}, rounding::down)};
  }
  return std::max(round_to(typical, lot, rounding::down), lot);
}

bar past_bar(const market_row& row, timestamp begin) {
  const price middle{divide(row.open.value() + row.high.value()
                              + row.low.value() + row.close.value(),
                            decimal{4}, rounding::half_up)};
  const auto cost = value_of(row.volume, middle, rounding::half_up);
  return bar{begin,     row.open,   row.high, row.low,
             row.close, row.volume, cost,     row.volume.is_zero() ? 0 : 4};
}

period_stats stats_of(const bar& all) {
  return {all.volume, all.vwap(), all.count, all.low, all.high, all.open};
}

} // namespace

market::market(const pair_info& pair, const std::vector<market_row>& rows,
               size_t start_row, timestamp start)
  : pair_{pair},
    rows_{without_gaps(rows)},
    typical_{typical_size(rows_, pair.lot())},
    due_{start},
    bids_{lockstep::side::buy},
    asks_{lockstep::side::sell} {
  row_ = std::min(start_row, rows_.size() - 1);
  last_ = on_tick(rows_[row_].open);
  place_history(row_, start);
  step(start);
}

void market::place_history(size_t start_row, timestamp start) {
  constexpr size_t shown = 720; // as many as the venue always has
  const auto minute = std::chrono::floor<minutes>(start);
  if (start_row < shown) {
    auto still = rows_.front();
    still.high = still.low = still.close = still.open;
    still.volume = quantity{};
    candles_.append(past_bar(still, minute - minutes{shown}));
  }
  for (size_t i = 0; i < start_row; ++i) {
    const auto begin = minute - minutes{start_row - i};
    candles_.append(past_bar(rows_[i], begin));
    if (start_row - i > tape_max || rows_[i].volume.is_zero())
      continue;
    tape_.push_back({next_trade_id_++, on_tick(rows_[i].close), rows_[i].volume,
                     i % 2 == 0 ? lockstep::side::buy : lockstep::side::sell,
                     true, begin + minutes{1} - seconds{1}});
    last_ = tape_.back().price;
    last_quantity_ = tape_.back().quantity;
  }
}

std::optional<timestamp> market::next_step() const {
  return paused_ ? std::nullopt : std::optional{due_};
}

price market::on_tick(price p) const {
  return round_to(p, pair_.tick, rounding::half_up);
}

price market::recorded_price() const {
  const auto& now = row();
  const bool rising = now.close >= now.open;
  const std::array path{now.open, rising ? now.low : now.high,
                        rising ? now.high : now.low, now.close};
  const auto at = backwards_ ? 3 - quarter_ : quarter_;
  return path[static_cast<size_t>(at)];
}

void market::step(timestamp at) {
  const auto& now = row();
  const auto traded = on_tick(recorded_price());
  const auto spread = std::max(now.ask - now.bid, pair_.tick);
  const bool ends = quarter_ == 3 && !backwards_ && now.bid.is_positive();
  const bool bought
    = (++steps_
       + static_cast<uint64_t>(now.time.time_since_epoch().count() / 1000))
        % 2
      == 0;
  const auto bid = ends ? now.bid : bought ? traded - spread : traded;
  show(bid, bid + spread, now.bid_size, now.ask_size, refills_, at);
  auto part
    = round_to(quantity{divide(now.volume.value(), decimal{4}, rounding::down)},
               pair_.lot(), rounding::down);
  if (part.is_positive())
    print(traded, part, bought ? lockstep::side::buy : lockstep::side::sell,
          true, at);
  else
    last_ = traded;
  move_on();
  due_ = at + step_time();
}

duration market::step_time() const {
  const auto ns = divide(decimal{quarter_minute.count()}, speed_, rounding::up);
  return std::max<duration>(
    duration{static_cast<int64_t>(round_to(ns, 1, rounding::up).units()
                                  / decimal{1}.units())},
    duration{1});
}

void market::move_on() {
  if (++quarter_ < 4)
    return;
  quarter_ = 0;
  const bool at_end = backwards_ ? row_ == 0 : row_ + 1 == rows_.size();
  if (at_end)
    backwards_ = !backwards_;
  else
    row_ = backwards_ ? row_ - 1 : row_ + 1;
}

void market::show(price bid, price ask, quantity bid_size, quantity ask_size,
                  bool refill, timestamp at) {
  bid = std::max(round_to(bid, pair_.tick, rounding::down), pair_.tick);
  ask = std::max(round_to(ask, pair_.tick, rounding::up), bid + pair_.tick);
  const auto size = [this](quantity recorded) {
    return recorded.is_zero() ? typical_
                              : round_to(recorded, pair_.lot(), rounding::down);
  };
  if (refill || bids_.quoted() != bid)
    bids_.reset(
      {bid, size(bid_size), typical_, pair_.tick, pair_.lot(), 2 * steps_});
  if (refill || asks_.quoted() != ask)
    asks_.reset(
      {ask, size(ask_size), typical_, pair_.tick, pair_.lot(), 2 * steps_ + 1});
  bids_.retreat(ask);
  asks_.retreat(bid);
  quotes_.push_back({at, bid, ask});
  if (quotes_.size() > quotes_max)
    quotes_.pop_front();
}

void market::set_speed(decimal speed, timestamp now) {
  const auto rest = paused_ ? left_ : due_ - now;
  const auto ns = multiply_divide(decimal{rest.count()}, speed_, speed,
                                  rounding::down);
  const duration scaled{static_cast<int64_t>(ns.units() / decimal{1}.units())};
  speed_ = speed;
  left_ = scaled;
  due_ = now + scaled;
}

void market::pause(timestamp now) {
  if (paused_)
    return;
  paused_ = true;
  left_ = due_ - now;
}

void market::resume(timestamp now) {
  if (!paused_)
    return;
  paused_ = false;
  due_ = now + left_;
}

void market::set_quote(price bid, price ask, quantity bid_size,
                       quantity ask_size, timestamp now) {
  ++steps_;
  show(bid, ask, bid_size, ask_size, true, now);
}

int64_t market::print(price p, quantity q, lockstep::side taker,
                      bool market_order, timestamp at) {
  const auto id = next_trade_id_++;
  tape_.push_back({id, p, q, taker, market_order, at});
  if (tape_.size() > tape_max)
    tape_.pop_front();
  last_ = p;
  last_quantity_ = q;
  candles_.trade(at, p, q);
  return id;
}

period_stats market::today(timestamp now) const {
  return stats_of(candles_.sum(std::chrono::floor<std::chrono::days>(now)));
}

period_stats market::last_day(timestamp now) const {
  return stats_of(candles_.sum(now - std::chrono::hours{24}));
}

} // namespace lockstep::paper
