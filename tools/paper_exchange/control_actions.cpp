#include "tools/paper_exchange/control_actions.hpp"

#include "tools/paper_exchange/account_setup.hpp"
#include "tools/paper_exchange/control_market.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <array>
#include <optional>
#include <utility>

namespace lockstep::paper {

namespace {

using control::amount;
using control::outcome;

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
  if (!all.core.remove_key(text_in(body, "key")))
    return fail("there is no key '{}'", text_in(body, "key"));
  return "{}";
}

outcome ban_key(controls& all, const json& body) {
  const auto* error = body.find("error");
  all.gate.ban(text_in(body, "key"),
               error == nullptr ? "EAPI:Invalid key" : error->text());
  return "{}";
}

outcome lock_key(controls& all, const json& body) {
  all.gate.lock(text_in(body, "key"), all.now());
  return "{}";
}

outcome ask_password(controls& all, const json& body) {
  all.gate.ask_password(text_in(body, "key"), text_in(body, "otp"));
  return "{}";
}

outcome deposit(controls& all, const json& body) {
  const auto x = amount(body, "amount");
  if (!x)
    return tl::unexpected{x.error()};
  const auto id = all.core.deposit(account_id{text_in(body, "account")},
                                   text_in(body, "asset"), *x, all.now());
  if (!id)
    return tl::unexpected{id.error()};
  return named("ledger", id->str());
}

outcome withdraw(controls& all, const json& body) {
  const auto x = amount(body, "amount");
  if (!x)
    return tl::unexpected{x.error()};
  const auto id = all.core.withdraw(account_id{text_in(body, "account")},
                                    text_in(body, "asset"), *x, all.now());
  if (!id)
    return tl::unexpected{id.error()};
  return named("ledger", id->str());
}

outcome set_volume(controls& all, const json& body) {
  const auto x = amount(body, "volume");
  if (!x)
    return tl::unexpected{x.error()};
  return control::done(
    all.core.set_volume(account_id{text_in(body, "account")}, notional{*x}));
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
    all.faults.clear(text_in(body, "fault"));
  else
    all.faults.clear();
  return "{}";
}

outcome set_skew(controls& all, const json& body) {
  const auto x = amount(body, "skew_ms");
  if (!x || abs(*x) > decimal{1'000'000'000'000})
    return fail("'skew_ms' is '{}', not a number of milliseconds",
                text_in(body, "skew_ms"));
  const auto milliseconds
    = static_cast<int64_t>(x->units() / decimal{1}.units());
  all.time.set_skew(std::chrono::milliseconds{milliseconds});
  return "{}";
}

outcome drop_streams(controls& all, const json& body) {
  all.disconnect(account_id{text_in(body, "account")});
  return "{}";
}

outcome drop_tokens(controls& all, const json& body) {
  all.tokens.invalidate(account_id{text_in(body, "account")});
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
    {"/prices", control::set_price,
     "symbol, bid, ask, bid_size?, ask_size?, moving? (else the market is "
     "paused)"},
    {"/markets", control::steer_market, "symbol, speed?, paused?"},
    {"/liquidity", control::set_liquidity,
     "symbol, side, and price, quantity or clear: true"},
    {"/fills", control::fill_parts,
     "parts [...], and order (fills it now) or account (cuts what comes)"},
    {"/status", control::set_status,
     "status, symbol? or asset? (neither: the system)"},
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
