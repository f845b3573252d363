#include "actors/types.hpp"

#include "actors/interfaces.hpp"

#include <caf/init_global_meta_objects.hpp>

#include <mutex>

namespace lockstep::actors {

void init_engine_types() {
  static std::once_flag once;
  std::call_once(once, [] {
    init_runtime_types();
    caf::init_global_meta_objects<caf::id_block::lockstep_engine>();
  });
}

} // namespace lockstep::actors
