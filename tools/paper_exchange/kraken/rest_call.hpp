#pragma once

#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/wire/json.hpp"
#include "tools/paper_exchange/wire/token_store.hpp"

#include <string>
#include <string_view>

/// Kraken's protocol on top of the exchange: REST and WebSocket v2.
namespace lockstep::paper::kraken {

/// One call of one endpoint, after all checks of who calls.
struct rest_call {
  exchange& core;
  token_store& tokens;
  const api_key* key; ///< nullptr in public calls
  const json& params;
  timestamp now;
  timestamp seen; ///< what order views show: `now`, or earlier if they lag

  [[nodiscard]] const account_id& who() const { return key->owner; }
  /// A parameter's text; empty if it is not there.
  [[nodiscard]] const std::string& text(std::string_view name) const {
    static const std::string none;
    const auto* at = params.find(name);
    return at == nullptr ? none : at->text();
  }
  [[nodiscard]] bool flag(std::string_view name, bool otherwise = false) const {
    const auto* at = params.find(name);
    return at == nullptr ? otherwise : at->truthy();
  }
  /// `assetVersion=1` names assets and pairs as the rest of the world does.
  [[nodiscard]] bool modern_names() const {
    return text("assetVersion") == "1";
  }
};

/// The document of `result`, or the one error that stands in `error`.
using rest_answer = result<std::string>;
using rest_function = rest_answer (*)(const rest_call&);

/// The whole answer around it.
[[nodiscard]] std::string envelope(const rest_answer& answer);

// Public endpoints.
rest_answer server_time(const rest_call&);
rest_answer server_status(const rest_call&);
rest_answer assets(const rest_call&);
rest_answer asset_pairs(const rest_call&);
rest_answer ticker(const rest_call&);
rest_answer ohlc(const rest_call&);
rest_answer depth(const rest_call&);
rest_answer public_trades(const rest_call&);
rest_answer spread(const rest_call&);

// Funds.
rest_answer balance(const rest_call&);
rest_answer balance_extended(const rest_call&);
rest_answer trade_balance(const rest_call&);
rest_answer trade_volume(const rest_call&);
rest_answer ledgers(const rest_call&);
rest_answer query_ledgers(const rest_call&);
rest_answer deposit_methods(const rest_call&);
rest_answer empty_list(const rest_call&);
rest_answer withdraw(const rest_call&);
rest_answer withdraw_cancel(const rest_call&);

// What no account here has: answered as for an account without it.
rest_answer credit_lines(const rest_call&);
rest_answer earn_strategies(const rest_call&);
rest_answer earn_allocations(const rest_call&);
rest_answer earn_change(const rest_call&);
rest_answer earn_pending(const rest_call&);
rest_answer not_for_this_account(const rest_call&);

// Orders and executions: questions.
rest_answer open_orders(const rest_call&);
rest_answer closed_orders(const rest_call&);
rest_answer query_orders(const rest_call&);
rest_answer order_amends(const rest_call&);
rest_answer trades_history(const rest_call&);
rest_answer query_trades(const rest_call&);
rest_answer open_positions(const rest_call&);

// Orders: commands.
rest_answer add_order(const rest_call&);
rest_answer add_order_batch(const rest_call&);
rest_answer amend_order(const rest_call&);
rest_answer edit_order(const rest_call&);
rest_answer cancel_order(const rest_call&);
rest_answer cancel_order_batch(const rest_call&);
rest_answer cancel_all(const rest_call&);
rest_answer cancel_all_after(const rest_call&);

// Keys.
rest_answer websockets_token(const rest_call&);
rest_answer api_key_info(const rest_call&);

} // namespace lockstep::paper::kraken
