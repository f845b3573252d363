#pragma once

#include "tools/simulation/audit_records.hpp"

namespace lockstep::simulated {

/// What a follower should hold at most, by asset: each purchase as it executed
/// for him, less each sale in the master's proportion, in the order of the
/// signals. The master's proportions are worked out from his executions.
class target_audit {
public:
  target_audit(auditor& books, const audit_records& records);

  /// `smallest`: what may be left because it can not be sold.
  void check(const member& who, const circumstances& known);

private:
  /// A part of his position, with the purchase that made it.
  struct part {
    journal::sequence decided = 0;
    decimal bought;
    decimal allowed; ///< at most, if he decided only after a later sale
    bool netted = false;
  };
  /// The master's position around a signal, as the exchange tells it.
  struct change {
    decimal before;
    decimal after;
  };
  /// What a signal did to the master's position.
  struct step {
    const journal::signal_record* signal = nullptr;
    std::string base;
    decimal before;
    decimal after;
    decimal moved;
    change told;
  };

  void fold_master();
  [[nodiscard]] change told_by_exchange(
    const audit_records::signal_line& line,
    const std::map<std::string, const auditor::master_fill*>& fills) const;
  [[nodiscard]] part entered(const member& who, const step& by) const;
  [[nodiscard]] journal::sequence sold_at(const member& who,
                                          const step& by) const;
  [[nodiscard]] decimal smallest(const std::string& base) const;

  auditor& books_;
  const audit_records& records_;
  std::vector<step> steps_; ///< of all signals, in their order
};

} // namespace lockstep::simulated
