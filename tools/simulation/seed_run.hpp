#pragma once

#include "model/time.hpp"
#include "tools/simulation/auditor.hpp"
#include "tools/simulation/faults.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::simulated {

/// One simulation: all of it follows from these.
struct run_options {
  uint64_t seed = 1;
  /// How long the master trades while things go wrong, in virtual time. All
  /// else takes as long as it takes.
  duration horizon = std::chrono::minutes{2};
};

/// How it went.
struct run_report {
  uint64_t seed = 0;
  simulation_faults faults;
  uint64_t steps = 0;
  timestamp ended;   ///< in virtual time
  uint64_t hash = 0; ///< of everything that was said; the same on every run
  uint64_t signals = 0;
  std::map<std::string, uint64_t> struck;   ///< faults, by name
  std::map<std::string, uint64_t> outcomes; ///< rows, by outcome
  std::optional<violation> broken;
  std::vector<std::string> last_events; ///< of one that broke
};

/// Runs a seed: a world of people, markets and faults, all drawn from it. The
/// master trades while things go wrong; then nothing goes wrong any more, and
/// everything must come to rest; he sells all, and all followers must have
/// sold; he buys once more, and everybody must be able to copy that.
[[nodiscard]] run_report run_seed(const run_options& options);

} // namespace lockstep::simulated
