#pragma once

#include "tools/simulation/audit_records.hpp"

#include <map>
#include <string>
#include <vector>

namespace lockstep::simulated {

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
  [[nodiscard]] static bool can_copy(const member& who);
  void check_signals();
  void check_keys();
  void check_intents();
  void check_rows();
  void check_row(const journal::row_record& row);
  void check_quiet_row(const journal::row_record& row);

  auditor& books_;
  const world_setup& setup_;
  const circumstances& known_;
  const audit_records records_;
  std::map<std::string, uint64_t> outcomes_;
};

} // namespace lockstep::simulated
