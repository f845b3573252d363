#pragma once

#include "model/amount.hpp"
#include "model/order.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace lockstep::paper {

/// Price and quantity of one level of a book.
struct level {
  lockstep::price price;
  lockstep::quantity quantity;

  bool operator==(const level&) const = default;
};

/// How a ladder is made up from a quote.
struct ladder_shape {
  price best;
  quantity best_size;
  quantity typical; ///< deeper levels grow from this
  price tick;
  quantity lot;
  uint64_t salt = 0; ///< same salt, same ladder
};

/// One side of a market's made-up liquidity: the recorded best level, then
/// one level per tick that grow on average. What takers take is gone until
/// the next quote. A pure function of its shape, what was taken and added.
class ladder {
public:
  static constexpr int depth = 1000; ///< levels at most

  explicit ladder(lockstep::side side) : side_{side} {}

  /// Starts anew from a quote; levels added by hand are kept.
  void reset(const ladder_shape& shape);

  /// The best price of the quote, whatever was taken since.
  [[nodiscard]] price quoted() const { return shape_.best; }

  /// The best level left; nothing if all was taken.
  [[nodiscard]] std::optional<level> best() const;
  /// Up to `count` levels, best first.
  [[nodiscard]] std::vector<level> top(int count) const;
  /// Takes from the best level; `q` is not above what it has.
  void take(quantity q);

  /// Adds liquidity by hand at one price.
  void add(price p, quantity q);
  /// Takes all away that is not added by hand later (an empty side).
  void clear();
  /// Drops what was added by hand at `from`, the other side's best price, or
  /// beyond it.
  void retreat(price from);

private:
  [[nodiscard]] std::optional<level> made(int index) const;
  [[nodiscard]] bool better(price a, price b) const;

  lockstep::side side_;
  ladder_shape shape_;
  int next_ = depth; ///< the first made-up level that is left
  quantity taken_;   ///< of that level
  std::map<price, quantity> added_;
};

} // namespace lockstep::paper
