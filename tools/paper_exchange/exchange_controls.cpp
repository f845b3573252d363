#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/exchange_diary.hpp"
#include "tools/paper_exchange/exchange_gate.hpp"
#include "tools/paper_exchange/matching.hpp"

#include <algorithm>
#include <array>

namespace lockstep::paper {

namespace {

struct usual_price {
  std::string_view symbol;
  const char* text;
};

/// Where generated prices start, so that they look familiar.
constexpr std::array usual_prices{
  usual_price{"BTC/USD", "6778"},    usual_price{"ETH/USD", "378.2"},
  usual_price{"LTC/USD", "117.5"},   usual_price{"SOL/USD", "142.6"},
  usual_price{"XRP/USD", "0.4951"},  usual_price{"DOGE/USD", "0.13"},
  usual_price{"ADA/USD", "0.1502"},  usual_price{"DOT/USD", "4.2"},
  usual_price{"LINK/USD", "14.1"},   usual_price{"AVAX/USD", "24.8"},
  usual_price{"BCH/USD", "642"},     usual_price{"BTC/USDT", "6779"},
  usual_price{"ETH/USDT", "378.3"},  usual_price{"BTC/USDC", "6778"},
  usual_price{"ETH/BTC", "0.0558"},  usual_price{"BTC/EUR", "5525"},
  usual_price{"ETH/EUR", "308.3"},   usual_price{"SOL/EUR", "116.2"},
  usual_price{"USDT/USD", "0.9998"}, usual_price{"USDC/USD", "0.9999"},
  usual_price{"EUR/USD", "1.2267"},
};

price start_price(const symbol_id& symbol) {
  const auto at = std::ranges::find(usual_prices, symbol.str(),
                                    &usual_price::symbol);
  return price::parse(at == usual_prices.end() ? "100" : at->text).value();
}

uint64_t seed_for(uint64_t seed, const symbol_id& symbol) {
  for (const char c : symbol.str())
    seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return seed;
}

std::vector<market_row> rows_for(const core& state, const market_setup& setup,
                                 const pair_info& pair) {
  if (!setup.rows.empty())
    return setup.rows;
  if (auto day = recorded_day(setup.symbol); !day.empty() && !setup.start)
    return day;
  generator_options made;
  made.seed = seed_for(state.options.seed, setup.symbol);
  made.start = setup.start.value_or(start_price(setup.symbol));
  made.tick = pair.tick;
  made.size
    = round_to(bought_for(notional{decimal{5000}}, made.start, rounding::down),
               pair.lot(), rounding::up);
  if (pair.fees == fee_schedule::stable)
    made.step_basis_points = 1; // a peg hardly moves
  return generate_rows(made);
}

result<pair_desk*> open_desk(core& state, const symbol_id& symbol) {
  const auto at = state.markets.find(symbol);
  if (at == state.markets.end())
    return fail("the market of '{}' is not open", symbol);
  return at->second.get();
}

constexpr int64_t speed_max = 100'000;

result<void> check_speed(decimal speed) {
  if (!speed.is_positive() || speed > decimal{speed_max})
    return fail("the speed {} is not above 0 and up to {}", speed, speed_max);
  return {};
}

result<void> check_grid(const pair_info& pair, std::optional<price> p,
                        std::optional<quantity> q) {
  if (p && (!p->is_positive() || round_to(*p, pair.tick, rounding::down) != *p))
    return fail("the price {} is not a multiple of {}", *p, pair.tick);
  if (q
      && (!q->is_positive() || round_to(*q, pair.lot(), rounding::down) != *q))
    return fail("the quantity {} is not a multiple of {}", *q, pair.lot());
  return {};
}

} // namespace

result<void> exchange::open_market(market_setup setup, timestamp now) {
  auto& state = *core_;
  run_until(state, now);
  const auto* pair = state.reference.pair(setup.symbol);
  if (!pair)
    return fail("there is no pair named '{}'", setup.symbol);
  if (state.markets.contains(setup.symbol))
    return fail("the market of '{}' is open already", setup.symbol);
  if (auto ok = check_speed(setup.speed); !ok)
    return ok;
  if (setup.start)
    if (auto ok = check_grid(*pair, setup.start, std::nullopt); !ok)
      return ok;
  const auto rows = rows_for(state, setup, *pair);
  const auto start
    = setup.start_row.value_or(std::min<size_t>(720, rows.size() / 2));
  if (start >= rows.size())
    return fail("the start row {} is beyond the {} rows of '{}'", start,
                rows.size(), setup.symbol);
  auto desk = std::make_unique<pair_desk>(
    pair_desk{setup.symbol, market{*pair, rows, start, state.now}, {}, {}});
  desk->prices.set_speed(setup.speed, state.now);
  desk->prices.set_refills(setup.refills);
  state.markets.emplace(setup.symbol, std::move(desk));
  return {};
}

result<void> exchange::set_speed(const symbol_id& symbol, decimal speed,
                                 timestamp now) {
  note(*core_, "set_speed", symbol, speed, now);
  run_until(*core_, now);
  if (auto ok = check_speed(speed); !ok)
    return ok;
  return open_desk(*core_, symbol).map([&](pair_desk* desk) {
    desk->prices.set_speed(speed, core_->now);
  });
}

result<void> exchange::pause(const symbol_id& symbol, timestamp now) {
  note(*core_, "pause", symbol, now);
  run_until(*core_, now);
  return open_desk(*core_, symbol).map([&](pair_desk* desk) {
    desk->prices.pause(core_->now);
  });
}

result<void> exchange::resume(const symbol_id& symbol, timestamp now) {
  note(*core_, "resume", symbol, now);
  run_until(*core_, now);
  return open_desk(*core_, symbol).map([&](pair_desk* desk) {
    desk->prices.resume(core_->now);
  });
}

result<void> exchange::set_quote(const symbol_id& symbol, price bid, price ask,
                                 quantity bid_size, quantity ask_size,
                                 timestamp now) {
  note(*core_, "set_quote", symbol, bid, ask, bid_size, ask_size, now);
  run_until(*core_, now);
  const auto desk = open_desk(*core_, symbol);
  if (!desk)
    return tl::unexpected{desk.error()};
  const auto& pair = *core_->reference.pair(symbol);
  for (const auto& [p, q] : {std::pair{bid, bid_size}, {ask, ask_size}})
    if (auto ok = check_grid(pair, p, q); !ok)
      return ok;
  if (bid >= ask)
    return fail("the bid {} is not below the ask {}", bid, ask);
  (*desk)->prices.set_quote(bid, ask, bid_size, ask_size, core_->now);
  react(*core_, **desk);
  tell_quote(*core_, **desk);
  return {};
}

result<void> exchange::add_liquidity(const symbol_id& symbol,
                                     lockstep::side side, price p, quantity q,
                                     timestamp now) {
  note(*core_, "add_liquidity", symbol, side, p, q, now);
  run_until(*core_, now);
  const auto desk = open_desk(*core_, symbol);
  if (!desk)
    return tl::unexpected{desk.error()};
  if (auto ok = check_grid(*core_->reference.pair(symbol), p, q); !ok)
    return ok;
  auto& prices = (*desk)->prices;
  const bool buys = side == lockstep::side::buy;
  const auto facing = buys ? prices.asks().best() : prices.bids().best();
  if (facing && (buys ? p >= facing->price : p <= facing->price))
    return fail("the price {} crosses the market at {}", p, facing->price);
  (buys ? prices.bids() : prices.asks()).add(p, q);
  react(*core_, **desk);
  tell_quote(*core_, **desk);
  return {};
}

result<void> exchange::clear_liquidity(const symbol_id& symbol,
                                       lockstep::side side, timestamp now) {
  note(*core_, "clear_liquidity", symbol, side, now);
  run_until(*core_, now);
  const auto desk = open_desk(*core_, symbol);
  if (!desk)
    return tl::unexpected{desk.error()};
  auto& prices = (*desk)->prices;
  (side == lockstep::side::buy ? prices.bids() : prices.asks()).clear();
  tell_quote(*core_, **desk);
  return {};
}

result<void> exchange::fill_in_parts(const order_id& id,
                                     std::span<const quantity> parts,
                                     timestamp now) {
  note(*core_, "fill_in_parts", id, parts, now);
  auto& state = *core_;
  run_until(state, now);
  const auto at = state.orders.find(id);
  if (at == state.orders.end())
    return fail("there is no order '{}'", id);
  auto& o = *at->second;
  if (!o.is_open() || !o.limit || o.waits()
      || o.status == order_status::pending)
    return fail("the order '{}' does not rest at a limit", id);
  quantity sum;
  for (const auto part : parts) {
    if (auto ok = check_grid(state.pair_of(o), std::nullopt, part); !ok)
      return ok;
    sum += part;
  }
  if (sum > o.remaining())
    return fail("the parts add up to {}, but only {} of the order is left", sum,
                o.remaining());
  auto& desk = state.desk_of(o);
  const auto taker = o.side == lockstep::side::buy ? lockstep::side::sell
                                                   : lockstep::side::buy;
  for (const auto part : parts) {
    const auto trade_id = print(state, desk, *o.limit, part, taker, true);
    settle(state, o, *o.limit, part, true, trade_id);
    if (o.remaining().is_zero())
      complete(state, o);
    else
      rehold(state, o);
    start_closes(state, o);
  }
  react(state, desk);
  tell_quote(state, desk);
  return {};
}

result<void> exchange::script_parts(const account_id& owner,
                                    std::vector<quantity> parts) {
  note(*core_, "script_parts", owner, parts);
  auto* who = core_->accounts.find(owner);
  if (!who)
    return fail("there is no account named '{}'", owner);
  for (const auto part : parts)
    if (!part.is_positive())
      return fail("the part {} is not above zero", part);
  who->scripted_parts = std::move(parts);
  return {};
}

} // namespace lockstep::paper
