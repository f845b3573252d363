#pragma once

#include "tools/paper_exchange/exchange_order.hpp"
#include "tools/paper_exchange/market_ladder.hpp"

#include <set>
#include <vector>

namespace lockstep::paper {

/// The resting limit orders of one pair, by price and then by rank. Price and
/// rank of an order must not change while it is in here.
class resting_book {
public:
  void add(order& o) { side_of(o.side).insert(&o); }
  void remove(order& o) { side_of(o.side).erase(&o); }

  /// The first in the queue of a side; nullptr if there is none.
  [[nodiscard]] order* best(lockstep::side side) const;

  /// All of a side, best first.
  [[nodiscard]] std::vector<order*> queue(lockstep::side side) const;

  /// Price levels of a side with what they show, best first.
  [[nodiscard]] std::vector<level> levels(lockstep::side side) const;

private:
  struct before {
    bool operator()(const order* a, const order* b) const;
  };
  using line = std::set<order*, before>;

  [[nodiscard]] line& side_of(lockstep::side side) {
    return side == lockstep::side::buy ? bids_ : asks_;
  }
  [[nodiscard]] const line& side_of(lockstep::side side) const {
    return side == lockstep::side::buy ? bids_ : asks_;
  }

  line bids_;
  line asks_;
};

} // namespace lockstep::paper
