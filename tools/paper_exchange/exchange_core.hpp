#pragma once

#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/exchange_ids.hpp"
#include "tools/paper_exchange/matching_book.hpp"
#include "tools/paper_exchange/matching_rate.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>

namespace lockstep::paper {

/// Everything about one open pair.
struct pair_desk {
  symbol_id symbol;
  market prices;
  resting_book resting;
  std::vector<order*> waiting; ///< for their triggers, oldest first

  /// The best price that a taker of a side can get; from the market's
  /// liquidity and resting orders.
  [[nodiscard]] std::optional<price> best_for(lockstep::side taker) const;
};

/// Everything about one account but its balances.
struct account_desk {
  account* who = nullptr;
  std::vector<order*> orders; ///< oldest first
  std::vector<order*> open;   ///< oldest first
  std::vector<const trade*> trades;
  std::map<symbol_id, rate_counter> counters;
};

/// The state behind `exchange`. Its parts work on it as a whole: the matching
/// (matching.hpp), and the four faces of `exchange` itself.
struct core {
  explicit core(const exchange_options& chosen)
    : options{chosen}, ids{chosen.seed} {}

  [[nodiscard]] const pair_info& pair_of(const order& o) const {
    return *reference.pair(o.symbol);
  }
  [[nodiscard]] pair_desk& desk_of(const order& o) {
    return *markets.at(o.symbol);
  }
  [[nodiscard]] account_desk& owner_of(const order& o) {
    return desk_of(o.owner);
  }
  [[nodiscard]] account_desk& desk_of(const account_id& owner);
  [[nodiscard]] const account_desk* find_desk(const account_id& owner) const;
  [[nodiscard]] fee_tier tier_of(const order& o) const;
  [[nodiscard]] notional value_in_usd(const asset_id& asset,
                                      decimal amount) const;

  /// Makes an accepted draft an order with an id.
  order& adopt(order draft);

  void tell(order_event_kind kind, const order& o,
            const trade* fill = nullptr) const;
  template <class F>
  void tell(F&& what) const {
    for (auto* who : observers)
      what(*who);
  }

  exchange_options options;
  listing reference;
  trading_status status = trading_status::online;
  account_table accounts;
  std::map<symbol_id, std::unique_ptr<pair_desk>> markets;
  std::map<account_id, account_desk> desks;
  std::map<account_id, timestamp> dead_men; ///< when all orders are canceled
  std::map<order_id, std::unique_ptr<order>> orders;
  std::deque<trade> trades; ///< grows at its end; addresses stay
  std::map<execution_id, const trade*> trade_by_id;
  std::set<std::pair<timestamp, order_id>> timers; ///< starts and expiries
  id_maker ids;
  uint64_t next_rank = 1;
  timestamp now;
  std::vector<observer*> observers;
  std::function<void(const std::string&)> diary; ///< empty: none is kept
};

/// What a taker of some quantity would get now.
struct walk_result {
  quantity filled;
  notional cost;
};

/// Looks how far `volume`, or `cash`, goes into the book up to a price.
[[nodiscard]] walk_result walk(const pair_desk& desk, lockstep::side taker,
                               std::optional<quantity> volume,
                               std::optional<notional> cash,
                               std::optional<price> bound, quantity lot);

} // namespace lockstep::paper
