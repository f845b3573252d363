#pragma once

#include "copytrade/signal.hpp"
#include "model/reason.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::copytrade {

/// What became of one signal at one follower.
enum class outcome : uint8_t {
  copied,           ///< executed as planned, to the lot
  partially_copied, ///< executed in part, or clipped by a cap
  skipped,          ///< denied by us; nothing was sent
  failed,           ///< the venue refused it
  expired,          ///< sent or too late to send; nothing executed
  unresolved,       ///< not an end: sent, and nobody knows yet
  exit_pending,     ///< not an end: a sale that waits
};

[[nodiscard]] std::string_view to_string(outcome o);

/// True if the outcome is an end (a late execution may still correct it).
[[nodiscard]] constexpr bool is_final(outcome o) {
  return o != outcome::unresolved && o != outcome::exit_pending;
}

/// The one record of a (signal, follower): what was done, or why not.
struct row {
  signal_id signal;
  account_id follower;
  copytrade::outcome outcome = outcome::unresolved;
  reason why = reason::none;
  std::string words; ///< the venue's own, or what was measured and required
  order_key key;     ///< empty if nothing was sent
  lockstep::quantity intended; ///< what the ratio asked for, before caps
  lockstep::quantity ordered;  ///< what was sent
  lockstep::quantity executed;
  notional value; ///< executed, in quote
  notional fees;  ///< in quote
  timestamp decided;
  timestamp ended;

  bool operator==(const row&) const = default;
};

} // namespace lockstep::copytrade
