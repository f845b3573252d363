#pragma once

#include "tools/paper_exchange/account.hpp"
#include "tools/paper_exchange/exchange_events.hpp"
#include "tools/paper_exchange/exchange_order.hpp"
#include "tools/paper_exchange/exchange_pairs.hpp"
#include "tools/paper_exchange/market.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::paper {

/// What can be chosen when the exchange opens.
struct exchange_options {
  uint64_t seed = 1; ///< of all ids and generated prices
  duration
    engine_latency{}; ///< an order's way to the engine; deadlines count it
  /// How far from the best price a market order may go, unless `nompp`.
  ratio price_protection{percent(decimal{5})};
};

/// Where the prices of a pair come from.
struct market_setup {
  symbol_id symbol;
  std::vector<market_row> rows; ///< empty: the built-in day, else generated
  std::optional<price> start;   ///< of generated prices
  /// First row played; the rows before it are the past. Not given: 720, or
  /// half of a shorter record.
  std::optional<size_t> start_row;
  decimal speed{1}; ///< recorded minutes per real minute
  /// What takers took comes back with each step of the market; if not, only
  /// when the best price of that side changes.
  bool refills = true;
};

/// Both sides of a book, best first.
struct book_view {
  std::vector<level> bids;
  std::vector<level> asks;
};

/// `Ticker` of one pair.
struct ticker_view {
  level bid;
  level ask;
  price last;
  quantity last_quantity;
  period_stats today;
  period_stats day; ///< the last 24 hours
};

/// What an account pays now for one pair.
struct fee_view {
  notional volume; ///< of 30 days
  fee_tier tier;
  std::optional<fee_tier> next;
};

/// Which orders are asked for; what is empty does not matter.
struct order_filter {
  std::optional<int32_t> userref;
  order_key key;
};

/// What `EditOrder` did.
struct edit_answer {
  order replaced; ///< the new order; its id is empty for `validate`
  order_id original;
};

struct core;

/// The exchange without its protocol: a deterministic, single-threaded state
/// machine. It reads no clock: every changing call carries the time, first
/// moves everything up to it (`advance`), then acts. A time before the last
/// one counts as the last one. Errors of trading calls are the venue's exact
/// words (`EOrder:Insufficient funds`), to be passed on as they are; errors of
/// the controls are sentences. Permissions, nonces and REST's own call counter
/// are the server's business.
class exchange {
public:
  explicit exchange(exchange_options options);
  ~exchange();
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  void attach(observer& who);
  void detach(observer& who);

  // -- the diary --------------------------------------------------------------

  /// From now on each call that changes something is told in a line before it
  /// acts. Openings of markets are not: they are chosen at the start.
  void keep_diary(std::function<void(const std::string&)> write);
  /// Makes a call that was told; all of them, in their order, make the same
  /// exchange. Fails if the line is no call.
  result<void> again(std::string_view line);

  // -- time -------------------------------------------------------------------

  /// Moves markets, triggers, start and expiry times and dead-man timers.
  void advance(timestamp now);
  /// When `advance` has something to do next, if ever.
  [[nodiscard]] std::optional<timestamp> next_due() const;
  [[nodiscard]] timestamp now() const;

  // -- reference data ---------------------------------------------------------

  [[nodiscard]] const listing& reference() const;
  [[nodiscard]] trading_status system_status() const;
  void set_system_status(trading_status status);
  result<void> set_pair_status(const symbol_id& symbol, trading_status status);
  result<void> set_asset_status(const asset_id& asset, asset_status status);

  // -- accounts ---------------------------------------------------------------

  [[nodiscard]] account_table& accounts();
  [[nodiscard]] const account_table& accounts() const;
  result<account*> add_account(const account_id& name, account_tier tier);
  result<void> set_volume(const account_id& owner, notional volume);
  result<void> add_key(const api_key& key);
  /// False if there is none.
  bool remove_key(std::string_view key);
  /// The key has used nonces up to this one.
  void use_nonce(std::string_view key, uint64_t nonce);
  /// The asset may be named in any way.
  result<ledger_id> deposit(const account_id& owner, std::string_view asset,
                            decimal amount, timestamp now);
  result<ledger_id> withdraw(const account_id& owner, std::string_view asset,
                             decimal amount, timestamp now);
  [[nodiscard]] fee_view fees(const account_id& owner,
                              const symbol_id& symbol) const;
  /// The value in USD by last prices; zero where there is no way.
  [[nodiscard]] notional value_in_usd(const asset_id& asset,
                                      decimal amount) const;

  // -- markets ----------------------------------------------------------------

