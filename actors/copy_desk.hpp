#pragma once

#include "actors/journal_messages.hpp"
#include "actors/messages.hpp"
#include "copytrade/copy_book.hpp"
#include "copytrade/gates.hpp"
#include "copytrade/ledger.hpp"
#include "copytrade/netting.hpp"
#include "copytrade/plan.hpp"
#include "copytrade/settings.hpp"
#include "model/run_mode.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lockstep::actors {

/// The two sides of a pair's name: `BTC` and `USD` of `BTC/USD`.
[[nodiscard]] asset_id base_of(const symbol_id& symbol);
[[nodiscard]] asset_id quote_of(const symbol_id& symbol);

/// Whether the venue refused an order because it is worth too little to it.
[[nodiscard]] bool is_too_small(order_state ended, reason why);

/// What is to be done, in this order: journal, then place, then tell. Nothing
/// is placed before what stands in `journal` is on the disk.
struct desk_steps {
  journal_entry journal;
  std::vector<place_order> orders;
  std::vector<copytrade::row> rows;

  void add(desk_steps more);
};

/// What a copy desk is told about the world with every question.
struct desk_facts {
  copytrade::account_facts account;
  ratio taker_fee;
  timestamp joined;
  const market_view* market = nullptr;
};

/// The books of one follower: positions, shares of master orders, rows, sales
/// under way. Turns signals and news into steps; does nothing itself and does
/// not know actors.
class copy_desk {
public:
  struct identity {
    account_id account;
    std::string venue;
    run_mode mode = run_mode::paper;
    copytrade::follower_settings settings;
    /// One for all followers of a master.
    std::shared_ptr<const copytrade::copy_rules> rules;
  };

  /// `who` is shared with the setup: thousands of desks need no second copy.
  explicit copy_desk(std::shared_ptr<const identity> who)
    : who_{std::move(who)} {}

  /// Puts back what the journal has; before anything else.
  [[nodiscard]] result<void> restore(const restored_account& from);

  /// What the account held when it was enrolled, money too. Where the follower
  /// wants that, his coins of then become part of the books, once.
  [[nodiscard]] desk_steps adopt(const std::map<asset_id, quantity>& held,
                                 timestamp now);

  /// A signal; one that was answered before only repeats its row.
  [[nodiscard]] desk_steps on_signal(const copytrade::signal& what,
                                     const desk_facts& facts);

  /// Whether a signal has its row already.
  [[nodiscard]] bool answered(const copytrade::signal_id& what) const {
    return rows_.contains(what);
  }

  /// Signals that waited together, in the order of dispatch, as they are to be
  /// acted on: what was bought and sold again meanwhile is not traded at all.
  /// Each signal comes out once; those that were answered are left out.
  [[nodiscard]] std::vector<copytrade::netted>
  net(const std::vector<copytrade::signal>& waited,
      const desk_facts& facts) const;

  /// One of those.
  [[nodiscard]] desk_steps on_netted(const copytrade::netted& what,
                                     const desk_facts& facts);

  /// A signal could not be handled: its row says so.
  [[nodiscard]] desk_steps on_fault(const copytrade::signal& what,
                                    timestamp now, const std::string& words);

  /// The broker's answer to an order that was to be placed.
  [[nodiscard]] desk_steps on_placement(const order_key& key,
                                        const placement& told,
                                        const desk_facts& facts);

  /// News of an order.
  [[nodiscard]] desk_steps on_order(const order_update& news,
                                    const desk_facts& facts);

  /// A balance: what the owner sold himself leaves the book. `asked` is when
  /// the venue was asked; older ones than the last execution tell nothing.
  [[nodiscard]] desk_steps on_balance(const balance& told,
                                      const desk_facts& facts);

  /// The first half of that: nothing is sold.
  [[nodiscard]] desk_steps take_off(const balance& told,
                                    const desk_facts& facts);

  /// What kept sales from being taken is over: none waits out its pause.
  void hurry_sales();

  /// Sells what is held above the targets, as far as possible now.
  [[nodiscard]] desk_steps sell_excess(const desk_facts& facts);

  /// The master's order has ended: what was carried is dropped.
  [[nodiscard]] desk_steps on_master_order_end(const order_id& order,
                                               const desk_facts& facts);

