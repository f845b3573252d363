#include "tools/paper_exchange/wire/io_scheduler.hpp"

#include <utility>

namespace lockstep::paper {

namespace {

using steady = std::chrono::steady_clock;

/// Each ring of the timer costs several calls of the kernel, so what is due
/// within a quarter of a millisecond comes together, the earlier ones late.
using together = std::chrono::duration<int64_t, std::ratio<1, 4'000>>;

steady::time_point rounded_up(steady::time_point due) {
  return std::chrono::ceil<together>(due);
}

} // namespace

void io_scheduler::after(duration delay, std::function<void()> action) {
  const auto due = rounded_up(
    steady::now() + std::chrono::duration_cast<steady::duration>(delay));
  // The newest of equals comes last.
  const auto at = waiting_.emplace(due, std::move(action));
  if (at == waiting_.begin())
    arm();
}

void io_scheduler::clear() {
  waiting_.clear();
  timer_.cancel();
}

void io_scheduler::arm() {
  timer_.expires_at(waiting_.begin()->first);
  timer_.async_wait([this](auto error) {
    if (!error)
      run_due();
  });
}

void io_scheduler::run_due() {
  // What is added meanwhile waits for its own turn.
  const auto now = steady::now();
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    auto action = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    action();
  }
  if (!waiting_.empty())
    arm();
}

} // namespace lockstep::paper
