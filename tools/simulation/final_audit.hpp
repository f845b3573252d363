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
};

/// Compares everything that is committed in the journal with the exchange's
/// records, at a moment when nothing is under way. Findings go to the auditor.
class final_audit {
public:
  final_audit(auditor& books, const world_setup& setup,
              const circumstances& known);

  /// The master's executions that should be in a signal, and are in none.
  [[nodiscard]] std::vector<std::string> missing_executions() const;

  void run();
  /// The last purchase of the master, made when all was well again: who can
  /// copy has copied it, at the ratio and as far as his limits go.
  void check_probe();

  [[nodiscard]] const std::map<std::string, uint64_t>& outcomes() const {
    return outcomes_;
  }

private:
  struct signal_line {
    journal::signal_record record;
    std::vector<std::string> executions;
    decimal moved; ///< the master's position, by the exchange's records
  };

  [[nodiscard]] std::vector<signal_line> read_signals() const;
  [[nodiscard]] bool can_copy(const member& who) const;
  void check_signals();
  void check_intents();
  void check_rows();
  void check_row(const journal::row_record& row);
  void check_quiet_row(const journal::row_record& row);
  void check_targets(const member& who);
  void check_sizes(const member& who);
  void check_equities(const std::string& who, const order_id& order,
                      decimal master, decimal own);
  [[nodiscard]] decimal smallest(const std::string& base) const;

  auditor& books_;
  const world_setup& setup_;
  const circumstances& known_;
  std::vector<signal_line> signals_;
  std::vector<journal::known_intent> intents_;
  std::vector<journal::row_record> rows_;
  std::vector<journal::note_record> notes_;
  std::map<std::string, const journal::signal_record*> by_id_;
  std::map<std::string, uint64_t> outcomes_;
};

} // namespace lockstep::simulated
