#pragma once

#include "copytrade/plan.hpp"
#include "copytrade/signals.hpp"
#include "test/support/properties.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/catch_tostring.hpp>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// What tests of copying share: short words for values, one pair, and
/// executions that number themselves.
namespace lockstep::copytrade::kit {

using namespace std::chrono_literals;
using lockstep::test::holds;

inline decimal dec(std::string_view text) {
  const auto x = decimal::parse(text);
  REQUIRE(x);
  return *x;
}
inline quantity qty(std::string_view text) {
  return quantity{dec(text)};
}
inline price px(std::string_view text) {
  return price{dec(text)};
}
inline notional usd(std::string_view text) {
  return notional{dec(text)};
}
inline ratio part(std::string_view text) {
  return ratio{dec(text)};
}

/// A moment of the tests' day, in seconds.
inline timestamp at(int64_t seconds) {
  return timestamp{1'780'000'000s} + std::chrono::seconds{seconds};
}

inline const asset_id usd_asset{"USD"};
inline const asset_id btc{"BTC"};
inline const asset_id eth{"ETH"};
inline const symbol_id btc_usd{"BTC/USD"};
inline const symbol_id btc_eur{"BTC/EUR"};
inline const symbol_id eth_usd{"ETH/USD"};
inline const symbol_id eth_btc{"ETH/BTC"};
inline const symbol_id eur_usd{"EUR/USD"};

inline instrument make_pair(std::string_view base, std::string_view quote) {
  instrument pair;
  pair.symbol = symbol_id{fmt::format("{}/{}", base, quote)};
  pair.base = asset_id{std::string{base}};
  pair.quote = asset_id{std::string{quote}};
  pair.lot = qty("0.00000001");
  pair.tick = px("0.1");
  pair.quantity_min = qty("0.00005");
  pair.notional_min = usd("0.5");
  return pair;
}

inline const instrument_table& pairs() {
  static const instrument_table table{
    {btc_usd, make_pair("BTC", "USD")}, {btc_eur, make_pair("BTC", "EUR")},
    {eth_usd, make_pair("ETH", "USD")}, {eth_btc, make_pair("ETH", "BTC")},
    {eur_usd, make_pair("EUR", "USD")},
  };
  return table;
}

inline const instrument& pair_of(const symbol_id& symbol) {
  return pairs().at(symbol);
}

/// A fill of a master or follower; the id is unique.
inline execution fill(std::string order, side s, std::string_view q,
                      std::string_view p, int64_t time,
                      const symbol_id& symbol = btc_usd) {
  static int count = 0;
  execution x;
  x.id = execution_id{fmt::format("T{:05}", ++count)};
  x.order = order_id{std::move(order)};
  x.symbol = symbol;
  x.side = s;
  x.type = order_type::limit;
  x.quantity = qty(q);
  x.price = px(p);
  x.cost = value_of(x.quantity, x.price, rounding::down);
  x.time = at(time);
  return x;
}

/// The same for an order of ours.
inline execution our_fill(const order_key& key, side s, quantity q, price p,
                          timestamp time) {
  auto x = fill("OURS-" + key.str(), s, "1", "1", 0);
  x.key = key;
  x.quantity = q;
  x.price = p;
  x.cost = value_of(q, p, rounding::down);
  x.time = time;
  return x;
}

inline balance funds(std::string_view cash, timestamp as_of = at(0)) {
  balance b;
  b.holdings[usd_asset] = {dec(cash), {}};
  b.as_of = as_of;
  return b;
}

/// As facts have it.
inline std::shared_ptr<const balance> shared(balance b) {
  return std::make_shared<const balance>(std::move(b));
}

/// A signal as an assembler would make it, for tests of what follows.
inline signal entry_signal(std::string order, std::string_view q,
                           std::string_view p, std::string_view equity) {
  signal s;
  s.id = {order_id{std::move(order)}, qty(q)};
  s.venue = "kraken";
  s.master = account_id{"master"};
  s.symbol = btc_usd;
  s.base = btc;
  s.quote = usd_asset;
  s.quantity = qty(q);
  s.price = px(p);
  s.equity_before = usd(equity);
  s.position_after = qty(q);
  s.first_executed = s.executed = s.received = at(0);
  s.followers = {account_id{"half"}, account_id{"quarter"}};
  s.marks = {{btc, px(p)}};
  return s;
}

inline signal exit_signal(std::string order, std::string_view before,
                          std::string_view after, std::string_view p) {
  auto s = entry_signal(std::move(order), before, p, "1000");
  s.direction = direction::exit;
  s.quantity = qty(before) - qty(after);
  s.position_before = qty(before);
  s.position_after = qty(after);
  s.fraction = share_of(s.quantity, s.position_before, rounding::down);
  return s;
}

} // namespace lockstep::copytrade::kit

template <class Tag>
struct Catch::StringMaker<lockstep::amount<Tag>> {
  static std::string convert(lockstep::amount<Tag> x) { return x.str(); }
};
template <>
struct Catch::StringMaker<lockstep::decimal> {
  static std::string convert(lockstep::decimal x) { return x.str(); }
};
