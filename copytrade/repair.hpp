#pragma once

#include "copytrade/signal.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace lockstep::copytrade {

/// What is to be bought or sold for one follower in one asset, so that he holds
/// what he should.
struct repair_order {
  account_id account;
  symbol_id symbol;
  asset_id base;
  asset_id quote;
  copytrade::direction direction = direction::entry;
  quantity amount;
  price at; ///< the market's, when it was planned
  /// Of a sale: what the copy book is to hold, and what of it is kept.
  quantity before;
  quantity after;
  std::map<gap_id, quantity> parts; ///< of a purchase

  bool operator==(const repair_order&) const = default;
};

/// What a repair's signal needs besides.
struct repair_context {
  std::string venue;
  account_id master;
  uint64_t number = 1; ///< of this follower's repairs in this asset, from 1
  timestamp now;       ///< venue time
  mark_table marks;
};

/// The signal of a repair. It is made for its follower alone; otherwise it goes
/// the way of every signal: journaled, answered by a row, executed once.
[[nodiscard]] signal repair_signal(const repair_order& what,
                                   const repair_context& context);

/// What stands for the master's order in a repair's name, and so in the keys of
/// its orders: `reconcile/half/BTC/1`. Counted, so that whoever lost the end of
/// the journal gives the same name again instead of buying once more.
[[nodiscard]] order_id repair_name(const account_id& account,
                                   const asset_id& base, uint64_t number);

/// The number in such a name; 0 if it is none.
[[nodiscard]] uint64_t repair_number(const order_id& name);

} // namespace lockstep::copytrade
