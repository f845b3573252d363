#pragma once

#include "actors/runtime/errors.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include <vector>

/// What the runtime puts into messages. The domain's own block begins at
/// `caf::id_block::lockstep_runtime::end`.
namespace lockstep::actors {

struct child_spec;
struct child_state;
struct stop_report;

} // namespace lockstep::actors

CAF_BEGIN_TYPE_ID_BLOCK(lockstep_runtime, caf::first_custom_type_id)

  CAF_ADD_TYPE_ID(lockstep_runtime, (lockstep::actors::errc))
  CAF_ADD_TYPE_ID(lockstep_runtime, (lockstep::actors::child_spec))
  CAF_ADD_TYPE_ID(lockstep_runtime, (lockstep::actors::child_state))
  CAF_ADD_TYPE_ID(lockstep_runtime,
                  (std::vector<lockstep::actors::child_state>))
  CAF_ADD_TYPE_ID(lockstep_runtime, (lockstep::actors::stop_report))

  /// Finish what is under way, then answer; no more work follows.
  CAF_ADD_ATOM(lockstep_runtime, lockstep::actors, stop_atom)
  /// The first half of a stop: what is under way is finished.
  CAF_ADD_ATOM(lockstep_runtime, lockstep::actors, finish_atom)
  /// The children of a supervisor.
  CAF_ADD_ATOM(lockstep_runtime, lockstep::actors, children_atom)
  /// One more child for a supervisor.
  CAF_ADD_ATOM(lockstep_runtime, lockstep::actors, adopt_atom)
  /// An end to a child's quarantine.
  CAF_ADD_ATOM(lockstep_runtime, lockstep::actors, release_atom)

CAF_END_TYPE_ID_BLOCK(lockstep_runtime)

CAF_ERROR_CODE_ENUM(lockstep::actors::errc)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::child_spec)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::child_state)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<lockstep::actors::child_state>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::stop_report)

namespace lockstep::actors {

/// Makes CAF's own types and those of the runtime known; any number of times,
/// before the first actor system.
void init_runtime_types();

} // namespace lockstep::actors
