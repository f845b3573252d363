#pragma once

#include "tools/paper_exchange/exchange_order.hpp"
#include "tools/paper_exchange/exchange_pairs.hpp"
#include "tools/paper_exchange/market.hpp"

namespace lockstep::paper {

/// No price is above this, so that products stay in a decimal's range.
inline constexpr int64_t price_max = 10'000'000;

/// Reads the parameters of an order, without looking at its pair. The draft
/// has no id, symbol or owner yet. Errors are the venue's words.
[[nodiscard]] result<order> read_order(const order_input& input, timestamp now);

/// Resolves relative prices and checks prices, volume and cost against the
/// rules of the pair.
[[nodiscard]] result<void> fit_order(order& draft, const pair_info& pair,
                                     const market& prices);

/// Sets limit and trigger from the prices given; trailing stops have none yet.
void resolve_prices(order& draft, const pair_info& pair, price last);

/// Checks one price against the grid of the pair.
[[nodiscard]] result<void> check_price(price p, const pair_info& pair);

/// Fails unless the pair, or the exchange, takes this order now.
[[nodiscard]] result<void> check_status(trading_status status, const order& o);

/// Fails if a deadline is malformed, too near or too far; tells separately
/// when the engine would get the order too late.
[[nodiscard]] result<void>
check_deadline(const std::string& text, timestamp now, duration engine_latency,
               duration deadline_min);

/// True if the exchange takes the text as a `cl_ord_id`.
[[nodiscard]] bool is_order_key(std::string_view text);

/// A number above zero.
[[nodiscard]] std::optional<decimal> parse_positive(std::string_view text);

[[nodiscard]] std::optional<int32_t> parse_userref(std::string_view text);

/// What a relative price means for an order, on the pair's grid.
[[nodiscard]] price resolve(const price_term& term, price from, char by_default,
                            price tick);

} // namespace lockstep::paper
