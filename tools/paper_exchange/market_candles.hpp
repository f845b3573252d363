#pragma once

#include "model/amount.hpp"
#include "model/time.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

namespace lockstep::paper {

/// One candle as `OHLC` shows it.
struct bar {
  timestamp begin;
  price open;
  price high;
  price low;
  price close;
  quantity volume;
  notional cost; ///< sum of price times quantity, for the vwap
  int64_t count = 0;

  /// Zero if nothing was traded.
  [[nodiscard]] price vwap() const;
  bool operator==(const bar&) const = default;
};

/// The intervals that Kraken has, in minutes.
inline constexpr std::array intervals{1,   5,    15,    30,   60,
                                      240, 1440, 10080, 21600};
[[nodiscard]] bool is_interval(int minutes);

/// One-minute candles of one pair, without gaps, and what follows from them.
class candle_series {
public:
  /// Appends a past minute; fills a gap before it with flat ones.
  void append(const bar& minute);
  /// Adds one trade; its minute is not before the newest.
  void trade(timestamp at, price p, quantity q);

  /// At most 720 newest candles of an interval up to `now`, oldest first; the
  /// last is the running one. Minutes without a trade are flat.
  [[nodiscard]] std::vector<bar> read(int minutes, timestamp now) const;
  /// The running candle of an interval.
  [[nodiscard]] bar running(int minutes, timestamp now) const;
  /// All of a period in one, `from` included; open stays zero if it is empty.
  [[nodiscard]] bar sum(timestamp from) const;

private:
  std::deque<bar> minutes_;
};

} // namespace lockstep::paper
