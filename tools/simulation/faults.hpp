#pragma once

#include "tools/simulation/seeded.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::simulated {

/// What goes wrong in a simulated world, and how often: times in a million
/// opportunities. Which opportunity is meant stands in `fault_lines`.
struct simulation_faults {
  // Each request at the exchange.
  uint32_t lost_before = 0;
  uint32_t lost_after = 0;
  uint32_t delay = 0;
  uint32_t garbage = 0;
  uint32_t trouble = 0;
  uint32_t throttle = 0;
  uint32_t view_lag = 0;
  // Each message of a private stream.
  uint32_t duplicate = 0;
  uint32_t gap = 0;
  uint32_t disconnect = 0;
  // Each second.
  uint32_t token_expiry = 0;
  uint32_t ban = 0;
  uint32_t maintenance = 0;
  uint32_t network_cut = 0;
  uint32_t clock_jump = 0;
  uint32_t deposit = 0;
  uint32_t manual_trade = 0;
  uint32_t halt = 0;
  uint32_t disk_full = 0;
  uint32_t restored_backup = 0;
  // Each order that reaches the exchange.
  uint32_t partial_fill = 0;
  // Each busy moment: a fill, an order on its way.
  uint32_t actor_crash = 0;
  uint32_t process_crash = 0;
  // Each step.
  uint32_t slow_machine = 0;

  bool operator==(const simulation_faults&) const = default;
};

/// One fault by name.
struct fault_line {
  std::string_view name;
  uint32_t simulation_faults::*chance;
  uint32_t most; ///< the highest chance that a seed draws
  std::string_view what;
};

inline constexpr size_t fault_count = 24;
[[nodiscard]] const std::array<fault_line, fault_count>& fault_lines();

/// A random subset of all faults with random chances, so that in the course of
/// many seeds each meets each other one; one seed in eight has none.
[[nodiscard]] simulation_faults draw_faults(seeded random);

/// `lost-after 12000, ban 3000`; `none`.
[[nodiscard]] std::string to_string(const simulation_faults& faults);

} // namespace lockstep::simulated
