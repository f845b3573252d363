#include "adapters/clock.hpp"

namespace lockstep {

timestamp wall_clock::now() const {
  return std::chrono::time_point_cast<duration>(
    std::chrono::system_clock::now());
}

} // namespace lockstep
