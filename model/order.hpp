#pragma once

#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/order_state.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// Which way the base asset goes.
enum class side : uint8_t { buy, sell };
/// How an order finds its price; `other` for what we never place.
enum class order_type : uint8_t { market, limit, stop_loss, other };
/// What becomes of the part that does not execute at once.
enum class time_in_force : uint8_t { good_til_canceled, immediate_or_cancel };

[[nodiscard]] std::string_view to_string(side s);
[[nodiscard]] std::string_view to_string(order_type t);

/// An order that we want to place. Fees are always asked in quote.
struct order_request {
  order_key key;
  symbol_id symbol;
  lockstep::side side = side::buy;
  order_type type = order_type::limit;
  lockstep::quantity quantity;
  std::optional<price> limit;   ///< set exactly for limit orders
  std::optional<price> trigger; ///< set exactly for stop-loss orders
  time_in_force lifetime = time_in_force::immediate_or_cancel;
  /// After this the venue refuses the order; venue time. Kraken: 2 to 60 s
  /// ahead.
  std::optional<timestamp> deadline;
  bool validate_only = false; ///< checked by the venue, never booked

  bool operator==(const order_request&) const = default;
};

/// A fee in the asset in which it was charged.
struct fee {
  asset_id asset;
  decimal amount;

  bool operator==(const fee&) const = default;
};

/// One fill of one order, as the venue reported it.
struct execution {
  execution_id id;
  order_id order;
  order_key key; ///< empty if the order carried no client order id
  symbol_id symbol;
  lockstep::side side = side::buy;
  order_type type = order_type::other;
  lockstep::quantity quantity;
  lockstep::price price;
  notional cost; ///< in quote
  std::vector<fee> fees;
  timestamp time;
  bool margin = false;

  bool operator==(const execution&) const = default;
};

/// What the venue says about one order.
struct order_report {
  order_id id;
  order_key key;
  symbol_id symbol;
  lockstep::side side = side::buy;
  order_type type = order_type::other;
  order_state state = order_state::unknown;
  lockstep::quantity quantity;
  lockstep::quantity executed;
  notional cost;
  timestamp opened;
  std::string words;                    ///< the venue's own reason, if any
  std::vector<execution_id> executions; ///< where the venue lists them

  bool operator==(const order_report&) const = default;
};

} // namespace lockstep
