#pragma once

#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/wire/faults.hpp"
#include "tools/paper_exchange/wire/key_gate.hpp"
#include "tools/paper_exchange/wire/token_store.hpp"
#include "tools/paper_exchange/wire/wall_clock.hpp"

#include <functional>

namespace lockstep::paper {

/// Everything that can be done to a running exchange from behind. Only to be
/// used on the server's thread: see `server::call`.
struct controls {
  exchange& core;
  fault_plan& faults;
  token_store& tokens;
  key_gate& gate;
  skewed_clock& time;
  /// Drops the streams of an account, or all of them if it is empty.
  std::function<void(const account_id&)> disconnect;
  /// Ends the server, soon.
  std::function<void()> shut_down;

  [[nodiscard]] timestamp now() const { return time.now(); }
};

} // namespace lockstep::paper
