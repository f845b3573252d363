#pragma once

#include "adapters/kraken/codec.hpp"
#include "adapters/kraken/symbols.hpp"
#include "model/candle.hpp"
#include "model/instrument.hpp"

#include <string_view>
#include <vector>

/// What needs no key: pairs, status, time, prices.
namespace lockstep::kraken {

/// `online`, `post_only`, ... as pairs, the whole venue and the `status`
/// channel have it.
[[nodiscard]] result<trading_status> parse_status(std::string_view text);

/// The result of `AssetPairs`. What a pair may lack is completed: the tick is
/// then 10^-pair_decimals, the smallest quantity one lot, the smallest cost
/// nothing. Left out are pairs without a stream name (dark pools) and pairs
/// whose rules can not be read, which can then not be traded; the others can.
checked read_instruments(json value, instrument_table& out);

/// The result of `SystemStatus`.
checked read_system_status(json value, trading_status& out);

/// The result of `Time`; whole seconds.
checked read_server_time(json value, timestamp& out);

/// The result of `Ticker`. It has no time: `ticker::time` stays unset.
checked read_tickers(json value, const symbols& names,
                     std::vector<ticker>& out);

/// The result of `OHLC` for one pair, oldest first; the last candle is the
/// current one and not yet complete.
checked read_candles(json value, std::vector<candle>& out);

} // namespace lockstep::kraken
