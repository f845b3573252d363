#pragma once

#include "actors/copy_desk.hpp"
#include "copytrade/signals.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The calls at the doors of the two cores that decide, as values: what was
/// asked of a `copy_desk` or a `signal_assembler`, and what came out.
namespace lockstep::recording {

using signal_ptr = std::shared_ptr<const copytrade::signal>;

// What each call is given besides the facts; named as the functions are.

/// A copy desk begins, with what the journal has of it.
struct begin_desk {
  std::shared_ptr<const actors::copy_desk::identity> who;
  std::shared_ptr<const actors::restored_account> from;
};
/// What the account held when it was enrolled.
struct adopt {
  std::map<asset_id, quantity> held;
};
/// A signal.
struct on_signal {
  signal_ptr what;
};
/// Signals that waited together.
struct net_signals {
  std::vector<signal_ptr> waited;
};
/// One that the last `net_signals` gave.
struct on_netted {
  uint64_t which = 0;
};
/// A signal could not be handled.
struct on_fault {
  copytrade::signal_id what;
  std::string words;
};
/// The answer to an order that was to be placed.
struct on_placement {
  order_key key;
  actors::placement told;
};
/// News of an order.
struct on_order {
  actors::order_update news;
};
/// The balance is the one of the facts.
struct on_balance {};
/// No sale waits out its pause.
struct hurry_sales {};
/// What is held above the targets is to be sold.
struct sell_excess {};
/// An order of the master has ended.
struct on_master_order_end {
  order_id order;
};

/// A signal assembler begins, with nothing.
struct begin_assembler {
  copytrade::signal_assembler::options how;
};
/// What the master held of an asset.
struct adopt_one {
  asset_id base;
  quantity held;
};
/// A signal that the journal has.
struct restore_signal {
  signal_ptr journaled;
  std::vector<execution> fills;
  bool answered = false;
};
/// An execution that the journal has in no signal.
struct restore_uncopied {
  execution fill;
};
/// An execution of the master.
struct add_execution {
  execution fill;
};
/// The venue's word on one of his orders.
struct report_order {
  order_report what;
};
/// The equity before an order; nothing: unknown.
struct set_equity {
  order_id order;
  std::optional<notional> equity;
};
/// The next signal, if there is one.
struct next_signal {
  copytrade::mark_table marks;
  std::vector<account_id> followers;
};
/// A signal was answered by all.
struct signal_done {
  copytrade::signal_id which;
};
/// What is not copied, and why.
struct take_notes {};
/// What moved a position and became no signal.
struct take_uncopied {};

using arguments
  = std::variant<begin_desk, adopt, on_signal, net_signals, on_netted, on_fault,
                 on_placement, on_order, on_balance, hurry_sales, sell_excess,
                 on_master_order_end, begin_assembler, adopt_one,
                 restore_signal, add_execution, report_order, set_equity,
                 next_signal, signal_done, take_notes, restore_uncopied,
                 take_uncopied>;

/// What a copy desk is told about its account; a call has all of it, the log
/// only what changed.
struct known_facts {
  reason barred = reason::none;
  std::string words;
  bool entries_halted = false;
  bool all_halted = false;
  bool paused = false;
  trading_status venue = trading_status::online;
  std::shared_ptr<const balance> funds;
  ratio taker_fee;
  timestamp joined;
  bool funds_settled = true;
};

/// What came out of a call besides the records for the journal.
struct outcome {
  std::vector<actors::place_order> orders;
  std::vector<copytrade::row> told; ///< rows that are not among the records
  std::vector<order_request> unfinished;
  std::vector<copytrade::netted> netted;
  std::optional<copytrade::intake> taken;
  signal_ptr made;
  std::vector<copytrade::note> notes;
  std::vector<execution> uncopied;
  std::optional<std::string> threw; ///< what it threw, instead of all else
};

} // namespace lockstep::recording

namespace lockstep::actors {

/// One call of one actor. Made on the actor's thread, written on the
/// journal's.
struct recorded_call {
  int64_t number = 0; ///< over all actors and runs; rows name it
  account_id who;
  uint64_t step = 0; ///< of this incarnation, from 0: a gap shows
  timestamp at;      ///< in the venue's time
  recording::arguments what;
  std::optional<recording::known_facts> facts;
  market_view_ptr market;
  recording::outcome out;
};

} // namespace lockstep::actors
