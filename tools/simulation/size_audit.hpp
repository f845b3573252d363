#pragma once

#include "tools/simulation/audit_records.hpp"

namespace lockstep::simulated {

/// Whether what a follower ordered is what the ratio and his limits allow, and
/// whether the equities behind it are those of before the master's order.
class size_audit {
public:
  size_audit(auditor& books, const audit_records& records,
             const circumstances& known)
    : books_{books}, records_{records}, known_{known} {}

  void check(const member& who);

  /// The last purchase of the master, made when all was well again: who can
  /// copy has copied it, at the ratio and as far as his limits go.
  void check_probe(const member& who);

private:
  /// The copies of one master order.
  struct copied {
    decimal quantity;
    decimal value; ///< at the master's prices
    frozen_equities equities;
  };

  [[nodiscard]] std::map<order_id, copied> read(const member& who);
  void check_ratio(const member& who, const order_id& order, const copied& sum);
  void check_equities(const member& who, const order_id& order,
                      const frozen_equities& told);
  /// What an account's copies of a master order have of something.
  [[nodiscard]] decimal sum_of(decimal audited_order::*what,
                               const std::string& who,
                               const order_id& order) const;

  auditor& books_;
  const audit_records& records_;
  const circumstances& known_;
};

} // namespace lockstep::simulated
