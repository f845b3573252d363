#pragma once

#include "model/instrument.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The paper exchange: accounts, markets, orders and the protocol around them.
namespace lockstep::paper {

/// Whether an asset can move in and out, in Kraken's words.
enum class asset_status : uint8_t {
  enabled,
  deposit_only,
  withdrawal_only,
  funding_temporarily_disabled,
};

[[nodiscard]] std::string_view to_string(asset_status status);

/// One asset as `Assets` and the channel `instrument` describe it.
struct asset_info {
  asset_id id;         ///< the field's spelling: `BTC`; WebSocket v2 uses it
  std::string key;     ///< Kraken's legacy id: `XXBT`
  std::string altname; ///< `XBT`
  int decimals = 8;    ///< grid of balances and ledgers
  int display_decimals = 5;
  asset_status status = asset_status::enabled;
};

/// Which table of fees a pair follows.
enum class fee_schedule : uint8_t { standard, stable };

/// One step of a fee table; a basis point is 0.01 percent.
struct fee_tier {
  int64_t volume_min; ///< 30-day volume in USD from which it applies
  int taker_basis_points;
  int maker_basis_points;
};

/// The table of a schedule, by rising volume; the first starts at 0.
[[nodiscard]] std::span<const fee_tier> tiers_of(fee_schedule schedule);

/// The step that a 30-day volume has reached.
[[nodiscard]] const fee_tier& tier_at(fee_schedule schedule, notional volume);

/// One pair as `AssetPairs` describes it.
struct pair_info {
  symbol_id symbol;    ///< WebSocket v2: `BTC/USD`
  std::string key;     ///< key of REST results: `XXBTZUSD`
  std::string altname; ///< `XBTUSD`
  std::string wsname;  ///< REST's wsname: `XBT/USD`
  asset_id base;
  asset_id quote;
  int price_decimals = 2;
  int lot_decimals = 8;
  int cost_decimals = 5;
  price tick;
  quantity volume_min; ///< `ordermin`
  notional cost_min;   ///< `costmin`
  fee_schedule fees = fee_schedule::standard;
  std::vector<int> leverages; ///< offered for buys and sells
  trading_status status = trading_status::online;

  [[nodiscard]] quantity lot() const { return quantity{step_of(lot_decimals)}; }
};

/// All assets and pairs of the exchange, found by any of their names.
class listing {
public:
  /// The pairs that Kraken had in mid-2026, as far as listed here.
  listing();

  [[nodiscard]] std::span<const asset_info> assets() const { return assets_; }
  [[nodiscard]] std::span<const pair_info> pairs() const { return pairs_; }

  /// By key, altname, wsname, `BTC/USD` or `BTCUSD`; nullptr if there is none.
  [[nodiscard]] const pair_info* pair(std::string_view name) const;
  [[nodiscard]] const pair_info* pair(const symbol_id& symbol) const;

  /// By `BTC`, `XXBT` or `XBT`; nullptr if there is none.
  [[nodiscard]] const asset_info* asset(std::string_view name) const;
  [[nodiscard]] const asset_info& asset(const asset_id& id) const;

  /// False if there is no such pair or asset.
  bool set_status(const symbol_id& symbol, trading_status status);
  bool set_status(const asset_id& asset, asset_status status);

private:
  std::vector<asset_info> assets_;
  std::vector<pair_info> pairs_;
};

} // namespace lockstep::paper
