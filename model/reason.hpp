#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lockstep {

/// Why something was not done, or not wholly. Closed: whoever adds one writes
/// its sentence and what changes it in reason.cpp.
enum class reason : uint8_t {
  none,
  // We decided so (denied).
  below_minimum,
  carried,
  risk_cap,
  asset_cap,
  master_order_cap,
  insufficient_cash,
  stale_signal,
  equity_unknown,
  no_equity,
  balance_unavailable,
  nothing_to_sell,
  not_copyable,
  joined_later,
  unknown_instrument,
  pair_not_tradable,
  venue_not_trading,
  halted,
  paused,
  not_configured,
  credentials_refused,
  withdrawals_enabled,
  quarantined,
  second_engine,
  executions_disagree,
  stopping,
  journal_unwritable,
  // The venue refused (rejected).
  rejected_by_venue,
  insufficient_funds_at_venue,
  rate_limited,
  venue_unavailable,
  // It was sent, and not, or not wholly, executed.
  price_moved,
  deadline_passed,
  never_arrived,
  unresolved,
  exit_pending,
  // The account's own doing.
  manual_trade,
  external_change,
  // Ours.
  internal_error,
  reason_count,
};

/// A reason's name, its sentence, and what the reader can do about it.
struct reason_text {
  std::string_view name;
  std::string_view sentence;
  std::string_view what_changes_it;
};

[[nodiscard]] const reason_text& text_of(reason r);
[[nodiscard]] std::string_view to_string(reason r);
[[nodiscard]] std::optional<reason> parse_reason(std::string_view name);

} // namespace lockstep
