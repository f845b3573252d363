#include "actors/runtime/types.hpp"

#include "actors/runtime/supervisor.hpp"

#include <caf/init_global_meta_objects.hpp>

namespace lockstep::actors {

void init_runtime_types() {
  caf::core::init_global_meta_objects();
  caf::init_global_meta_objects<caf::id_block::lockstep_runtime>();
}

} // namespace lockstep::actors
