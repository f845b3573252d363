#pragma once

#include "copytrade/settings.hpp"
#include "copytrade/signal.hpp"
#include "model/balance.hpp"
#include "model/order.hpp"

#include <map>
#include <set>
#include <span>
#include <vector>

namespace lockstep::copytrade {

/// Tracked positions by base asset.
using position_table = std::map<asset_id, quantity>;

/// Cash in the reporting currency (with what is declared equal to it, held
/// parts included) plus positions at the marks. Fails if a mark is missing.
[[nodiscard]] result<notional>
equity_of(const balance& funds, const position_table& positions,
          const mark_table& marks, const copy_rules& rules);

/// What a follower copies with: his equity, or the part that he allotted,
/// which is never more than the equity.
[[nodiscard]] notional allotted(notional equity, const allocation& part);

/// What the master's equity before an order is reconstructed from.
struct equity_evidence {
  balance snapshot; ///< asked at any time
  /// All movements since some time before the order, in any order; asked
  /// after the order's first execution was known.
  std::span<const ledger_entry> ledger;
  /// The order's known executions, earliest first.
  std::span<const execution> executions;
  position_table positions; ///< tracked, before the order
  mark_table marks;
};

/// The equity just before the order's first execution, whatever order the
/// messages came in: each cash balance is rolled back to the first movement of
/// the moment in which the order began. Deposits and the like after that do not
/// count. Fails as long as the ledger does not show the
/// order's first execution, or contradicts the snapshot: ask again later.
[[nodiscard]] result<notional> equity_before(const equity_evidence& evidence,
                                             const copy_rules& rules);

/// What executed in the moment in which the order began and after it, as the
/// ledger tells: the positions before the order are those without it. Nothing
/// as long as the ledger does not show the order's first execution.
[[nodiscard]] std::set<execution_id>
executed_since(std::span<const ledger_entry> ledger,
               std::span<const execution> executions);

/// A trade of the app or a widget, that no trade history shows.
[[nodiscard]] bool is_app_trade(const ledger_entry& entry);

/// A movement that is no trade: recorded as `external_change`, never copied.
[[nodiscard]] bool is_external_change(const ledger_entry& entry);

} // namespace lockstep::copytrade
