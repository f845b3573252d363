#include "adapters/clock.hpp"

#include <chrono>
#include <ctime>

namespace lockstep {

timestamp machine_clock::now() const {
  return std::chrono::time_point_cast<duration>(
    std::chrono::system_clock::now());
}

// Linux' steady clock stands still while the machine sleeps.
timestamp uptime_clock::now() const {
  timespec t{};
  ::clock_gettime(CLOCK_BOOTTIME, &t);
  return timestamp{std::chrono::seconds{t.tv_sec}
                   + std::chrono::nanoseconds{t.tv_nsec}};
}

} // namespace lockstep
