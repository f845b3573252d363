#pragma once

#include "model/balance.hpp"

#include <optional>
#include <vector>

namespace lockstep::copytrade {

/// The movements of an account's balances that its stream told, without a hole.
/// With a balance that was asked meanwhile they say what the ledger would say,
/// and nobody has to ask for it. All times are the venue's.
class movement_window {
public:
  /// From now on every movement is told.
  void open(timestamp now);

  /// The stream has ended: what was told is worth nothing any more.
  void close() { *this = {}; }

  void add(ledger_entry moved);

  /// Forgets what moved before that time.
  void forget_before(timestamp time);

  /// Whether all movements since that time, and all that the balance does not
  /// contain, are here, but for those that the stream is about to tell.
  [[nodiscard]] bool covers(timestamp since, const balance& asked) const;

  [[nodiscard]] const std::vector<ledger_entry>& movements() const {
    return movements_;
  }

private:
  std::optional<timestamp> since_; ///< no movement from then on is missing
  std::vector<ledger_entry> movements_;
};

} // namespace lockstep::copytrade
