#pragma once

#include "copytrade/row.hpp"
#include "copytrade/signal.hpp"
#include "model/order.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::copytrade {

/// How an order, or the last of several sales for one signal, ended.
struct order_end {
  order_state state = order_state::filled;
  reason why = reason::none; ///< why it is not all; `none`: derived from state
  std::string words;
  timestamp time;
};

/// The row with one more execution in it. Fees in base count at its price.
/// A final row without executions, or with fewer than ordered, is corrected:
/// a late execution always wins.
[[nodiscard]] row with_execution(row r, const execution& fill,
                                 const asset_id& base, const asset_id& quote);

/// The row with its order ended: copied if everything that was intended and
/// possible to the lot is executed, else what it amounts to.
[[nodiscard]] row with_end(row r, const order_end& end);

/// How the followers of one signal stand. All add up to `followers`.
struct tally {
  size_t followers = 0;
  size_t copied = 0;
  size_t partially_copied = 0;
  size_t skipped = 0;
  size_t failed = 0;
  size_t expired = 0;
  size_t unresolved = 0;
  size_t exit_pending = 0;
  size_t silent = 0; ///< no row yet

  [[nodiscard]] size_t sum() const;
  [[nodiscard]] bool settled() const; ///< every follower has a final row
  bool operator==(const tally&) const = default;
};

/// The rows of one master's signals: exactly one per (signal, follower).
class ledger {
public:
  /// What a row did to the ledger.
  enum class change : uint8_t {
    first,     ///< the follower's first answer
    progress,  ///< from one open state to another or to an end
    same,      ///< nothing new
    corrected, ///< a late execution changed an end: to be reported
    refused,   ///< unknown signal or follower, or an end without new
               ///< executions against an end: the first stands
  };

  /// A signal was dispatched; its followers must answer. Twice is once.
  void expect(const signal& what);

  change record(const row& r);

  [[nodiscard]] const row* find(const signal_id& which,
                                const account_id& follower) const;
  [[nodiscard]] tally count(const signal_id& which) const;
  [[nodiscard]] std::vector<row> rows(const signal_id& which) const;
  /// Signals with a follower that is silent or not final, in the order in
  /// which they were expected: a book depends on it.
  [[nodiscard]] std::vector<signal_id> open() const;
  /// Forgets a signal that is settled; its rows are in the journal.
  void forget(const signal_id& which);

private:
  using slots = std::map<account_id, std::optional<row>>;
  std::map<signal_id, slots> signals_;
  std::vector<signal_id> expected_; ///< in that order
};

} // namespace lockstep::copytrade
