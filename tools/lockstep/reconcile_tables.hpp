#pragma once

#include "actors/account_review.hpp"
#include "copytrade/repair.hpp"

#include <string>

/// What people read of a reconciliation; at most 80 columns wide.
namespace lockstep::commands {

/// What an account lacks or has too much of, why, and what is to be done.
[[nodiscard]] std::string table_of(const actors::account_review& review);

/// What became of a repair: its row.
[[nodiscard]] std::string outcome_of(const copytrade::repair_order& what,
                                     const copytrade::row& r);

/// A sentence below something, broken where a line would be too long.
[[nodiscard]] std::string indented(const std::string& text, size_t by);

/// Whether it needs its owner's attention: all but dust does.
[[nodiscard]] bool needs_attention(const actors::account_review& review);

} // namespace lockstep::commands
