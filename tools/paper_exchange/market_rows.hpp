#pragma once

#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::paper {

/// One recorded minute: the candle of its trades and the quote at its end.
struct market_row {
  timestamp time; ///< begin of the minute, recorded time
  price open;
  price high;
  price low;
  price close;
  quantity volume;
  price bid;
  price ask;
  quantity bid_size;
  quantity ask_size;

  bool operator==(const market_row&) const = default;
};

/// Reads a CSV of candles (`time_ms,open,high,low,close,volume`) or quotes
/// (`time_ms,bid_open,...,ask_close,ask_size`), told apart by the header's
/// names. The time may be called `time`, `timestamp`, `date` or `datetime`
/// too, and be milliseconds, seconds (by size) or RFC 3339. Rows must rise in
/// time. Errors name `file:line`.
[[nodiscard]] result<std::vector<market_row>>
read_market_csv(std::string_view text, std::string_view file);

/// The same from a file on disk.
[[nodiscard]] result<std::vector<market_row>>
load_market_csv(const std::string& path);

/// Adds the quotes of the same minutes to candles (both as read above).
[[nodiscard]] std::vector<market_row>
merge_rows(std::vector<market_row> candles,
           const std::vector<market_row>& quotes);

/// The recorded day that is built in (2018-04-05 UTC; see data/README.md);
/// empty for pairs other than BTC/USD and ETH/USD.
[[nodiscard]] std::vector<market_row> recorded_day(const symbol_id& symbol);

/// How prices are made up where nothing was recorded.
struct generator_options {
  uint64_t seed = 1;
  price start;               ///< first price
  price tick;                ///< grid of the prices
  quantity size;             ///< typical size of a level
  int rows = 1440;           ///< minutes
  int step_basis_points = 8; ///< largest move of one quarter minute
};

/// A random walk on the grid; the same options give the same rows.
[[nodiscard]] std::vector<market_row>
generate_rows(const generator_options& options);

} // namespace lockstep::paper
