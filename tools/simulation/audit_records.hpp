#pragma once

#include "tools/simulation/auditor.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::simulated {

/// What is known of a run and excuses some of what else would be a finding.
struct circumstances {
  bool quiet = false; ///< no fault of any kind
  bool prices_moved = false;
  bool backup_restored = false;
  /// Accounts and assets whose owners sold by themselves.
  std::set<std::pair<std::string, std::string>> touched;
  std::set<std::string> paid; ///< accounts with deposits or own trades
  /// Accounts whose sales wait for whoever put the backup back.
  std::set<std::string> in_doubt;
};

/// Everything that is committed in the journal, as an audit reads it.
struct audit_records {
  struct signal_line {
    journal::signal_record record;
    std::vector<std::string> executions;
  };

  explicit audit_records(const journal::reader& journal);
  audit_records(const audit_records&) = delete;
  audit_records& operator=(const audit_records&) = delete;

  /// The signal with that name, if there is one.
  [[nodiscard]] const journal::signal_record* find(const std::string& id) const;
  /// Notes of one kind that concern an account.
  [[nodiscard]] std::vector<const journal::note_record*>
  notes_of(const std::string& account, std::string_view kind) const;

  std::vector<signal_line> signals;
  std::vector<journal::known_intent> intents;
  std::vector<journal::row_record> rows;
  std::vector<journal::note_record> notes;
  std::vector<journal::execution_record> executions;
  std::vector<journal::enrolment_record> enrolments;

private:
  std::map<std::string, const journal::signal_record*> by_id_;
};

// What several audits work out.

[[nodiscard]] decimal number(const char* text);
[[nodiscard]] decimal share_of(decimal whole, decimal percent);
[[nodiscard]] std::string base_of(const symbol_id& symbol);
/// What a follower copies with, of what he has.
[[nodiscard]] decimal allotted(decimal equity,
                               const copytrade::allocation& part);
/// The equities that a follower's copies of one master order were made from.
struct frozen_equities {
  decimal master;
  decimal own;

  bool operator==(const frozen_equities&) const = default;
};
[[nodiscard]] frozen_equities equities_in(const journal::note_record& share);
[[nodiscard]] order_id order_in(const journal::note_record& share);

} // namespace lockstep::simulated
