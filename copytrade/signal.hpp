#pragma once

#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/order.hpp"
#include "model/reason.hpp"
#include "model/time.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::copytrade {

/// Prices at which positions are valued, per base asset in the reporting
/// currency. One table per signal, the same for the master and all followers.
using mark_table = std::map<asset_id, price>;

/// A signal's name: the master order and how much of it had executed when the
/// batch was closed. The same executions give the same name on every run.
struct signal_id {
  order_id order;
  quantity cumulative;

  friend auto operator<=>(const signal_id&, const signal_id&) = default;
  /// `OQCLML-BW3P3-BUCMWZ@0.05`
  [[nodiscard]] std::string str() const;
};

/// Whether a batch adds to the position of its base asset or reduces it.
enum class direction : uint8_t { entry, exit };

/// What names one reason why a copy book is not as it should be: the id of a
/// signal, or of a manual trade.
using gap_id = strong_id<struct gap_tag>;

/// Makes a signal one that no execution of the master began: it puts right what
/// earlier ones left undone at one follower.
struct repair_mark {
  account_id account;        ///< the one whom it is for
  lockstep::quantity amount; ///< of the base, to be bought or sold for him
  /// Of a purchase: how much of it is for which gap.
  std::map<gap_id, lockstep::quantity> parts;

  bool operator==(const repair_mark&) const = default;
};

/// A batch of new executions of one master order, as the followers see it.
/// Journaled before it is dispatched; shared between all followers.
struct signal {
  signal_id id;
  std::string venue; ///< `kraken`
  account_id master;
  uint32_t batch = 0; ///< 0 for the order's first, then 1, 2, ...
  symbol_id symbol;
  asset_id base;
  asset_id quote;
  copytrade::direction direction = direction::entry;
  order_type type = order_type::other;
  /// Of this batch; less if the master has sold some of it again already.
  lockstep::quantity quantity;
  lockstep::price price; ///< average of this batch, rounded down
  /// The master's equity before the order's first execution; empty if it
  /// could not be reconstructed (entries are skipped then, exits are not).
  std::optional<notional> equity_before;
  lockstep::quantity position_before; ///< the master's tracked position
  lockstep::quantity position_after;
  /// For exits: the part of the position that was sold, 0 to 1.
  ratio fraction;
  timestamp first_executed; ///< of the order's first execution
  timestamp executed;       ///< of this batch's last execution
  timestamp received;       ///< when the engine learned of that
  mark_table marks;
  std::vector<execution_id> executions;
  std::vector<account_id> followers; ///< who must answer, sorted
  /// Why nobody may enter by it, such as `executions_disagree`; `none` usually.
  reason barred = reason::none;
  /// Set if the owner asked for it by `reconcile --apply`.
  std::optional<repair_mark> repair;

  bool operator==(const signal&) const = default;
};

} // namespace lockstep::copytrade
