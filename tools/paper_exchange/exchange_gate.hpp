#pragma once

#include "tools/paper_exchange/exchange_core.hpp"

#include <string_view>

namespace lockstep::paper {

/// The status that counts: the exchange's own, or else the pair's.
[[nodiscard]] trading_status status_of(const core& state,
                                       const pair_info& pair);

/// Charges the account's counter of a pair, unless that would take it over
/// its limit; false then.
bool charge(core& state, const account_id& owner, const symbol_id& symbol,
            decimal amount);

/// The account's own order by txid. Words of the venue: `EOrder:Invalid
/// order` if there never was one, `EOrder:Unknown order` if it has ended.
result<order*> find_open(core& state, const account_id& owner,
                         std::string_view txid);

/// The account's open order with a `cl_ord_id`, or `EOrder:Unknown order`.
result<order*> find_open_key(core& state, const account_id& owner,
                             std::string_view key);

/// All checks of a new order up to the engine's door, in the venue's order;
/// what comes out has owner and symbol.
result<order> check_order(core& state, const account_id& owner,
                          const order_input& input, duration deadline_min);

/// The engine's own door: number of open orders, counter (already charged or
/// not), and uniqueness of the client's id.
result<void> check_door(core& state, const order& draft, bool charged);

/// Moves everything up to `now`.
void run_until(core& state, timestamp now);

/// When `run_until` has something to do next, if ever.
[[nodiscard]] std::optional<timestamp> next_due(const core& state);

} // namespace lockstep::paper
