#pragma once

#include "tools/simulation/engine_world.hpp"
#include "tools/simulation/faults.hpp"

#include <cstdint>

namespace lockstep::simulated {

/// Who takes part in a simulation: a master with some money, two to six
/// followers of other sizes. Some have coins of their own, some no key or a
/// wrong one, and each copies by settings of his own. All from the seed.
[[nodiscard]] world_setup draw_world(uint64_t seed,
                                     const simulation_faults& faults);

} // namespace lockstep::simulated
