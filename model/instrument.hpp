#pragma once

#include "model/amount.hpp"
#include "model/ids.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace lockstep {

/// Whether a pair, or a whole venue, takes orders. A state, not an error:
/// entries expire meanwhile, exits wait and go first.
enum class trading_status : uint8_t {
  online,
  post_only,   ///< only limit orders that rest
  limit_only,  ///< no market orders
  cancel_only, ///< only cancels
  reduce_only, ///< only orders that make a margin position smaller
  maintenance, ///< no trading at all
  delisted,    ///< the pair is gone
};

[[nodiscard]] std::string_view to_string(trading_status status);

/// True if a marketable limit order, immediate-or-cancel, can execute now.
[[nodiscard]] constexpr bool takes_limit_orders(trading_status status) {
  return status == trading_status::online
         || status == trading_status::limit_only;
}

/// True if a market order can execute now.
[[nodiscard]] constexpr bool takes_market_orders(trading_status status) {
  return status == trading_status::online;
}

/// The venue's rules for one pair, loaded from the venue and refreshed.
struct instrument {
  symbol_id symbol;       ///< `BTC/USD`
  asset_id base;          ///< `BTC`
  asset_id quote;         ///< `USD`
  std::string venue_name; ///< how orders name it, Kraken: `XBTUSD`
  std::string venue_key;  ///< how histories name it, Kraken: `XXBTZUSD`
  quantity lot;           ///< quantities are multiples of this
  price tick;             ///< prices are multiples of this
  quantity quantity_min;  ///< smallest order, in base
  notional notional_min;  ///< smallest order, in quote
  int cost_decimals = 5;  ///< decimals of costs and fees in quote
  trading_status status = trading_status::online;

  bool operator==(const instrument&) const = default;
};

/// The smallest order that the venue takes at about this price, as a multiple
/// of the lot; both minimums count.
[[nodiscard]] quantity smallest_order(const instrument& pair, price about);

/// All pairs of a venue, by symbol. Shared between actors as it is.
using instrument_table = std::map<symbol_id, instrument>;
using instruments_ptr = std::shared_ptr<const instrument_table>;

/// Finds the rules of a pair; nullptr if the venue does not have it.
[[nodiscard]] inline const instrument* find(const instrument_table& table,
                                            const symbol_id& symbol) {
  const auto at = table.find(symbol);
  return at == table.end() ? nullptr : &at->second;
}

} // namespace lockstep
