#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::simulated {

/// Work in a process of its own: a simulation is one thread, and two of them
/// share nothing. Ended at the latest when this is destroyed.
class worker_process {
public:
  using say = std::function<void(const std::string&)>;

  /// Starts it; what it says can be read here.
  explicit worker_process(const std::function<void(const say&)>& work);
  worker_process(worker_process&& other) noexcept
    : id_{std::exchange(other.id_, -1)},
      from_{std::exchange(other.from_, -1)} {}
  worker_process& operator=(worker_process&&) = delete;
  ~worker_process();

  /// Where to read; -1 when it has said all.
  [[nodiscard]] int descriptor() const { return from_; }
  /// Reads what is there; false at the end.
  bool read(std::string& into);

private:
  pid_t id_ = -1;
  int from_ = -1;
};

/// What each of them says until its end. As soon as one has ended with
/// something after which the others need not go on, they are ended, and count
/// as if they had not been there.
[[nodiscard]] std::vector<std::string>
told_by(std::vector<worker_process>& workers,
        const std::function<bool(const std::string&)>& go_on);

} // namespace lockstep::simulated
