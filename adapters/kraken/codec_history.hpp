#pragma once

#include "adapters/kraken/codec.hpp"
#include "adapters/kraken/symbols.hpp"
#include "model/balance.hpp"
#include "model/order.hpp"

#include <string_view>
#include <vector>

/// What has happened to an account: executions and movements of balances.
namespace lockstep::kraken {

/// Kinds of the ledger; what is not listed moved for another reason.
[[nodiscard]] ledger_kind ledger_kind_of(std::string_view type,
                                         std::string_view subtype);

/// Executions by their ids: the result of `QueryTrades`, and what `trades`
/// holds in that of `TradesHistory`. The fee is in quote; its asset is empty
/// if the pair is not in the table.
checked read_execution_map(json value, const symbols& names,
                           std::vector<execution>& out);

/// The result of `TradesHistory`, newest first.
checked read_execution_page(json value, const symbols& names,
                            page<execution>& out);

/// The result of `Ledgers`, newest first. A movement of a rewards balance
/// (`XBT.F`) carries the name of the asset, as balances do; what it says to
/// be the balance afterwards is that part's alone.
checked read_ledger_page(json value, page<ledger_entry>& out);

} // namespace lockstep::kraken
