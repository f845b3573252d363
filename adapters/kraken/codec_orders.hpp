#pragma once

#include "adapters/kraken/codec.hpp"
#include "adapters/kraken/symbols.hpp"
#include "model/order.hpp"

#include <string_view>
#include <vector>

/// Placing, canceling and reading orders.
namespace lockstep::kraken {

[[nodiscard]] result<side> parse_side(std::string_view text);

/// Types that we never place are `other`.
[[nodiscard]] order_type parse_order_type(std::string_view text);

checked read_side(json value, side& out);
checked read_order_type(json value, order_type& out);

/// The result of `AddOrder`; the id is there unless only validated.
checked read_order_ack(json value, bool validate_only, order_ack& out);

/// The result of `CancelOrder`.
checked read_cancel_ack(json value, cancel_ack& out);

/// Orders by their ids: the result of `QueryOrders`, and what `open` and
/// `closed` hold in those of `OpenOrders` and `ClosedOrders`.
checked read_order_map(json value, const symbols& names,
                       std::vector<order_report>& out);

/// The result of `OpenOrders`.
checked read_open_orders(json value, const symbols& names,
                         std::vector<order_report>& out);

/// The result of `ClosedOrders`, newest first.
checked read_closed_orders(json value, const symbols& names,
                           page<order_report>& out);

} // namespace lockstep::kraken
