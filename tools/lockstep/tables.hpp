#pragma once

#include "actors/messages.hpp"

#include <string>
#include <vector>

/// What people read: one table per signal, one for the accounts. At most 80
/// columns wide.
namespace lockstep::commands {

/// Who, what, how much, at which price, what it cost, how long it took, or
/// why not.
[[nodiscard]] std::string table_of(const actors::signal_report& signal);

/// How every account stands.
[[nodiscard]] std::string
table_of(const std::vector<actors::account_report>& accounts);

/// What has not ended, a line each; empty if everything has.
[[nodiscard]] std::string
open_work(const std::vector<actors::account_report>& accounts);

} // namespace lockstep::commands
