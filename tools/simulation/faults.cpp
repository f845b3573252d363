#include "tools/simulation/faults.hpp"

#include <fmt/format.h>

namespace lockstep::simulated {

namespace {

using faults = simulation_faults;

constexpr std::array<fault_line, fault_count> all_lines{{
  {"lost-before", &faults::lost_before, 60'000,
   "a request is lost before it is executed"},
  {"lost-after", &faults::lost_after, 60'000,
   "a request is executed, its answer lost"},
  {"delay", &faults::delay, 200'000, "a request takes up to 20 s"},
  {"garbage", &faults::garbage, 30'000,
   "a request is executed, its answer no JSON or half of it"},
  {"trouble", &faults::trouble, 40'000,
   "unavailable, busy, timeout, internal error, executed or not"},
  {"throttle", &faults::throttle, 20'000, "rate limits and throttling"},
  {"view-lag", &faults::view_lag, 300'000,
   "order views show what was true up to 40 s ago"},
  {"duplicate", &faults::duplicate, 200'000,
   "a message of a private stream comes twice"},
  {"gap", &faults::gap, 100'000, "a message of a private stream is missing"},
  {"disconnect", &faults::disconnect, 60'000,
   "a private stream ends instead of a message"},
  {"token-expiry", &faults::token_expiry, 20'000,
   "tokens of private streams expire, the streams end"},
  {"ban", &faults::ban, 10'000, "a key is refused for a while"},
  {"maintenance", &faults::maintenance, 10'000,
   "the exchange is in maintenance, cancel-only or post-only for a while"},
  {"network-cut", &faults::network_cut, 10'000, "nothing arrives for a while"},
  {"clock-jump", &faults::clock_jump, 10'000,
   "the engine's clock jumps up to 30 s forward or back"},
  {"deposit", &faults::deposit, 20'000, "somebody deposits or withdraws"},
  {"manual-trade", &faults::manual_trade, 20'000,
   "a follower trades by himself"},
  {"halt", &faults::halt, 5'000, "somebody halts entries, or everything"},
  {"disk-full", &faults::disk_full, 5'000, "the disk is full for a while"},
  {"restored-backup", &faults::restored_backup, 3'000,
   "the process ends and begins with an older journal"},
  {"partial-fill", &faults::partial_fill, 500'000,
   "an order finds only part of what it wants, in small parts"},
  {"actor-crash", &faults::actor_crash, 60'000, "one actor ends"},
  {"process-crash", &faults::process_crash, 60'000,
   "the process ends, also between two writes of the journal"},
  {"slow-machine", &faults::slow_machine, 100'000,
   "a timer fires although actors are ready"},
}};

} // namespace

const std::array<fault_line, fault_count>& fault_lines() {
  return all_lines;
}

simulation_faults draw_faults(seeded random) {
  simulation_faults drawn;
  if (random.one_in(8))
    return drawn;
  const auto share = random.between(1, 4);
  for (const auto& line : all_lines) {
    // Both are drawn for each, so that a new line changes only what follows.
    const bool on = random.between(1, 8) <= share;
    const auto chance = line.most >> random.below(4);
    if (on)
      drawn.*line.chance = chance;
  }
  return drawn;
}

std::string to_string(const simulation_faults& what) {
  std::string words;
  for (const auto& line : all_lines)
    if (const auto chance = what.*line.chance; chance > 0)
      words += fmt::format("{}{} {}", words.empty() ? "" : ", ", line.name,
                           chance);
  return words.empty() ? "none" : words;
}

} // namespace lockstep::simulated
