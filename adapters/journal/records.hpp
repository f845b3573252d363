#pragma once

#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/order.hpp"
#include "model/reason.hpp"
#include "model/run_mode.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What the engine must not forget, as plain values. One file per data
/// directory, one sequence of numbers over all kinds of records.
namespace lockstep::journal {

/// A record's number: unique and rising over all kinds, from 1.
using sequence = int64_t;

/// What every record says about where it comes from.
struct header {
  sequence number = 0; ///< given by the journal; 0 before
  timestamp at;        ///< when it was decided or noticed
  account_id account;  ///< whose it is; empty for the engine's own
  std::string venue;   ///< `kraken`; may be empty for the engine's own
  /// The journal's own mode, or `observe` for a follower that only watches;
  /// anything else is refused.
  run_mode mode = run_mode::paper;
  std::vector<sequence> inputs; ///< what a decision was made from

  bool operator==(const header&) const = default;
};

/// A batch of the master's executions. `from.account` is the master. Fact:
/// written once per `id`.
struct signal_record {
  header from;
  std::string id; ///< `OQCLML-BW3P3-BUCMWZ@0.05`
  order_id order;
  uint32_t batch = 0;
  symbol_id symbol;
  lockstep::side side = side::buy;
  lockstep::quantity quantity;
  lockstep::price price;
  timestamp executed;
  std::string payload; ///< the whole signal, as its owner encodes it (JSON)

  bool operator==(const signal_record&) const = default;
};

/// An order that may be sent once this is committed. `from.account` is the
/// follower. Fact: written once per `order.key`.
struct intent_record {
  header from;
  order_request order;
  std::string signal;  ///< the signal's id; empty for what has none
  std::string leg;     ///< `entry`, `exit#1`, `stop#1`
  std::string payload; ///< what else its owner wants back; may be empty

  bool operator==(const intent_record&) const = default;
};

/// News of one of our orders. An event that says the same as the newest one
/// of that order is not written again.
struct event_record {
  header from;
  order_key key;
  order_state state = order_state::unknown;
  order_id order;              ///< empty while the venue gave none
  lockstep::quantity executed; ///< as far as known
  notional cost;               ///< in quote
  lockstep::reason why = reason::none;
  std::string words; ///< the venue's own
  /// Its owner expects nothing more: all executions are journaled. A later
  /// event without it opens the intent again (late news).
  bool ends = false;

  bool operator==(const event_record&) const = default;
};

/// One fill of the master or of a follower. Fact: written once per account
/// and execution id. A second report of it must agree in order, pair, side,
/// quantity and price; what else differs (streams and histories give times
/// and fees with different precision) is ignored, the first report stays.
struct execution_record {
  header from;
  execution fill;

  bool operator==(const execution_record&) const = default;
};

/// The user-facing ledger: what became of one signal at one follower
/// (`from.account`). Each change is a new version; the newest one counts, all
/// are kept. A version equal to the newest is not written again.
struct row_record {
  header from;
  std::string signal;  ///< the signal's id
  std::string outcome; ///< `copied`, `skipped`, ...
  lockstep::reason why = reason::none;
  std::string words;
  order_key key; ///< empty if nothing was sent
  lockstep::quantity intended;
  lockstep::quantity ordered;
  lockstep::quantity executed;
  notional value; ///< executed, in quote
  notional fees;  ///< in quote
  timestamp decided;
  timestamp ended; ///< zero while it has not ended

  bool operator==(const row_record&) const = default;
};

/// Since when, and with what, an account takes part. Fact: written once per
/// account; another identity under the same name is refused.
struct enrolment_record {
  header from;
  std::string identity; ///< the exchange account, where the venue tells it
  timestamp since;
  std::map<asset_id, quantity> positions; ///< tracked from the start

  bool operator==(const enrolment_record&) const = default;
};

/// Something to be known about an account: `external_change`,
/// `not_copyable`, the closing record of a master order, a halt. Fact: written
/// once per account, `kind` and `key`.
struct note_record {
  header from;
  std::string kind;
  std::string key; ///< makes it unique: a ledger id, an order id, a time
  lockstep::reason why = reason::none;
  std::string words;
  std::string payload;

  bool operator==(const note_record&) const = default;
};

/// Kinds of small states of which only the newest value counts.
enum class slot : uint8_t {
  nonce,     ///< key: fingerprint of the API key; value: end of the block
  halt,      ///< key: empty; value: its owner's word; survives restarts
  pause,     ///< key: the account
  watermark, ///< key: the master; value: time up to which he was caught up
};

[[nodiscard]] std::string_view to_string(slot s);

/// A small state. The new value replaces the old one; a nonce never goes back
/// (that is refused). Write a note beside it where history matters.
struct state_record {
  header from;
  lockstep::journal::slot slot = slot::nonce;
  std::string key;
  std::string value;

  bool operator==(const state_record&) const = default;
};

/// Anything that the journal can hold. Its order is that of the emergency
/// file: new kinds go to the end.
using any_record
  = std::variant<signal_record, intent_record, event_record, execution_record,
                 row_record, enrolment_record, note_record, state_record>;

/// What a record says about where it comes from.
[[nodiscard]] const header& header_of(const any_record& of);

} // namespace lockstep::journal
