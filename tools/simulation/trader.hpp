#pragma once

#include "tools/simulation/engine_world.hpp"
#include "tools/simulation/seeded.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace lockstep::simulated {

/// A market in which a simulation trades.
struct traded_pair {
  const char* symbol; ///< `BTC/USD`
  const char* base;
  const char* venue_name; ///< `XBTUSD`
  int64_t start_cents;    ///< its first bid
  int64_t tick_cents;
};
inline constexpr std::array traded_pairs{
  traded_pair{"BTC/USD", "BTC", "XBTUSD", 999'990, 10},
  traded_pair{"ETH/USD", "ETH", "ETHUSD", 39'999, 1},
};

/// The market and the person who trades the master account in it: buys and
/// sells, at market, as a sweep that takes what it gets, or at a limit that is
/// filled in parts; in any order, several at a time, all drawn from the seed.
class trader {
public:
  trader(engine_world& world, seeded random);

  /// Trades until then; also moves the prices.
  void trade_until(timestamp end);
  /// Cancels what rests.
  void cancel_all();
  /// Sells everything that was bought here, at market.
  void sell_all();
  /// Buys for a share of his cash, at market.
  void buy(const traded_pair& pair, int percent);
  /// Enough of everything to buy and sell, at the last prices.
  void calm_markets();

  [[nodiscard]] bool prices_move() const { return prices_move_; }
  /// What he bought of an asset and still has.
  [[nodiscard]] decimal bought(const std::string& asset) const;

private:
  struct resting {
    order_id id;
    std::vector<std::string> parts; ///< still to be executed
  };

  void act_later();
  void act();
  void move_prices_later();
  void move_price(const traded_pair& pair);
  void show(const traded_pair& pair);
  void enter(const traded_pair& pair);
  void leave(const traded_pair& pair);
  void place(const traded_pair& pair, bool buys, decimal volume);
  void rest(const traded_pair& pair, bool buys, decimal volume);
  void fill_resting();
  std::optional<order_id> send(const paper::order_input& what);
  [[nodiscard]] int64_t ask_cents(const traded_pair& pair) const;

  engine_world& world_;
  seeded random_;
  timestamp end_{};
  bool prices_move_;
  bool calm_ = false;
  std::map<std::string, int64_t> bids_; ///< in cents
  std::map<std::string, decimal> from_before_;
  std::vector<resting> resting_;
};

} // namespace lockstep::simulated
