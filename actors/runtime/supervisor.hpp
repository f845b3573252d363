#pragma once

#include "actors/runtime/directory.hpp"
#include "actors/runtime/stable_handle.hpp"
#include "actors/runtime/types.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/local_actor.hpp>
#include <caf/typed_actor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lockstep::actors {

/// Starts one incarnation. Called in the supervisor; may throw, which counts
/// as a failed start. The incarnation answers `stop_atom` when it has finished
/// what was under way, or does not know `stop_atom`.
using child_factory = std::function<caf::strong_actor_ptr(caf::local_actor&)>;

/// What a supervisor has to know about a child.
struct child_spec {
  std::string name; ///< unique below this supervisor
  std::string role; ///< children of one role stop at the same time
  child_factory start;
  stable_handle address;     ///< may be empty
  directory_entry_ptr entry; ///< not null
  /// All others need it, so it is never given up: once its budget is spent it
  /// is an outage, and the child is tried again for ever at the longest wait.
  bool vital = false;
};

/// A child as its supervisor sees it.
struct child_state {
  std::string name;
  std::string role;
  actor_phase phase = actor_phase::starting;
  uint32_t restarts = 0;
  std::string last_error;
};

/// Who was late when everything stopped; both are empty if all went well.
struct stop_report {
  std::vector<std::string> unconfirmed; ///< did not finish their work in time
  std::vector<std::string> running;     ///< did not end: they are stuck
};

/// How a supervisor treats its children.
struct supervisor_options {
  /// So many restarts of one child within `period` are fine; one more death
  /// quarantines it.
  uint32_t restarts_max = 5;
  std::chrono::nanoseconds period = std::chrono::minutes{1};
  /// The wait before a restart doubles from the first to the last, with up to
  /// a quarter more at random; it starts anew after `period` without trouble.
  std::chrono::nanoseconds backoff_first = std::chrono::milliseconds{100};
  std::chrono::nanoseconds backoff_max = std::chrono::seconds{30};
  uint64_t seed = 0; ///< of the randomness in it
  /// How long the children of one role may take to finish what is under way;
  /// longer than all that a supervisor among them may take.
  std::chrono::nanoseconds finish_within = std::chrono::seconds{10};
  /// How long all children together may then take to end.
  std::chrono::nanoseconds end_within = std::chrono::seconds{5};
  /// Told in the supervisor's thread; may be null, must not throw.
  std::function<void(const std::string& name, const std::string& last_error)>
    on_quarantine = nullptr;
  /// A vital child has spent its budget (`over` is false), or has been up for
  /// a whole period again. Same conditions.
  std::function<void(const std::string& name, const std::string& last_error,
                     bool over)>
    on_outage = nullptr;
};

/// The SUPERVISOR actor interface: keeps its children alive, one for one.
using supervisor_actor = caf::typed_actor<
  // Starts one more child, after all others of its role. Fails with
  // errc::duplicate_child or errc::stopping.
  caf::result<void>(adopt_atom, child_spec),
  // Starts a quarantined child with a fresh budget; any other child is left
  // alone. Fails with errc::unknown_child or errc::stopping.
  caf::result<void>(release_atom, std::string),
  // All children, in the order of their start.
  caf::result<std::vector<child_state>>(children_atom),
  // The first stage of a stop: asks all children, roles in the reverse order
  // of their start, to finish what is under way. They still answer questions
  // after that, and are not started again. Names who was late. Answers within
  // roles * finish_within.
  caf::result<stop_report>(finish_atom),
  // Ends everything, in the same order; the first stage too, if that was not
  // done.
  // Answers within roles * finish_within + end_within.
  caf::result<stop_report>(stop_atom)>;

/// Starts a supervisor and its children, in the order of the list.
[[nodiscard]] supervisor_actor
spawn_supervisor(caf::actor_system& system, directory_entry_ptr entry,
                 std::vector<child_spec> children,
                 supervisor_options options = {});

/// The same below another supervisor, as a child's factory does it.
[[nodiscard]] supervisor_actor
spawn_supervisor(caf::local_actor& parent, directory_entry_ptr entry,
                 std::vector<child_spec> children,
                 supervisor_options options = {});

} // namespace lockstep::actors
