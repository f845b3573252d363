#pragma once

#include "test/crash/lane.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lockstep::crash {

/// An order as the exchange shows it to its owner.
struct seen_order {
  std::string key; ///< the client's own id
  side which = side::buy;
  std::string asset;
  decimal executed;
};

/// One execution, likewise.
struct seen_fill {
  std::string id;
  std::string order;
  side which = side::buy;
  std::string asset;
  decimal quantity;
  std::string time; ///< of a fixed width, so that it can be compared
};

/// All that an account's owner reads at the exchange with a key of his own.
struct seen_account {
  std::map<std::string, seen_order> orders;
  std::vector<seen_fill> fills; ///< oldest first
  std::map<std::string, decimal> owns;
};

[[nodiscard]] seen_account look_at(e2e::person& owner);

/// What the journal and the exchange disagree about, or what breaks a promise,
/// in sentences; for a time when the master has sold everything and nothing is
/// open. Counts the outcomes of rows on the way.
[[nodiscard]] std::vector<std::string>
audit(lane& of, std::map<std::string, int>& outcomes);

/// Whether every one of these executions of the master is in a signal, or
/// said not to be copied, and everything has ended.
[[nodiscard]] bool has_settled(const lane& which,
                               const std::vector<seen_fill>& executions);

} // namespace lockstep::crash
