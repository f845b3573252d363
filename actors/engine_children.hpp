#pragma once

#include "actors/broker_context.hpp"
#include "actors/copier.hpp"
#include "actors/engine.hpp"
#include "actors/follower.hpp"
#include "actors/runtime/stable_handle.hpp"
#include "actors/runtime/supervisor.hpp"
#include "adapters/journal/journal.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace lockstep::actors {

/// The addresses of all actors of an engine; they survive restarts.
struct engine_addresses {
  stable_handle journal;
  stable_handle market;
  stable_handle copier;
  std::map<account_id, stable_handle> brokers;
  std::map<account_id, stable_handle> followers;
};

[[nodiscard]] engine_addresses make_addresses(caf::actor_system& system,
                                              const engine_setup& setup);

/// Where the engine records its calls; null if it does not, or if that can not
/// be written, which is said.
[[nodiscard]] std::shared_ptr<message_lane>
open_messages(const engine_setup& setup);

/// All actors of an engine, in the order of their start. This is the tree.
/// Accounts that the journal left with something to do start first.
[[nodiscard]] std::vector<child_spec>
make_children(const engine_setup& setup, const engine_addresses& addresses,
              const environment_ptr& env,
              const std::shared_ptr<journal::journal>& file, directory& all);

/// What is or was out of service in an engine, in the order of its begin.
/// Thread-safe.
class trouble_book {
public:
  void write(const std::string& name, const std::string& last_error, bool over);
  /// One sentence each.
  [[nodiscard]] std::vector<std::string> read() const;

private:
  struct line {
    std::string name;
    std::string last_error;
    bool over = false;
  };

  mutable std::mutex mutex_;
  std::vector<line> lines_;
};

/// Starts all actors below their supervisor. Whoever is taken out of service
/// is written into `troubles`, and the copier writes his rows. Everything that
/// is referred to outlives the actors.
[[nodiscard]] supervisor_actor
start_tree(caf::actor_system& system, const engine_setup& setup,
           const engine_addresses& addresses, const environment_ptr& env,
           const std::shared_ptr<journal::journal>& file, directory& all,
           trouble_book& troubles);

} // namespace lockstep::actors