  /// Opens the market of a pair; the pair must be listed and not open yet.
  result<void> open_market(market_setup setup, timestamp now);
  /// nullptr if it was not opened. For tape, candles and quotes.
  [[nodiscard]] const market* find_market(const symbol_id& symbol) const;
  /// Liquidity of the market and resting orders together; 1 to 1000 levels.
  [[nodiscard]] book_view depth(const symbol_id& symbol, int count) const;
  /// The market of the pair is open.
  [[nodiscard]] ticker_view ticker(const symbol_id& symbol) const;

  // -- orders -----------------------------------------------------------------

  /// Answers the order as it stands after its first pass through the book;
  /// for `validate` without an id. `deadline_min` is how far ahead a deadline
  /// must lie: 2 s by REST, 500 ms by the socket.
  result<order> add_order(const account_id& owner, const order_input& input,
                          timestamp now,
                          duration deadline_min = std::chrono::seconds{2});
  /// 2 to 15 orders of one pair. Fails as a whole if any is not valid; what
  /// the engine refuses is told per order.
  result<std::vector<result<order>>>
  add_orders(const account_id& owner, std::span<const order_input> inputs,
             timestamp now, duration deadline_min = std::chrono::seconds{2});
  /// Answers the id of the amendment.
  result<std::string>
  amend_order(const account_id& owner, const amend_input& input, timestamp now,
              duration deadline_min = std::chrono::seconds{2});
  result<edit_answer>
  edit_order(const account_id& owner, const edit_input& input, timestamp now,
             duration deadline_min = std::chrono::seconds{2});
  /// By txid, or by userref (all that carry it); answers what was canceled.
  result<std::vector<order_id>> cancel_order(const account_id& owner,
                                             std::string_view txid_or_userref,
                                             timestamp now);
  /// By `cl_ord_id`.
  result<std::vector<order_id>> cancel_key(const account_id& owner,
                                           std::string_view key, timestamp now);
  std::vector<order_id> cancel_all(const account_id& owner, timestamp now);
  /// Sets the account's dead-man timer; zero switches it off. Answers when it
  /// fires.
  result<std::optional<timestamp>> cancel_all_after(const account_id& owner,
                                                    std::string_view seconds,
                                                    timestamp now);

  // -- views: as they were at `seen`, which is `now` less the lag of views
  // -----

  /// Newest first.
  [[nodiscard]] std::vector<order> open_orders(const account_id& owner,
                                               const order_filter& filter,
                                               timestamp seen) const;
  /// All that ended, latest end first.
  [[nodiscard]] std::vector<order> closed_orders(const account_id& owner,
                                                 const order_filter& filter,
                                                 timestamp seen) const;
  /// Open or ended; nothing if the account has (or had, then) no such order.
  [[nodiscard]] std::optional<order>
  find_order(const account_id& owner, const order_id& id, timestamp seen) const;
  /// Newest first.
  [[nodiscard]] std::vector<trade> trades(const account_id& owner,
                                          timestamp seen) const;
  [[nodiscard]] std::optional<trade> find_trade(const account_id& owner,
                                                const execution_id& id,
                                                timestamp seen) const;
  /// Movements, newest first.
  [[nodiscard]] std::vector<ledger_entry> ledger(const account_id& owner,
                                                 timestamp seen) const;

  // -- limits of the matching engine ------------------------------------------

  /// The account's counter for one pair, now (`ratecount`).
  [[nodiscard]] decimal rate_count(const account_id& owner,
                                   const symbol_id& symbol,
                                   timestamp now) const;
  /// `maxratecount` of a tier.
  [[nodiscard]] static int rate_limit(account_tier tier);

  // -- controls for scenarios -------------------------------------------------

  result<void> set_speed(const symbol_id& symbol, decimal speed, timestamp now);
  result<void> pause(const symbol_id& symbol, timestamp now);
  result<void> resume(const symbol_id& symbol, timestamp now);
  /// Moves the quote at once; it stays until the next step of the market, so
  /// pause it first to keep it. Resting orders that it crosses execute.
  result<void> set_quote(const symbol_id& symbol, price bid, price ask,
                         quantity bid_size, quantity ask_size, timestamp now);
  /// Adds liquidity of the market at one price, on the side that buys or
  /// sells. It must not cross the other side.
  result<void> add_liquidity(const symbol_id& symbol, lockstep::side side,
                             price p, quantity q, timestamp now);
  /// Takes away the liquidity of one side.
  result<void> clear_liquidity(const symbol_id& symbol, lockstep::side side,
                               timestamp now);
  /// Executes a resting limit order at its limit in exactly these parts.
  result<void> fill_in_parts(const order_id& id,
                             std::span<const quantity> parts, timestamp now);
  /// Cuts the account's next executions into these sizes, in this order.
  result<void> script_parts(const account_id& owner,
                            std::vector<quantity> parts);

private:
  std::unique_ptr<core> core_;
};

} // namespace lockstep::paper
