#pragma once

#include "copytrade/denial.hpp"
#include "copytrade/settings.hpp"
#include "copytrade/signal.hpp"
#include "model/instrument.hpp"

#include <optional>

namespace lockstep::copytrade {

/// What one follower has made of one master order so far. Equities are frozen
/// at the first part, so that a deposit between two parts changes nothing.
struct order_share {
  /// Sum of the parts that were to be copied; denied parts are not in it.
  quantity master;
  notional master_equity; ///< zero until frozen
  notional equity;        ///< the follower's, as far as allotted
  quantity ordered;
  quantity clipped; ///< cut off by caps and given up
  notional risked;  ///< ordered, at the master's prices; reporting currency

  [[nodiscard]] bool frozen() const { return master_equity.is_positive(); }
  bool operator==(const order_share&) const = default;
};

/// What the ratio asks for in all, rounded once: the master's quantity times
/// equity over equity times multiplier.
[[nodiscard]] quantity intended_total(const order_share& share,
                                      ratio multiplier);

/// What the parts so far left over: below the lot or below the minimum. It
/// waits for the next part of the same master order.
[[nodiscard]] quantity carried(const order_share& share, ratio multiplier);

/// What the size of an entry depends on besides the share so far.
struct size_facts {
  quantity part;      ///< of the master, this batch
  price at;           ///< the master's
  price limit;        ///< of our order
  decimal rate{1};    ///< reporting currency per quote currency
  quantity held;      ///< of the base, position or target
  notional free_cash; ///< in quote
  ratio taker_fee;
  ratio multiplier{decimal{1}};
};

/// How much to order.
struct size_decision {
  quantity intended; ///< asked for by the ratio, with what was carried
  quantity ordered;  ///< a multiple of the lot; zero: nothing
  notional cost;     ///< at the limit with fee, to be reserved; in quote
  /// What cut it, or why it is nothing.
  std::optional<denial> limit;
  order_share after; ///< the share with this part in it
};

/// Sizes one part of a master order. Rounds down; no cap is ever exceeded.
/// Needs frozen equities.
[[nodiscard]] size_decision
size_entry(const order_share& share, const size_facts& facts,
           const instrument& pair, const copy_limits& limits);

/// What became of a whole master order at one follower.
struct closing_record {
  order_id order;
  account_id follower;
  quantity master; ///< parts of the master that were to be copied
  quantity intended;
  quantity ordered;
  quantity clipped;
  quantity dropped; ///< carried, and never large enough

  bool operator==(const closing_record&) const = default;
};

/// The record for a master order that has ended.
[[nodiscard]] closing_record
close_share(const order_id& order, const account_id& follower,
            const order_share& share, ratio multiplier);

} // namespace lockstep::copytrade
