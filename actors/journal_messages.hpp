#pragma once

#include "adapters/journal/reader.hpp"
#include "adapters/journal/records.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::actors {

using journal_record = journal::any_record;

/// A call of which records come out; see recording/calls.hpp.
struct recorded_call;

/// What belongs together: written in one group, or not at all.
struct journal_entry {
  std::vector<journal_record> records;
  /// For the log of messages, when nobody waits any more; may be null.
  std::shared_ptr<const recorded_call> call = nullptr;
};

/// For whom an account is restored: everybody gets only what concerns him.
enum class restore_scope : uint8_t {
  broker,   ///< enrolment, intents, executions, states
  follower, ///< also rows, notes, and the signals of sales that may go on
  copier,   ///< signals and executions of the master, the rows of all
};

/// What an account's actor needs to go on where its predecessor stopped.
struct restored_account {
  std::optional<journal::enrolment_record> enrolment;
  std::vector<journal::known_intent> intents;
  std::vector<journal::execution_record> executions;
  std::vector<journal::row_record> rows; ///< the newest of each
  std::vector<journal::note_record> notes;
  std::vector<journal::signal_record> signals;
  std::optional<std::string> watermark; ///< up to which he was caught up
  /// Up to which the venue's orders were compared with the journal.
  std::optional<std::string> orders_known;
};

/// The key of the state that `orders_known` comes from.
[[nodiscard]] inline std::string orders_known_key(const account_id& of) {
  return "orders:" + of.str();
}

/// The key of the pause that an unknown order of ours begins; its value is the
/// order's key.
[[nodiscard]] inline std::string second_engine_key(const account_id& of) {
  return "second_engine:" + of.str();
}

} // namespace lockstep::actors
