#pragma once

#include "actors/types.hpp"

/// The messages of the fan-out benchmark that the engine does not have.

CAF_BEGIN_TYPE_ID_BLOCK(lockstep_bench, caf::id_block::lockstep_engine::end)

  CAF_ADD_ATOM(lockstep_bench, lockstep::bench, ack_atom)
  CAF_ADD_ATOM(lockstep_bench, lockstep::bench, go_atom)
  CAF_ADD_ATOM(lockstep_bench, lockstep::bench, next_atom)
  CAF_ADD_ATOM(lockstep_bench, lockstep::bench, reset_atom)
  CAF_ADD_ATOM(lockstep_bench, lockstep::bench, round_atom)

CAF_END_TYPE_ID_BLOCK(lockstep_bench)
