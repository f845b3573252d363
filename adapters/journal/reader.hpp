#pragma once

#include "adapters/journal/records.hpp"
#include "model/result.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace SQLite {
class Database;
} // namespace SQLite

namespace lockstep::journal {

/// An intent with the newest that is known about its order.
struct known_intent {
  intent_record intent;
  std::optional<event_record> newest; ///< nothing was heard since the intent

  bool operator==(const known_intent&) const = default;
};

/// Reads a journal; everything comes in the order of its numbers. Opened by
/// itself it only reads, also while an engine writes, and then sees what is
/// committed. Not thread-safe.
class reader {
public:
  /// Opens the journal of a data directory; writes no record. It takes no
  /// lock, so an engine may run meanwhile.
  [[nodiscard]] static result<reader>
  open(const std::filesystem::path& directory);

  /// For the journal itself: reads through its connection.
  reader(std::shared_ptr<SQLite::Database> database, run_mode mode);

  [[nodiscard]] run_mode mode() const { return mode_; }
  /// The newest number; 0 for an empty journal.
  [[nodiscard]] result<sequence> newest() const;

  // An empty account means: of all accounts.
  [[nodiscard]] result<std::vector<signal_record>>
  signals(const account_id& master = {}) const;
  /// Of the sales that an account was asked for: those that have not ended,
  /// and the last one of each pair.
  [[nodiscard]] result<std::vector<signal_record>>
  exit_signals(const account_id& follower) const;
  [[nodiscard]] result<std::vector<execution_record>>
  executions(const account_id& account = {}) const;
  [[nodiscard]] result<std::vector<known_intent>>
  intents(const account_id& account = {}) const;
  /// Those whose owner still expects something.
  [[nodiscard]] result<std::vector<known_intent>>
  open_intents(const account_id& account = {}) const;
  [[nodiscard]] result<std::vector<event_record>>
  events(const order_key& key) const;
  /// The newest version of each row.
  [[nodiscard]] result<std::vector<row_record>>
  rows(const account_id& follower = {}) const;
  /// All versions of one row, the oldest first.
  [[nodiscard]] result<std::vector<row_record>>
  versions(const std::string& signal, const account_id& follower) const;
  [[nodiscard]] result<std::vector<enrolment_record>> enrolments() const;
  [[nodiscard]] result<std::optional<enrolment_record>>
  enrolment(const account_id& account) const;
  [[nodiscard]] result<std::vector<note_record>>
  notes(const account_id& account = {}) const;
  /// Accounts with an order that has not ended, or with more bought than sold
  /// (about): those to look after first.
  [[nodiscard]] result<std::set<account_id>> accounts_with_work() const;
  [[nodiscard]] result<std::vector<state_record>> states(slot kind) const;
  [[nodiscard]] result<std::optional<std::string>>
  state(slot kind, const std::string& key) const;

private:
  std::shared_ptr<SQLite::Database> database_;
  run_mode mode_;
};

} // namespace lockstep::journal
