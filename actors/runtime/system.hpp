#pragma once

#include "model/result.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace lockstep::actors {

/// How the actors are run.
struct system_options {
  size_t threads = 2;
  /// So many messages an actor handles before it lets others run.
  size_t messages_per_run = 50;
  /// For CAF itself, as on a command line; wins over the above.
  std::vector<std::string> arguments;
  /// Makes the domain's own message types known; may be null.
  void (*init_types)() = nullptr;
};

/// CAF, set up as it was measured: work sharing and bounded runs (its own
/// defaults starve actors). Reads no file. The destructor waits until all
/// actors have ended, unless told otherwise by
/// `await_actors_before_shutdown(false)`.
class engine_system {
public:
  /// Fails on an argument CAF does not understand.
  [[nodiscard]] static result<std::unique_ptr<engine_system>>
  make(const system_options& options = {});

  [[nodiscard]] caf::actor_system& get() { return *system_; }

private:
  engine_system() = default;

  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_; ///< ends before its config
};

} // namespace lockstep::actors
