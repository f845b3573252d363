#pragma once

#include "copytrade/settings.hpp"
#include "copytrade/signal.hpp"
#include "copytrade/timeline.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"
#include "model/reason.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace lockstep::copytrade {

/// Says why an order of the master, or some of it, is not copied. Reported
/// once per order and cause.
struct note {
  order_id order;
  symbol_id symbol;
  lockstep::side side = side::buy;
  reason why = reason::not_copyable;
  std::string words;
  timestamp time;

  bool operator==(const note&) const = default;
};

/// What became of an execution that was handed in.
enum class intake : uint8_t {
  taken,      ///< new; waits in its order's batch
  duplicate,  ///< known already, whichever way it came
  ours,       ///< carries a key of ours: never a signal
  too_old,    ///< of an order that began before enrolment
  not_copied, ///< counted, but not copied; a note says why
};

/// Whether a trade is copied, by kind. Nothing if it is; else the sentence.
[[nodiscard]] std::optional<std::string>
why_not_copyable(const execution& fill, const instrument& pair,
                 const copy_rules& rules);

/// How long the executions of a closed order may disagree with its volume
/// before entries freeze: streams and histories are not in step.
inline constexpr duration disagreement_grace = std::chrono::seconds{5};

/// What a signal needs to be closed besides the executions.
struct batch_context {
  mark_table marks;
  std::vector<account_id> followers; ///< all that must answer
  timestamp received;                ///< venue time, now
};

/// Turns the executions of one master into signals. Executions may come from
/// any source, late, repeated, and in any order: totals are the same. One
/// batch per master order is in flight at a time.
///
/// Use: `add` and `report` what the venue says; answer `needs_equity` through
/// `set_equity`; call `next` until it gives nothing; journal and dispatch each
/// signal; `done` when it has been answered; take `take_notes`.
class signal_assembler {
public:
  struct options {
    std::string venue;
    account_id master;
    timestamp enrolled; ///< what was executed before is not copied
    copy_rules rules;
  };
  using own_key = std::function<bool(const order_key&)>;

  signal_assembler(options opts, own_key is_ours);

  /// Positions at enrolment that count; only with `adopt_existing`, before
  /// anything else.
  void adopt(const asset_id& base, quantity held);

  /// Takes an execution. One whose pair the table lacks is noted as
  /// `unknown_instrument`.
  intake add(const execution& fill, const instrument_table& table);

  /// Takes what the venue says about one of the master's orders: its executed
  /// volume must be the sum of its executions.
  void report(const order_report& what, timestamp now);

  /// Orders whose executions do not add up: those to ask the venue about.
  [[nodiscard]] std::vector<order_id> disagreeing() const;

  /// True if entries are frozen as `executions_disagree`.
  [[nodiscard]] bool frozen(timestamp now) const;

  /// Entry orders with something to dispatch whose equity is not settled.
  [[nodiscard]] std::vector<order_id> needs_equity() const;

  /// Settles the equity before an order; nothing means that it can not be
  /// reconstructed (its entries are then skipped as `equity_unknown`). The
  /// first amount stays; nothing may be replaced by an amount.
  void set_equity(const order_id& order, std::optional<notional> equity);

  /// The tracked positions before the moment of the order's first known
  /// execution. `since`: what the ledger does not show before that moment; it
  /// may tell times more coarsely than executions do.
  [[nodiscard]] std::map<asset_id, quantity>
  positions_before(const order_id& order,
                   const std::set<execution_id>& since) const;

  /// The order's known executions, earliest first; for `equity_before`.
  [[nodiscard]] std::vector<execution>
  executions_of(const order_id& order) const;

  /// Closes the next batch that may go, and counts it as in flight. Exits go
  /// first, so that what was bought and sold again during an outage is netted:
  /// an entry only asks for what is still there of it.
  [[nodiscard]] std::optional<signal> next(const batch_context& context,
                                           const instrument_table& table);

