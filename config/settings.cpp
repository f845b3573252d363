#include "config/settings.hpp"

#include <fmt/format.h>

namespace lockstep::config {

std::filesystem::path journal_directory(const settings& all) {
  return all.data_dir / to_string(all.mode);
}

std::vector<account_id> names_of(const settings& all) {
  std::vector<account_id> names;
  for (const auto& each : all.followers)
    names.push_back(each.name);
  return names;
}

std::vector<std::string> caf_arguments(const engine_settings& engine) {
  return {"--caf.scheduler.policy=sharing",
          fmt::format("--caf.scheduler.max-threads={}", engine.threads),
          fmt::format("--caf.scheduler.max-throughput={}", engine.throughput)};
}

} // namespace lockstep::config
