#pragma once

#include "model/decimal.hpp"
#include "model/time.hpp"
#include "tools/paper_exchange/exchange_order.hpp"
#include "tools/paper_exchange/exchange_pairs.hpp"

#include <string>
#include <string_view>

namespace lockstep::paper::kraken {

/// How a REST result names a pair: by its key, or as `BTC/USD` if it was asked
/// for in that spelling.
[[nodiscard]] const std::string& result_key(const pair_info& pair,
                                            std::string_view asked);

/// With `places` digits, or as many more as the value needs.
[[nodiscard]] std::string at_least(decimal x, int places);

/// A price as tickers, books and trades print it: five digits, more if the
/// pair has more.
[[nodiscard]] std::string wide_price(const pair_info& pair, price p);
/// A price on the pair's grid.
[[nodiscard]] std::string exact_price(const pair_info& pair, price p);
[[nodiscard]] std::string exact_volume(const pair_info& pair, quantity q);
[[nodiscard]] std::string exact_cost(const pair_info& pair, notional n);

/// `2023-03-24T17:41:56Z`.
[[nodiscard]] std::string to_rfc3339_seconds(timestamp t);
/// `Tue, 11 Nov 25 00:17:04 +0000`.
[[nodiscard]] std::string to_rfc1123(timestamp t);

/// What Kraken prints for an order's `price` and `price2` in `descr`.
[[nodiscard]] std::string first_price(const pair_info& pair, const order& o);
[[nodiscard]] std::string second_price(const pair_info& pair, const order& o);

/// An order's `vol` and `vol_exec`: in quote if it was given in quote.
[[nodiscard]] std::string asked_volume(const pair_info& pair, const order& o);
[[nodiscard]] std::string done_volume(const pair_info& pair, const order& o);

/// `buy 1.25000000 XBTUSD @ limit 27500.0`.
[[nodiscard]] std::string order_text(const pair_info& pair, const order& o);
/// `close position @ stop loss 1800.0`; empty without a conditional close.
[[nodiscard]] std::string close_text(const pair_info& pair, const order& o);
/// `post,fciq`.
[[nodiscard]] std::string order_flags(const order& o);

} // namespace lockstep::paper::kraken
