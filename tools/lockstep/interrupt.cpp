#include "tools/lockstep/interrupt.hpp"

#include <cerrno>
#include <ctime>

namespace lockstep::commands {

interrupt::interrupt() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

bool interrupt::wait_for(std::chrono::nanoseconds time) {
  if (came_)
    return true;
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const timespec limit{static_cast<time_t>(whole.count()),
                       static_cast<long>((time - whole).count())};
  came_ = sigtimedwait(&set_, nullptr, &limit) > 0;
  return came_;
}

void interrupt::wait() {
  while (!wait_for(std::chrono::hours{1})) {
  }
}

} // namespace lockstep::commands
