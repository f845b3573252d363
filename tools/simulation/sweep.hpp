#pragma once

#include "tools/simulation/seed_run.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lockstep::simulated {

/// Many seeds, one after the other.
struct sweep_options {
  run_options first;  ///< its seed, and how long each takes
  uint64_t seeds = 1; ///< so many, upwards from the first
  /// At a time, each in a process of its own; 0: one for each core.
  uint64_t processes = 0;
  bool go_on = false; ///< after a finding too
};

/// A seed that broke an invariant.
struct finding {
  uint64_t seed = 0;
  std::string invariant;
  std::string text; ///< all of it, with how to see it once more
};

/// What all seeds together came to.
struct sweep_report {
  uint64_t seeds = 0;
  uint64_t steps = 0;
  uint64_t signals = 0;
  uint64_t hash = 0; ///< of all traces, whoever ran them
  std::map<std::string, uint64_t> struck;
  std::map<std::string, uint64_t> outcomes;
  std::vector<finding> findings; ///< by seed

  void add(const run_report& told);
  void add(const sweep_report& other);
  /// `2000 seeds, 81234567 steps, ...`, one line.
  [[nodiscard]] std::string line() const;
};

/// Runs them. A process that dies is a finding too.
[[nodiscard]] sweep_report sweep(const sweep_options& options);

/// A finding in words.
[[nodiscard]] std::string describe(const run_report& told,
                                   const run_options& options);

} // namespace lockstep::simulated
