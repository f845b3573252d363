#pragma once

#include "copytrade/row.hpp"
#include "copytrade/signal.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace lockstep::copytrade {

/// Why a copy book is not as it should be.
enum class gap_cause : uint8_t {
  rejected, ///< the venue refused the order
  clipped,  ///< a cap, or too little cash, cut it
  manual,   ///< the owner traded himself
  fee,      ///< it was taken in coins
  dust,     ///< too small to be traded
  missed,   ///< too late, out of service, or no buyer or seller
  halted,   ///< by a halt or a pause
};

[[nodiscard]] std::string_view to_string(gap_cause cause);

/// The cause that a row of a signal tells.
[[nodiscard]] gap_cause cause_of(const row& r);

/// Something that is not held although it should be.
struct gap {
  gap_id id;      ///< of the signal, or of the manual trade
  order_id order; ///< of the master, or of a repair; empty: of nobody
  gap_cause cause = gap_cause::missed;
  reason why = reason::none; ///< as its row says
  quantity amount;           ///< with later sales of the master taken off
  notional of_master;        ///< the master's whole order, in quote

  bool operator==(const gap&) const = default;
};

/// The equities that size a part: what the follower copies with, times his
/// multiplier, and the master's.
struct size_basis {
  notional own;
  notional master;
};

/// One signal of an asset as a follower's books tell it.
struct told_signal {
  const signal* what = nullptr;
  int64_t number = 0; ///< rises in the order of dispatch
  /// When he decided, in the same numbers; empty: nothing was written then.
  std::optional<int64_t> decided = {};
  bool asked = false;          ///< he is among its followers
  const row* answer = nullptr; ///< his row, if there is one
  quantity bought;             ///< by its order, net of fees in the base
  quantity fees;               ///< in the base
  /// For a part that was never sized.
  std::optional<size_basis> basis = {};
};

/// Coins that came into the book, or left it, without a signal.
struct own_move {
  gap_id id;
  int64_t number = 0; ///< as that of signals
  quantity amount;
};

/// All that a follower's books tell about one asset.
struct asset_history {
  std::vector<told_signal> signals; ///< in the order of dispatch
  std::vector<own_move> adopted;
  std::vector<own_move> taken; ///< by the owner, off the target
  quantity position;           ///< of the copy book
};

/// What a copy book lacks, or has too much of.
struct asset_gaps {
  quantity holds;
  std::vector<gap> missing; ///< oldest first
  /// Sold with a remainder that was too small, or rounded: never bought back.
  quantity rest;
  quantity surplus;
  gap_cause surplus_cause = gap_cause::dust;
  reason surplus_why = reason::none;
  /// Bought per master order, repairs of it too: what its cap counts.
  std::map<order_id, quantity> bought;
  std::vector<gap_id> unsized; ///< nobody can tell how much they ask for

  [[nodiscard]] quantity all_missing() const;
  /// What it would hold without any of it.
  [[nodiscard]] quantity should() const;
};

/// Compares a copy book with what it should hold by the master's signals at
/// the follower's ratio. Sales of the master count whether he was asked or
/// not: nobody keeps coins because he was away.
[[nodiscard]] asset_gaps find_gaps(const asset_history& all);

} // namespace lockstep::copytrade
