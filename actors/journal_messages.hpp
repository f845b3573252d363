#pragma once

#include "adapters/journal/reader.hpp"
#include "adapters/journal/records.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lockstep::actors {

/// Anything that the journal can hold.
using journal_record
  = std::variant<journal::signal_record, journal::intent_record,
                 journal::event_record, journal::execution_record,
                 journal::row_record, journal::enrolment_record,
                 journal::note_record, journal::state_record>;

/// What belongs together: written in one group, or not at all.
struct journal_entry {
  std::vector<journal_record> records;
};

/// What an account's actor needs to go on where its predecessor stopped.
struct restored_account {
  std::optional<journal::enrolment_record> enrolment;
  std::vector<journal::known_intent> intents; ///< of the account, all
  std::vector<journal::execution_record> executions;
  std::vector<journal::row_record> rows;   ///< newest; of the account, or all
  std::vector<journal::note_record> notes; ///< of the account
  std::vector<journal::signal_record> signals; ///< of all masters
  std::vector<journal::enrolment_record> enrolments;
  std::optional<std::string> watermark;
};

} // namespace lockstep::actors
