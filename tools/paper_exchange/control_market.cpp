#include "tools/paper_exchange/control_market.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace lockstep::paper::control {

namespace {

result<side> side_of(const json& body) {
  const auto word = text_in(body, "side");
  if (word != "buy" && word != "sell")
    return fail("'side' is '{}', not buy or sell", word);
  return word == "buy" ? side::buy : side::sell;
}

std::optional<trading_status> trading_status_of(std::string_view word) {
  for (const auto one :
       {trading_status::online, trading_status::post_only,
        trading_status::limit_only, trading_status::cancel_only,
        trading_status::reduce_only, trading_status::maintenance,
        trading_status::delisted})
    if (to_string(one) == word)
      return one;
  return std::nullopt;
}

std::optional<asset_status> asset_status_of(std::string_view word) {
  for (const auto one : {asset_status::enabled, asset_status::deposit_only,
                         asset_status::withdrawal_only,
                         asset_status::funding_temporarily_disabled})
    if (to_string(one) == word)
      return one;
  return std::nullopt;
}

} // namespace

result<decimal> amount(const json& body, std::string_view name) {
  auto x = decimal::parse(text_in(body, name));
  if (!x)
    return fail("'{}' is '{}', not an amount", name, text_in(body, name));
  return x;
}

outcome set_price(controls& all, const json& body) {
  const symbol_id symbol{text_in(body, "symbol")};
  const auto bid = amount(body, "bid");
  const auto ask = amount(body, "ask");
  if (!bid || !ask)
    return tl::unexpected{bid ? ask.error() : bid.error()};
  std::array sizes{decimal{1}, decimal{1}};
  for (size_t i = 0; i < sizes.size(); ++i) {
    const auto* name = i == 0 ? "bid_size" : "ask_size";
    if (body.find(name) == nullptr)
      continue;
    const auto x = amount(body, name);
    if (!x)
      return tl::unexpected{x.error()};
    sizes.at(i) = *x;
  }
  // A price that is set by hand is meant to stay.
  const auto* moving = body.find("moving");
  if (moving == nullptr || !moving->truthy())
    if (auto paused = all.core.pause(symbol, all.now()); !paused)
      return tl::unexpected{paused.error()};
  return done(all.core.set_quote(symbol, price{*bid}, price{*ask},
                                 quantity{sizes[0]}, quantity{sizes[1]},
                                 all.now()));
}

outcome steer_market(controls& all, const json& body) {
  const symbol_id symbol{text_in(body, "symbol")};
  if (body.find("speed") != nullptr) {
    const auto speed = amount(body, "speed");
    if (!speed)
      return tl::unexpected{speed.error()};
    if (auto set = all.core.set_speed(symbol, *speed, all.now()); !set)
      return tl::unexpected{set.error()};
  }
  const auto* paused = body.find("paused");
  if (paused == nullptr)
    return "{}";
  return done(paused->truthy() ? all.core.pause(symbol, all.now())
                               : all.core.resume(symbol, all.now()));
}

outcome set_liquidity(controls& all, const json& body) {
  const symbol_id symbol{text_in(body, "symbol")};
  const auto which = side_of(body);
  if (!which)
    return tl::unexpected{which.error()};
  const auto* clear = body.find("clear");
  if (clear != nullptr && clear->truthy())
    return done(all.core.clear_liquidity(symbol, *which, all.now()));
  const auto p = amount(body, "price");
  const auto q = amount(body, "quantity");
  if (!p || !q)
    return tl::unexpected{p ? q.error() : p.error()};
  return done(
    all.core.add_liquidity(symbol, *which, price{*p}, quantity{*q}, all.now()));
}

outcome fill_parts(controls& all, const json& body) {
  const auto* list = body.find("parts");
  if (list == nullptr || !list->is(json::kind::array))
    return fail("'parts' is not a list of quantities");
  std::vector<quantity> parts;
  for (const auto& item : list->items()) {
    const auto part = quantity::parse(item.text());
    if (!part || !part->is_positive())
      return fail("the part '{}' is not a quantity", item.text());
    parts.push_back(*part);
  }
  if (body.find("order") != nullptr)
    return done(all.core.fill_in_parts(order_id{text_in(body, "order")}, parts,
                                       all.now()));
  return done(all.core.script_parts(account_id{text_in(body, "account")},
                                    std::move(parts)));
}

outcome set_status(controls& all, const json& body) {
  const auto word = text_in(body, "status");
  if (body.find("asset") != nullptr) {
    const auto status = asset_status_of(word);
    if (!status)
      return fail("'{}' is no status of an asset", word);
    return done(
      all.core.set_asset_status(asset_id{text_in(body, "asset")}, *status));
  }
  const auto status = trading_status_of(word);
  if (!status)
    return fail("'{}' is no status", word);
  if (body.find("symbol") != nullptr)
    return done(
      all.core.set_pair_status(symbol_id{text_in(body, "symbol")}, *status));
  all.core.set_system_status(*status);
  return "{}";
}

} // namespace lockstep::paper::control
