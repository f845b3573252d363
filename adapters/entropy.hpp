#pragma once

#include <cstdint>

namespace lockstep {

/// 64 unpredictable bits to seed the program's one generator with. The only
/// place that asks the machine for randomness; a run is repeated by giving its
/// seed instead.
[[nodiscard]] uint64_t random_seed();

} // namespace lockstep
