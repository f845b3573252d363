#include "tools/paper_exchange/control_actions.hpp"

#include "tools/paper_exchange/account_setup.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"

#include <array>
#include <optional>
#include <utility>

namespace lockstep::paper {

namespace {

using outcome = result<std::string>;

std::string text(const json& body, std::string_view name) {
  const auto* at = body.find(name);
  return at == nullptr ? std::string{} : at->text();
}

result<decimal> amount(const json& body, std::string_view name) {
  auto x = decimal::parse(text(body, name));
  if (!x)
    return fail("'{}' is '{}', not an amount", name, text(body, name));
  return x;
}

template <class T>
outcome done(const result<T>& what) {
  if (!what)
    return tl::unexpected{what.error()};
  return "{}";
}

outcome named(const char* name, const std::string& value) {
  return json_writer{}.begin_object().string(name, value).end_object().str();
}

void write_key(json_writer& out, const api_key& key) {
  out.begin_object()
    .string("key", key.key)
    .string("secret", key.secret)
    .end_object();
}

outcome add_account(controls& all, const json& body) {
  const auto setup = parse_account(body, "account");
  if (!setup)
    return tl::unexpected{setup.error()};
  const auto keys = open_account(all.core, *setup, all.now());
  if (!keys)
    return tl::unexpected{keys.error()};
  json_writer out;
  out.begin_object().string("account", setup->name.str()).begin_array("keys");
  for (const auto& key : *keys)
    write_key(out, key);
  return out.end_array().end_object().str();
}

outcome add_one_key(controls& all, const json& body) {
  auto key = parse_key(body, "key");
  if (!key)
    return tl::unexpected{key.error()};
  const auto added = add_key(all.core, std::move(*key), all.now());
  if (!added)
    return tl::unexpected{added.error()};
  json_writer out;
  write_key(out, *added);
  return out.str();
}

outcome remove_key(controls& all, const json& body) {
  if (!all.core.accounts().remove_key(text(body, "key")))
    return fail("there is no key '{}'", text(body, "key"));
  return "{}";
}

outcome ban_key(controls& all, const json& body) {
  const auto* error = body.find("error");
  all.gate.ban(text(body, "key"),
               error == nullptr ? "EAPI:Invalid key" : error->text());
  return "{}";
}

outcome lock_key(controls& all, const json& body) {
  all.gate.lock(text(body, "key"), all.now());
  return "{}";
}

outcome ask_password(controls& all, const json& body) {
  all.gate.ask_password(text(body, "key"), text(body, "otp"));
  return "{}";
}

outcome deposit(controls& all, const json& body) {
  const auto x = amount(body, "amount");
  if (!x)
    return tl::unexpected{x.error()};
  const auto id = all.core.deposit(account_id{text(body, "account")},
                                   text(body, "asset"), *x, all.now());
  if (!id)
    return tl::unexpected{id.error()};
  return named("ledger", id->str());
}

outcome withdraw(controls& all, const json& body) {
  const auto x = amount(body, "amount");
  if (!x)
    return tl::unexpected{x.error()};
  const auto id = all.core.withdraw(account_id{text(body, "account")},
                                    text(body, "asset"), *x, all.now());
  if (!id)
    return tl::unexpected{id.error()};
  return named("ledger", id->str());
}

outcome set_volume(controls& all, const json& body) {
  auto* who = all.core.accounts().find(account_id{text(body, "account")});
  const auto x = amount(body, "volume");
  if (who == nullptr)
    return fail("there is no account '{}'", text(body, "account"));
  if (!x)
    return tl::unexpected{x.error()};
  who->set_volume(notional{*x});
  return "{}";
}

outcome set_price(controls& all, const json& body) {
  const symbol_id symbol{text(body, "symbol")};
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
  const symbol_id symbol{text(body, "symbol")};
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

result<side> side_of(const json& body) {
  const auto word = text(body, "side");
  if (word != "buy" && word != "sell")
    return fail("'side' is '{}', not buy or sell", word);
  return word == "buy" ? side::buy : side::sell;
}

outcome set_liquidity(controls& all, const json& body) {
  const symbol_id symbol{text(body, "symbol")};
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
    return done(
      all.core.fill_in_parts(order_id{text(body, "order")}, parts, all.now()));
  return done(
    all.core.script_parts(account_id{text(body, "account")}, std::move(parts)));
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

outcome set_status(controls& all, const json& body) {
  const auto word = text(body, "status");
  if (body.find("asset") != nullptr) {
    const auto status = asset_status_of(word);
    if (!status)
      return fail("'{}' is no status of an asset", word);
    return done(
      all.core.set_asset_status(asset_id{text(body, "asset")}, *status));
  }
  const auto status = trading_status_of(word);
  if (!status)
    return fail("'{}' is no status", word);
  if (body.find("symbol") != nullptr)
    return done(
      all.core.set_pair_status(symbol_id{text(body, "symbol")}, *status));
  all.core.set_system_status(*status);
  return "{}";
}

outcome add_fault(controls& all, const json& body) {
  auto rule = parse_fault(body);
  if (!rule)
    return tl::unexpected{rule.error()};
  all.faults.add(std::move(*rule));
  return "{}";
}

outcome clear_faults(controls& all, const json& body) {
  if (body.find("fault") != nullptr)
    all.faults.clear(text(body, "fault"));
  else
    all.faults.clear();
  return "{}";
}

outcome set_skew(controls& all, const json& body) {
  const auto x = amount(body, "skew_ms");
  if (!x || abs(*x) > decimal{1'000'000'000'000})
    return fail("'skew_ms' is '{}', not a number of milliseconds",
                text(body, "skew_ms"));
  const auto milliseconds
    = static_cast<int64_t>(x->units() / decimal{1}.units());
  all.time.set_skew(std::chrono::milliseconds{milliseconds});
  return "{}";
}

outcome drop_streams(controls& all, const json& body) {
  all.disconnect(account_id{text(body, "account")});
  return "{}";
}

outcome drop_tokens(controls& all, const json& body) {
  all.tokens.invalidate(account_id{text(body, "account")});
  return "{}";
}

outcome shut_down(controls& all, const json&) {
  all.shut_down();
  return "{}";
}

} // namespace

const std::vector<control_action>& control_actions() {
  static const std::vector<control_action> all{
    {"/accounts", add_account,
     "name, tier?, volume?, deposits? {asset: amount}, keys? [...]"},
    {"/keys", add_one_key,
     "account, key, secret?, permissions?, label?, nonce_window?, "
     "valid_until?"},
    {"/keys/remove", remove_key, "key"},
    {"/keys/ban", ban_key, "key, error? (empty: ends the ban)"},
    {"/keys/lock", lock_key, "key"},
    {"/keys/password", ask_password, "key, otp"},
    {"/deposits", deposit, "account, asset, amount"},
    {"/withdrawals", withdraw, "account, asset, amount"},
    {"/volumes", set_volume, "account, volume"},
    {"/prices", set_price,
     "symbol, bid, ask, bid_size?, ask_size?, moving? (else the market is "
     "paused)"},
    {"/markets", steer_market, "symbol, speed?, paused?"},
    {"/liquidity", set_liquidity,
     "symbol, side, and price, quantity or clear: true"},
    {"/fills", fill_parts,
     "parts [...], and order (fills it now) or account (cuts what comes)"},
    {"/status", set_status, "status, symbol? or asset? (neither: the system)"},
    {"/faults", add_fault,
     "fault, account?, key?, endpoint?, next?, chance?, delay?, jitter?, "
     "text?, reused?"},
    {"/faults/clear", clear_faults, "fault? (not given: all)"},
    {"/clock", set_skew, "skew_ms"},
    {"/streams/drop", drop_streams, "account? (not given: all)"},
    {"/tokens/invalidate", drop_tokens, "account? (not given: all)"},
    {"/shutdown", shut_down, ""},
  };
  return all;
}

} // namespace lockstep::paper
