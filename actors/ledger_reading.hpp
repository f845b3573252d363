#pragma once

#include "actors/broker_context.hpp"

#include <functional>
#include <vector>

namespace lockstep::actors {

using ledger_handler = std::function<void(result<std::vector<ledger_entry>>)>;

/// Reads all movements of an account since a time, in all their pages, and
/// answers once: oldest first, or why they can not be read. Signals wait for
/// it, so it goes before other questions; what can not be asked before
/// `not_after`, by our clock, is not asked at all.
void read_ledger(broker_context& context, timestamp since, timestamp not_after,
                 ledger_handler done);

} // namespace lockstep::actors
