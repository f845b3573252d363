#include "tools/simulation/trader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lockstep::simulated {

namespace {

using namespace std::chrono_literals;

constexpr auto name = "master";
constexpr int coin_decimals = 8;

std::string in_dollars(int64_t cents) {
  return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

decimal dollars(int64_t cents) {
  return divide(decimal{cents}, decimal{100}, rounding::down);
}

decimal share_of(decimal whole, int64_t percent) {
  return multiply_divide(whole, decimal{percent}, decimal{100}, rounding::down);
}

} // namespace

trader::trader(engine_world& world, seeded random)
  : world_{world}, random_{random}, prices_move_{random_.one_in(2)} {
  const auto& owns = world.setup().members.front().owns;
  for (const auto& pair : traded_pairs) {
    bids_[pair.symbol] = pair.start_cents;
    if (const auto at = owns.find(pair.base); at != owns.end())
      from_before_[pair.base] = decimal::parse(at->second).value();
  }
}

decimal trader::bought(const std::string& asset) const {
  const auto at = from_before_.find(asset);
  const auto before = at == from_before_.end() ? decimal{} : at->second;
  return world_.exchange().holds(name, asset) - before;
}

// -- the market ---------------------------------------------------------------

int64_t trader::ask_cents(const traded_pair& pair) const {
  return bids_.at(pair.symbol) + pair.tick_cents;
}

void trader::show(const traded_pair& pair) {
  const auto thin = !calm_ && prices_move_ && random_.one_in(4);
  // As little as the tenth part of an usual order.
  const quantity size{thin
                        ? divide(decimal{random_.between(1, 300)},
                                 dollars(bids_.at(pair.symbol)), rounding::up)
                        : decimal{1'000}};
  const quantity on_grid = round_to(size, quantity{step_of(coin_decimals)},
                                    rounding::up);
  world_.exchange().control([&](paper::controls& all) {
    static_cast<void>(all.core.set_quote(symbol_id{pair.symbol},
                                         price{dollars(bids_.at(pair.symbol))},
                                         price{dollars(ask_cents(pair))},
                                         on_grid, on_grid, all.now()));
  });
}

void trader::move_price(const traded_pair& pair) {
  auto& bid = bids_.at(pair.symbol);
  // Mostly a little, sometimes more than anybody's slippage limit.
  const auto most = random_.one_in(8) ? bid / 80 : bid / 1'000;
  bid += random_.between(-most, most);
  bid -= bid % pair.tick_cents;
  show(pair);
}

void trader::move_prices_later() {
  world_.time().after(1ms * random_.between(200, 8'000), [this] {
    if (calm_ || world_.now() >= end_)
      return;
    move_price(random_.pick(traded_pairs));
    move_prices_later();
  });
}

void trader::calm_markets() {
  calm_ = true;
  for (const auto& pair : traded_pairs)
    show(pair);
}

// -- the person ---------------------------------------------------------------

void trader::trade_until(timestamp end) {
  end_ = end;
  if (prices_move_)
    move_prices_later();
  act_later();
}

void trader::act_later() {
  // Some things nearly at once, some after a while.
  const auto wait = random_.one_in(3) ? 1ms * random_.between(1, 50)
                                      : 1ms * random_.between(100, 15'000);
  world_.time().after(wait, [this] {
    if (world_.now() >= end_)
      return;
    act();
    act_later();
  });
}

void trader::act() {
  if (!resting_.empty() && random_.one_in(2))
    return fill_resting();
  const auto& pair = random_.pick(traded_pairs);
  const bool has_some = bought(pair.base).is_positive();
  if (has_some && random_.one_in(2))
    leave(pair);
  else
    enter(pair);
}

void trader::enter(const traded_pair& pair) {
  const auto cash = world_.exchange().holds(name, "USD");
  const auto spend = share_of(cash, random_.between(1, 35));
  place(pair, true, divide(spend, dollars(ask_cents(pair)), rounding::down));
}

void trader::leave(const traded_pair& pair) {
  const auto part = random_.one_in(3) ? 100 : random_.between(5, 95);
  place(pair, false, share_of(bought(pair.base), part));
}

void trader::place(const traded_pair& pair, bool buys, decimal volume) {
  if (random_.one_in(4))
    return rest(pair, buys, volume);
  paper::order_input what;
  what.pair = pair.venue_name;
  what.type = buys ? "buy" : "sell";
  what.volume = volume.str(coin_decimals, rounding::down);
  what.ordertype = "market";
  if (random_.one_in(8))
    what.oflags = "fcib";
  if (random_.one_in(4)) { // a sweep that takes what it gets
    const auto step = 20 * pair.tick_cents;
    what.ordertype = "limit";
    what.timeinforce = "IOC";
    what.price = in_dollars(buys ? ask_cents(pair) + step
                                 : bids_.at(pair.symbol) - step);
  }
  std::vector<quantity> cuts;
  for (auto n = random_.one_in(3) ? random_.between(1, 4) : 0; n > 0; --n)
    cuts.emplace_back(round_to(share_of(volume, random_.between(5, 40)),
                               step_of(coin_decimals), rounding::up));
  world_.exchange().control([&](paper::controls& all) {
    static_cast<void>(all.core.script_parts(account_id{name}, cuts));
  });
  send(what);
}

void trader::rest(const traded_pair& pair, bool buys, decimal volume) {
  const auto bid = bids_.at(pair.symbol);
  auto limit = buys ? bid - bid / 1'000 : bid + bid / 1'000;
  limit -= limit % pair.tick_cents;
  paper::order_input what;
  what.pair = pair.venue_name;
  what.type = buys ? "buy" : "sell";
  what.ordertype = "limit";
  what.volume = volume.str(coin_decimals, rounding::down);
  what.price = in_dollars(limit);
  const auto id = send(what);
  if (!id)
    return;
  resting order{*id, {}};
  auto left = decimal::parse(what.volume).value();
  for (auto n = random_.between(1, 4); n > 1 && left.is_positive(); --n) {
    const auto part = round_to(share_of(left, random_.between(5, 70)),
                               step_of(coin_decimals), rounding::up);
    order.parts.push_back(part.str());
    left -= part;
  }
  if (left.is_positive() && !random_.one_in(4)) // else some of it stays
    order.parts.push_back(left.str());
  resting_.push_back(std::move(order));
}

/// The next part of one of them; sometimes all that is left, at once.
void trader::fill_resting() {
  const auto at = resting_.begin()
                  + static_cast<std::ptrdiff_t>(random_.below(resting_.size()));
  std::vector<quantity> parts;
  const auto count = random_.one_in(4) ? at->parts.size() : size_t{1};
  for (size_t i = 0; i < count && !at->parts.empty(); ++i) {
    parts.emplace_back(decimal::parse(at->parts.front()).value());
    at->parts.erase(at->parts.begin());
  }
  world_.exchange().control([&](paper::controls& all) {
    // A price that moved may have executed it already.
    if (!all.core.fill_in_parts(at->id, parts, all.now()))
      at->parts.clear();
    if (at->parts.empty())
      static_cast<void>(
        all.core.cancel_order(account_id{name}, at->id.str(), all.now()));
  });
  if (at->parts.empty())
    resting_.erase(at);
}

void trader::cancel_all() {
  resting_.clear();
  world_.exchange().control([](paper::controls& all) {
    all.core.cancel_all(account_id{name}, all.now());
  });
}

void trader::sell_all() {
  for (const auto& pair : traded_pairs) {
    const auto left = bought(pair.base);
    if (!left.is_positive())
      continue;
    paper::order_input what;
    what.pair = pair.venue_name;
    what.type = "sell";
    what.ordertype = "market";
    what.volume = left.str(coin_decimals, rounding::down);
    send(what);
  }
}

void trader::buy(const traded_pair& pair, int percent) {
  const auto cash = world_.exchange().holds(name, "USD");
  paper::order_input what;
  what.pair = pair.venue_name;
  what.type = "buy";
  what.ordertype = "market";
  what.volume = divide(share_of(cash, percent), dollars(ask_cents(pair)),
                       rounding::down)
                  .str(coin_decimals, rounding::down);
  send(what);
}

std::optional<order_id> trader::send(const paper::order_input& what) {
  std::optional<order_id> id;
  world_.exchange().control([&](paper::controls& all) {
    // What the exchange refuses (too small, maintenance) did not happen.
    if (auto placed = all.core.add_order(account_id{name}, what, all.now()))
      id = placed->id;
  });
  return id;
}

} // namespace lockstep::simulated
