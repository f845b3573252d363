#pragma once

#include "model/balance.hpp"
#include "model/order.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace lockstep::copytrade {

/// An account's balance between two questions: the last good answer, with
/// the executions that it can not contain yet. So cash and positions always
/// belong together, and no execution counts twice. All times are the venue's,
/// also those at which we asked and learned: they are compared with each other.
class wallet {
public:
  /// Takes an answer in: the venue looked some time between `asked` and
  /// `answered`. False, and no change, if an execution fell into
  /// that time: nobody knows whether the answer contains it, so ask again.
  bool answered(balance told, timestamp asked, timestamp answered);

  /// How an execution stands to the answer in force.
  enum class age : uint8_t {
    by_time, ///< only the venue's clock tells
    newer,   ///< its order was sent after that
  };

  /// An execution of this account became known at `now`. True if the answer
  /// in force may or may not contain it: it is left out; ask again.
  bool executed(const execution& fill, const asset_id& base,
                const asset_id& quote, timestamp now, age known = age::by_time);

  /// What is there now; empty until there was an answer.
  [[nodiscard]] std::shared_ptr<const balance> current() const {
    return current_;
  }

  /// When the venue was last asked with success.
  [[nodiscard]] std::optional<timestamp> asked() const { return asked_; }

private:
  std::shared_ptr<const balance> current_;
  std::optional<timestamp> asked_;
  timestamp answered_{};
  timestamp newest_execution_{}; ///< when we last learned of one
  timestamp newest_time_{};      ///< the venue's time of the latest one
};

} // namespace lockstep::copytrade
