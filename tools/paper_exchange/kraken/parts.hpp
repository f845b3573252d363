#pragma once

#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/wire/faults.hpp"
#include "tools/paper_exchange/wire/http.hpp"
#include "tools/paper_exchange/wire/key_gate.hpp"
#include "tools/paper_exchange/wire/rest_counter.hpp"
#include "tools/paper_exchange/wire/token_store.hpp"

#include <cstdint>

namespace lockstep::paper::kraken {

/// How strictly Kraken's rules are kept, beyond what Kraken itself does.
struct protocol_options {
  bool strict = false;       ///< refuses parameters that no endpoint knows
  bool public_limit = false; ///< limits public calls to about one per second
  uint16_t public_port = 0;  ///< where only public streams are served, if any
  uint16_t private_port = 0; ///< where only private ones are, if any
};

/// Everything that REST and the streams share. Owned by the server, used on
/// its one thread.
struct parts {
  exchange& core;
  const clock& time;
  scheduler& later;
  key_gate& gate;
  rest_counter& counter;
  token_store& tokens;
  fault_plan& faults;
  protocol_options options;
};

} // namespace lockstep::paper::kraken
