#pragma once

#include <chrono>
#include <csignal>

namespace lockstep::commands {

/// Ctrl-C and SIGTERM as something to wait for. Made before any thread is
/// started, so that no thread is interrupted by them.
class interrupt {
public:
  interrupt();

  /// Waits; true as soon as one of them came, now or before.
  bool wait_for(std::chrono::nanoseconds time);

  /// Waits for as long as it takes.
  void wait();

private:
  sigset_t set_{};
  bool came_ = false;
};

} // namespace lockstep::commands
