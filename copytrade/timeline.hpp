#pragma once

#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/order.hpp"
#include "model/time.hpp"

#include <map>
#include <set>
#include <utility>

namespace lockstep::copytrade {

/// What an execution does to the holdings of its base asset, as an amount
/// above zero: a buy adds quantity less fees taken in base, a sale takes
/// quantity and such fees.
[[nodiscard]] quantity moved_by(const execution& fill, const asset_id& base);

/// The master's tracked position of one asset as a fold of executions in the
/// order of their times, never below zero: what he sells beyond it are coins
/// from before. It depends only on which executions are in it, not on when
/// each became known, so news that come late or out of order change nothing.
class timeline {
public:
  /// Where an execution stands: its time, then its id.
  using place = std::pair<timestamp, execution_id>;

  timeline() = default;
  explicit timeline(quantity start) : start_{start} {}

  /// Adds an execution; an id that is there already changes nothing.
  void add(const execution& fill, const asset_id& base);

  /// The position after all of it.
  [[nodiscard]] quantity position() const;

  /// The position just before that place, and without some executions.
  [[nodiscard]] quantity before(const place& where,
                                const std::set<execution_id>& without) const;

private:
  quantity start_;
  std::map<place, quantity> moves_; ///< signed: sales below zero
};

} // namespace lockstep::copytrade
