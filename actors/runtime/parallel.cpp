#include "actors/runtime/parallel.hpp"

#include "actors/runtime/system.hpp"

#include <caf/event_based_actor.hpp>

#include <exception>
#include <stdexcept>
#include <vector>

namespace lockstep::actors {

void in_parallel(size_t count, const std::function<void(size_t)>& work) {
  if (count == 1)
    return work(0);
  std::vector<std::exception_ptr> thrown(count);
  {
    system_options how;
    how.threads = count;
    auto system = engine_system::make(how);
    if (!system)
      throw std::runtime_error{system.error().text};
    for (size_t i = 0; i < count; ++i)
      (*system)->get().spawn([&work, &thrown, i](caf::event_based_actor*) {
        try {
          work(i);
        } catch (...) {
          thrown[i] = std::current_exception();
        }
      });
  } // waits for all of them
  for (const auto& each : thrown)
    if (each)
      std::rethrow_exception(each);
}

} // namespace lockstep::actors
