#pragma once

#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/time.hpp"

namespace lockstep {

/// Open, high, low, close of one interval.
struct candle {
  timestamp begin;
  price open;
  price high;
  price low;
  price close;
  quantity volume;

  bool operator==(const candle&) const = default;
};

/// The best prices of a pair at one time.
struct ticker {
  symbol_id symbol;
  price bid;
  price ask;
  price last;
  timestamp time;

  bool operator==(const ticker&) const = default;
};

} // namespace lockstep