  /// The signal was answered by all its followers.
  void done(const signal_id& which);

  /// Puts a journaled signal back, in journaled order and before any `add`,
  /// with those of its executions that the journal has. Unless `answered`, it
  /// is in flight and is to be dispatched again.
  void restore(const signal& journaled, std::span<const execution> fills,
               bool answered);

  /// Puts an execution back that the journal has in no signal: it was netted
  /// away, or is not copied. After all signals, before any `add`.
  void restore_uncopied(const execution& fill, const instrument_table& table);

  /// The master's tracked position as far as it was dispatched.
  [[nodiscard]] quantity position(const asset_id& base) const;
  /// Over everything known, dispatched or not.
  [[nodiscard]] quantity known_position(const asset_id& base) const;
  /// Executed quantity of an order, as far as known.
  [[nodiscard]] quantity executed(const order_id& order) const;
  /// True if the order is closed and nothing of it waits or is in flight.
  [[nodiscard]] bool finished(const order_id& order) const;
  /// True if nothing waits to be dispatched.
  [[nodiscard]] bool idle() const;
  /// Of how many orders something waits to be dispatched.
  [[nodiscard]] size_t waiting() const { return waiting_.size(); }

  [[nodiscard]] std::vector<note> take_notes();

  /// Executions that moved a position without becoming part of a signal. To be
  /// journaled not later than the next signal: a later start would otherwise
  /// work with another position, or take them for new.
  [[nodiscard]] std::vector<execution> take_uncopied();

  /// The time of the earliest execution that waits for its signal.
  [[nodiscard]] std::optional<timestamp> waits_since() const;

private:
  /// What is known of one master order.
  struct progress {
    order_id id;
    symbol_id symbol;
    asset_id base;
    asset_id quote;
    lockstep::side side = side::buy;
    std::map<timeline::place, execution> fills; ///< those that are copied
    std::set<execution_id> waiting; ///< of them, not yet in a signal
    quantity executed;              ///< sum over all executions
    quantity dispatched; ///< sum over those in signals; names the next
    uint32_t batches = 0;
    std::optional<signal_id> in_flight;
    bool equity_settled = false;
    std::optional<notional> equity;
    std::optional<order_report> last_report;
    bool too_old = false;
    std::set<reason> noted;
  };
  /// The tracked position of one asset: as far as dispatched, and in all.
  struct tracked {
    timeline dispatched;
    timeline known;
  };
  /// The executions that one signal would be made of.
  struct batch {
    std::vector<execution> fills; ///< earliest first
    quantity total;
    quantity moved; ///< net of fees in base
    quantity before;
    quantity after;
  };

  progress& order_of(const order_id& id);
  void compare(progress& order, timestamp now);
  void note_once(progress& order, const execution& fill, reason why,
                 std::string words);
  intake set_aside(progress& order, const execution& fill,
                   const instrument& pair, std::string words);
  [[nodiscard]] progress* pick();
  [[nodiscard]] batch take_batch(progress& order);
  [[nodiscard]] bool worth_copying(progress& order, const batch& part);
  [[nodiscard]] signal make_signal(progress& order, const batch& part,
                                   const batch_context& context,
                                   const instrument_table& table);
  void complete_entry(signal& s, const progress& order,
                      const batch& part) const;
  static void complete_exit(signal& s, const batch& part,
                            const instrument* pair);
  void restore_fills(progress& order, const signal& journaled,
                     std::span<const execution> fills);

  options options_;
  own_key is_ours_;
  std::set<execution_id> seen_;
  std::map<order_id, progress> orders_;
  std::set<order_id> waiting_; ///< orders with something to dispatch
  std::map<order_id, timestamp> disagreeing_; ///< since when
  std::map<asset_id, tracked> positions_;
  std::vector<note> notes_;
  std::vector<execution> uncopied_;
};

} // namespace lockstep::copytrade
