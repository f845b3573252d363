#pragma once

#include "model/decimal.hpp"
#include "model/ids.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lockstep {

/// What an account has of one asset.
struct holding {
  decimal total;
  decimal held; ///< reserved by open orders

  [[nodiscard]] decimal available() const { return total - held; }
  bool operator==(const holding&) const = default;
};

/// What an account has, as the venue said at one time. There is no "zero
/// because of an error": an error is a `failure` instead of this.
struct balance {
  std::map<asset_id, holding> holdings;
  timestamp as_of; ///< when the question was asked

  [[nodiscard]] holding of(const asset_id& asset) const {
    const auto at = holdings.find(asset);
    return at == holdings.end() ? holding{} : at->second;
  }
  bool operator==(const balance&) const = default;
};

/// Why a balance moved.
enum class ledger_kind : uint8_t {
  trade,      ///< by an execution that trade histories show
  conversion, ///< by the app or a widget: only the ledger shows it
  deposit,
  withdrawal,
  transfer,
  reward,
  other,
};

/// One movement of one balance.
struct ledger_entry {
  ledger_id id;
  std::string reference; ///< the execution's id, for trades
  timestamp time;
  ledger_kind kind = ledger_kind::other;
  asset_id asset;
  decimal amount; ///< signed, before the fee
  decimal fee;    ///< taken in addition, in the same asset
  decimal balance_after;

  [[nodiscard]] decimal balance_before() const {
    return balance_after - amount + fee;
  }
  bool operator==(const ledger_entry&) const = default;
};

} // namespace lockstep
