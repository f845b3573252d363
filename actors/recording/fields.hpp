#pragma once

#include "copytrade/settings.hpp"
#include "copytrade/signal.hpp"
#include "model/balance.hpp"
#include "model/candle.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"

#include <concepts>
#include <type_traits>

/// What each value consists of in the log of messages, in the order of its
/// members: for writing (`x` is const) and reading alike. What is written by
/// `may` is left out while it is as it would be anyway.
namespace lockstep::recording {

/// `X`, const or not.
template <class T, class X>
concept like = std::same_as<std::remove_const_t<T>, X>;

// -- orders -------------------------------------------------------------------

template <class V, like<order_request> X>
void fields(V& v, X& x) {
  v("key", x.key)("symbol", x.symbol)("side", x.side)("type", x.type);
  v("quantity", x.quantity);
  v.may("limit", x.limit).may("trigger", x.trigger);
  v("lifetime", x.lifetime);
  v.may("deadline", x.deadline).may("validate_only", x.validate_only);
}

template <class V, like<fee> X>
void fields(V& v, X& x) {
  v("asset", x.asset)("amount", x.amount);
}

template <class V, like<execution> X>
void fields(V& v, X& x) {
  v("id", x.id)("order", x.order);
  v.may("key", x.key);
  v("symbol", x.symbol)("side", x.side)("type", x.type);
  v("quantity", x.quantity)("price", x.price)("cost", x.cost);
  v.may("fees", x.fees);
  v("time", x.time);
  v.may("margin", x.margin);
}

template <class V, like<order_report> X>
void fields(V& v, X& x) {
  v("id", x.id);
  v.may("key", x.key);
  v("symbol", x.symbol)("side", x.side)("type", x.type)("state", x.state);
  v("quantity", x.quantity)("executed", x.executed)("cost", x.cost);
  v("opened", x.opened);
  v.may("words", x.words).may("executions", x.executions);
}

// -- the market ---------------------------------------------------------------

template <class V, like<ticker> X>
void fields(V& v, X& x) {
  v("symbol", x.symbol)("bid", x.bid)("ask", x.ask)("last", x.last);
  v("time", x.time);
}

template <class V, like<instrument> X>
void fields(V& v, X& x) {
  v("symbol", x.symbol)("base", x.base)("quote", x.quote);
  v("venue_name", x.venue_name)("venue_key", x.venue_key);
  v("lot", x.lot)("tick", x.tick)("quantity_min", x.quantity_min);
  v("notional_min", x.notional_min)("cost_decimals", x.cost_decimals);
  v("status", x.status);
}

// -- accounts -----------------------------------------------------------------

template <class V, like<holding> X>
void fields(V& v, X& x) {
  v("total", x.total);
  v.may("held", x.held);
}

template <class V, like<balance> X>
void fields(V& v, X& x) {
  v("as_of", x.as_of)("holdings", x.holdings);
}

template <class V, like<copytrade::copy_limits> X>
void fields(V& v, X& x) {
  v("max_user_risk", x.max_user_risk);
  v.may("max_position", x.max_position);
  v.may("max_master_order", x.max_master_order);
  v("slippage", x.slippage)("max_entry_age_ns", x.max_entry_age);
}

template <class V, like<copytrade::copy_rules> X>
void fields(V& v, X& x) {
  v("currency", x.currency)("same_as_currency", x.same_as_currency);
  v("other_cash", x.other_cash);
  v.may("copy_cash_conversions", x.copy_cash_conversions);
  v.may("copy_crypto_quoted", x.copy_crypto_quoted);
  v.may("adopt_existing", x.adopt_existing);
}

/// An allocation as two of which one is set at most.
struct allocated {
  std::optional<notional> amount;
  std::optional<ratio> share;
  bool operator==(const allocated&) const = default;
};

[[nodiscard]] inline allocated allocated_of(const copytrade::allocation& x) {
  if (const auto* amount = std::get_if<notional>(&x))
    return {*amount, {}};
  if (const auto* share = std::get_if<ratio>(&x))
    return {{}, *share};
  return {};
}

[[nodiscard]] inline copytrade::allocation allocation_of(const allocated& x) {
  if (x.amount)
    return *x.amount;
  if (x.share)
    return *x.share;
  return {};
}

template <class V, like<allocated> X>
void fields(V& v, X& x) {
  v.may("amount", x.amount).may("share", x.share);
}

template <class V, like<copytrade::follower_settings> X>
void fields(V& v, X& x) {
  v("multiplier", x.multiplier);
  auto part = allocated_of(x.allocation);
  v.may("allocation", part);
  if constexpr (!std::is_const_v<X>)
    x.allocation = allocation_of(part);
  v("limits", x.limits)("exit_ladder", x.exit_ladder);
  v("order_lifetime_ns", x.order_lifetime);
  v.may("adopt_existing", x.adopt_existing);
}

// -- signals ------------------------------------------------------------------

template <class V, like<copytrade::repair_mark> X>
void fields(V& v, X& x) {
  v("account", x.account)("amount", x.amount);
  v.may("parts", x.parts);
}

template <class V, like<copytrade::signal> X>
void fields(V& v, X& x) {
  v("id", x.id)("venue", x.venue)("master", x.master)("batch", x.batch);
  v("symbol", x.symbol)("base", x.base)("quote", x.quote);
  v("direction", x.direction)("type", x.type);
  v("quantity", x.quantity)("price", x.price);
  v.may("equity_before", x.equity_before);
  v("position_before", x.position_before);
  v("position_after", x.position_after);
  v.may("fraction", x.fraction);
  v("first_executed", x.first_executed)("executed", x.executed);
  v("received", x.received)("marks", x.marks);
  v("executions", x.executions)("followers", x.followers);
  v.may("barred", x.barred).may("repair", x.repair);
}

} // namespace lockstep::recording
