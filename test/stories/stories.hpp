#pragma once

#include "tools/simulation/engine_world.hpp"

#include <string>
#include <vector>

namespace lockstep::simulated {

/// Something that happens in a small world, of which a log is kept for the
/// replay tests: `test/replay/logs/NAME.jsonl`.
struct story {
  std::string name;
  world_setup (*setup)();
  void (*play)(engine_world& all); ///< the accounts are connected
  std::vector<std::string> shows;  ///< texts that its log has
};

[[nodiscard]] const std::vector<story>& stories();

/// Lets it happen, and gives the log of messages.
[[nodiscard]] std::string record(const story& what);

} // namespace lockstep::simulated