  /// Orders that the journal has without an end, as found by `restore`:
  /// whether they were sent is for the broker to find out.
  [[nodiscard]] const std::vector<order_request>& unfinished() const {
    return unfinished_;
  }
  [[nodiscard]] std::map<asset_id, quantity> positions() const;
  /// Rows that have not ended.
  [[nodiscard]] std::vector<copytrade::row> open_rows() const;
  /// True if something is to be sold that no order covers.
  [[nodiscard]] bool waits_to_sell() const;

  /// A copy book, and when an execution of it was last heard of.
  struct kept_book {
    const copytrade::copy_book* book = nullptr;
    timestamp last_execution;
  };
  /// All of them; good until the next call.
  [[nodiscard]] std::vector<kept_book> books() const;
  /// For which signal an order of ours was; empty: unknown.
  [[nodiscard]] copytrade::signal_id origin_of(const order_key& key) const;
  /// How much later than an execution a balance must be asked to tell whether
  /// the owner traded himself.
  static constexpr duration balance_lag = std::chrono::seconds{3};

  /// All that decides what comes next, one fact per line: two desks with one
  /// picture decide alike.
  [[nodiscard]] std::string picture() const;

private:
  /// An order of ours that has not ended.
  struct live_order {
    copytrade::signal_id signal;
    asset_id base;
    asset_id quote;
    lockstep::side side = side::buy;
    decimal hold; ///< reserved, of what it pays with
    quantity executed;
  };
  /// The sale that an exit signal asked for.
  struct exit_job {
    copytrade::signal signal;
    uint32_t orders = 0; ///< placed so far; the next leg's number
    uint32_t rung = 0;
    std::optional<order_key> open;
    bool done = false;
    timestamp not_before{};
  };
  struct position {
    explicit position(const asset_id& base) : book{base} {}
    copytrade::copy_book book;
    std::vector<exit_job> exits; ///< oldest first; the last one stays
    timestamp last_execution{};
    quantity dust; ///< to be sold, but the venue refused it as too small

    /// What it does not take will not sell by being asked again; with more, it
    /// may.
    [[nodiscard]] bool has_to_sell() const { return book.to_sell() > dust; }
    void refuse() { dust = book.to_sell(); }
  };

  desk_steps on_entry(const copytrade::signal& what, const desk_facts& facts);
  desk_steps on_exit(const copytrade::signal& what, const desk_facts& facts);
  desk_steps sell(position& of, const desk_facts& facts);
  desk_steps place_exit(position& of, exit_job& job, const desk_facts& facts);
  desk_steps settle_exits(position& of, const desk_facts& facts);
  void end_order(const order_key& key, desk_steps& steps,
                 const copytrade::order_end& end);
  void put_row(copytrade::row r, desk_steps& steps, timestamp now);

  result<void> restore_note(const journal::note_record& from,
                            const restored_account& all);
  void restore_intent(const journal::known_intent& from);
  void restore_exit_job(const copytrade::signal_id& id,
                        const restored_account& all, position& of);

  position& position_of(const asset_id& base);
  [[nodiscard]] const instrument* pair_of(const copytrade::signal& what,
                                          const desk_facts& facts) const;
  [[nodiscard]] journal::header header(timestamp now) const;
  [[nodiscard]] journal::note_record
  note(const std::string& kind, const std::string& key,
       const std::string& payload, timestamp now) const;
  [[nodiscard]] journal::intent_record
  intent(const order_request& order, const std::string& signal,
         const std::string& leg, decimal hold, timestamp now) const;

  std::shared_ptr<const identity> who_;
  std::map<asset_id, position> positions_;
  std::map<order_id, copytrade::order_share> shares_;
  std::map<copytrade::signal_id, copytrade::row> rows_;
  std::map<order_key, live_order> orders_;
  /// Which signal each of our orders was for, also when it has ended.
  std::map<order_key, copytrade::signal_id> origins_;
  std::vector<order_request> unfinished_;
  /// The signals of all rows, by name; only while restoring.
  std::map<std::string, copytrade::signal_id> names_;
  /// What the newest sale of was too small to the venue; only while restoring.
  std::set<asset_id> refused_;
  bool adopted_ = false;
};

} // namespace lockstep::actors
