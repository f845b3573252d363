#pragma once

#include "adapters/kraken/codec.hpp"
#include "adapters/kraken/symbols.hpp"
#include "model/balance.hpp"

#include <map>

/// What concerns an account: balance, fees, the key, the streams' token.
namespace lockstep::kraken {

/// The result of `BalanceEx` (or `Balance`, which knows no holds). Total is
/// balance plus credit not yet used. It has no time: `as_of` stays unset.
checked read_balance(json value, balance& out);

/// The result of `TradeVolume`, which counts in percent. Where no maker fee
/// is given, the taker fee stands for both.
checked read_fees(json value, const symbols& names,
                  std::map<symbol_id, fee_rate>& out);

/// The result of `GetApiKeyInfo`.
checked read_key_info(json value, key_info& out);

/// The result of `GetWebSocketsToken`.
checked read_stream_token(json value, stream_token& out);

} // namespace lockstep::kraken
