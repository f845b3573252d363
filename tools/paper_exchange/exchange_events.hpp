#pragma once

#include "model/balance.hpp"
#include "tools/paper_exchange/exchange_order.hpp"
#include "tools/paper_exchange/market.hpp"

namespace lockstep::paper {

/// What happened to an order; the `exec_type` of the channel `executions`.
enum class order_event_kind : uint8_t {
  pending_new, ///< received
  accepted,    ///< in the book, or waiting for its trigger (`new`)
  triggered,   ///< `status` with order_status `triggered`
  trade,       ///< one execution; `fill` is set
  filled,      ///< nothing is left to execute
  canceled,
  expired,
  amended,
  restated, ///< reduced by the exchange itself
};

/// One step in the life of an order, told when it happens.
struct order_event {
  order_event_kind kind;
  const order& subject; ///< as it is after the step
  const trade* fill;    ///< nullptr unless `kind` is `trade`
  timestamp time;
};

/// Whoever wants to know at once. Called in the order of events, from within
/// the call that caused them; must not call the exchange's changing functions.
class observer {
public:
  virtual ~observer() = default;
  virtual void on_order(const order_event&) {}
  virtual void on_ledger(const account_id&, const ledger_entry&) {}
  virtual void on_public_trade(const symbol_id&, const public_trade&) {}
  /// The best prices, the book or the last price changed.
  virtual void on_quote(const symbol_id&, timestamp) {}
  virtual void on_pair_status(const symbol_id&, trading_status) {}
  virtual void on_asset_status(const asset_id&, asset_status) {}
  virtual void on_system_status(trading_status) {}
};

} // namespace lockstep::paper
