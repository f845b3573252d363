#include "actors/runtime/system.hpp"

#include "actors/runtime/errors.hpp"
#include "actors/runtime/types.hpp"

#include <fmt/format.h>

#include <sstream>

namespace lockstep::actors {

namespace {

std::vector<std::string> arguments_of(const system_options& options) {
  std::vector<std::string> result{
    "--caf.scheduler.policy=sharing",
    fmt::format("--caf.scheduler.max-threads={}", options.threads),
    fmt::format("--caf.scheduler.max-throughput={}", options.messages_per_run),
  };
  result.insert(result.end(), options.arguments.begin(),
                options.arguments.end());
  return result;
}

} // namespace

result<std::unique_ptr<engine_system>>
engine_system::make(const system_options& options) {
  init_runtime_types();
  if (options.init_types)
    options.init_types();
  // Only now: a config needs the types.
  std::unique_ptr<engine_system> made{new engine_system};
  std::istringstream no_file;
  if (auto e = made->config_.parse(arguments_of(options), no_file))
    return fail("The actor system refuses its arguments: {}", describe(e));
  if (!made->config_.remainder.empty())
    return fail("The actor system does not know the argument {}",
                made->config_.remainder.front());
  made->system_ = std::make_unique<caf::actor_system>(made->config_);
  return made;
}

} // namespace lockstep::actors
