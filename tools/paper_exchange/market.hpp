#pragma once

#include "tools/paper_exchange/exchange_pairs.hpp"
#include "tools/paper_exchange/market_candles.hpp"
#include "tools/paper_exchange/market_ladder.hpp"
#include "tools/paper_exchange/market_rows.hpp"

#include <deque>
#include <optional>
#include <vector>

namespace lockstep::paper {

/// One public trade.
struct public_trade {
  int64_t trade_id = 0;
  lockstep::price price;
  lockstep::quantity quantity;
  lockstep::side side = side::buy; ///< of the taker
  bool market_order = true;
  timestamp time;
};

/// One quote, for `Spread`.
struct quote {
  timestamp time;
  price bid;
  price ask;
};

/// What `Ticker` says of one period.
struct period_stats {
  quantity volume;
  price vwap;
  int64_t count = 0;
  price low;
  price high;
  price open;
};

/// The prices of one pair over time. Recorded minutes pass at `speed` times
/// the pace of exchange time, each in four steps (open, the two extremes,
/// close). At the end of the record it runs backwards, and so on.
class market {
public:
  /// `start_row` is the first minute that is played; those before it become
  /// the past. Rows are not empty.
  market(const pair_info& pair, const std::vector<market_row>& rows,
         size_t start_row, timestamp start);

  /// When the next step is due; nothing while paused.
  [[nodiscard]] std::optional<timestamp> next_step() const;
  /// Plays the next step, which is due at `next_step()`.
  void step(timestamp at);

  void set_speed(decimal speed, timestamp now);
  /// Whether what was taken comes back with each step, or only when the best
  /// price changes.
  void set_refills(bool each_step) { refills_ = each_step; }
  void pause(timestamp now);
  void resume(timestamp now);
  /// Puts the quote at once, with these sizes, until the next step.
  void set_quote(price bid, price ask, quantity bid_size, quantity ask_size,
                 timestamp now);

  /// Adds an execution to tape and candles; answers its trade id.
  int64_t print(price p, quantity q, lockstep::side taker, bool market_order,
                timestamp at);

  /// Liquidity of the market on the side that buys (bids) or sells (asks).
  [[nodiscard]] ladder& bids() { return bids_; }
  [[nodiscard]] ladder& asks() { return asks_; }
  [[nodiscard]] const ladder& bids() const { return bids_; }
  [[nodiscard]] const ladder& asks() const { return asks_; }

  [[nodiscard]] price last() const { return last_; }
  [[nodiscard]] quantity last_quantity() const { return last_quantity_; }
  [[nodiscard]] const candle_series& candles() const { return candles_; }
  /// The newest trades, oldest first, at most 1000.
  [[nodiscard]] const std::deque<public_trade>& tape() const { return tape_; }
  /// The newest quotes, oldest first, at most 200.
  [[nodiscard]] const std::deque<quote>& quotes() const { return quotes_; }
  [[nodiscard]] period_stats today(timestamp now) const;
  [[nodiscard]] period_stats last_day(timestamp now) const;

private:
  void place_history(size_t start_row, timestamp start);
  [[nodiscard]] const market_row& row() const { return rows_[row_]; }
  /// What was traded at in the current quarter of the current minute.
  [[nodiscard]] price recorded_price() const;
  [[nodiscard]] price on_tick(price p) const;
  [[nodiscard]] duration step_time() const;
  void move_on();
  void show(price bid, price ask, quantity bid_size, quantity ask_size,
            bool refill, timestamp at);

  pair_info pair_;
  std::vector<market_row> rows_;
  quantity typical_; ///< of a level
  size_t row_ = 0;
  int quarter_ = 0;
  bool backwards_ = false;
  uint64_t steps_ = 0;
  decimal speed_{1};
  bool paused_ = false;
  bool refills_ = true;
  timestamp due_;   ///< of the next step
  duration left_{}; ///< until it, while paused
  price last_;
  quantity last_quantity_;
  int64_t next_trade_id_ = 1;
  ladder bids_;
  ladder asks_;
  candle_series candles_;
  std::deque<public_trade> tape_;
  std::deque<quote> quotes_;
};

} // namespace lockstep::paper
