#pragma once

#include "model/instrument.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

/// Kraken's names and ours. A pair has three names there (`XXBTZUSD`,
/// `XBTUSD`, `XBT/USD`) and a fourth in the streams (`BTC/USD`, as ours).
/// Names are looked up, never computed from each other: no rule holds.
namespace lockstep::kraken {

/// Our name of an asset by any of Kraken's: `XXBT`, `XBT`, `XBT.F` are `BTC`.
///
/// Balances under `.F` (rewards) are spendable when the asset itself is
/// traded, so they carry its name; all other suffixes (`.S` staked, `.M`
/// opt-in rewards, `.B` yield-bearing, `.P` locked, `.HOLD`, `.T`) stay, so
/// that what carries them is another asset that no pair has.
[[nodiscard]] asset_id asset_of(std::string_view name);

/// `BTC/USD` for `XBT/USD`; empty if there is no slash.
[[nodiscard]] symbol_id symbol_of(std::string_view slashed);

/// The pairs of a table by each of their names. Immutable.
class symbols {
public:
  explicit symbols(instruments_ptr table);

  [[nodiscard]] const instrument_table& table() const { return *table_; }

  /// The pair with that name in whichever spelling; nullptr if unknown.
  [[nodiscard]] const instrument* find(std::string_view name) const;

  /// Our symbol of a pair. A pair that is not in the table (delisted, or
  /// without a stream name) keeps the venue's own name: no table has it.
  [[nodiscard]] symbol_id of(std::string_view name) const;

  /// How orders name the pair; our own symbol if it is unknown.
  [[nodiscard]] std::string venue_name(const symbol_id& symbol) const;

private:
  instruments_ptr table_;
  std::map<std::string, const instrument*, std::less<>> by_name_;
};

using symbols_ptr = std::shared_ptr<const symbols>;

} // namespace lockstep::kraken
