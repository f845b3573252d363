#pragma once

#include "adapters/kraken/symbols.hpp"
#include "adapters/venue.hpp"

#include <optional>
#include <span>
#include <string>

/// What is asked of Kraken: names and fields of private requests. The venue
/// ignores fields that it does not know, so a misspelt `validate`, `deadline`
/// or `oflags` would give a live order without it: the tests spell them out.
namespace lockstep::kraken {

[[nodiscard]] private_request add_order(const order_request& order,
                                        const symbols& names);
[[nodiscard]] private_request cancel_order(const order_key& key,
                                           const symbol_id& symbol);
[[nodiscard]] private_request
query_open_orders(const std::optional<order_key>& key);
[[nodiscard]] private_request
query_closed_orders(const std::optional<order_key>& key, timestamp since,
                    int64_t offset);
[[nodiscard]] private_request query_orders(std::span<const order_id> ids);
[[nodiscard]] private_request query_trades(std::span<const execution_id> ids);
[[nodiscard]] private_request query_trades_history(timestamp since,
                                                   int64_t offset);
[[nodiscard]] private_request query_ledgers(timestamp since, int64_t offset);
[[nodiscard]] private_request query_fees(std::span<const symbol_id> wanted,
                                         const symbols& names);
/// A question without fields: `BalanceEx`, `GetApiKeyInfo`, ...
[[nodiscard]] private_request query(std::string name);

} // namespace lockstep::kraken
