#pragma once

#include "model/time.hpp"

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::e2e {

/// The program `lockstep` in a process of its own, with what it prints.
class program {
public:
  /// Where the built program is; empty if it was not built.
  [[nodiscard]] static std::string binary();

  /// Starts it with these arguments and nothing but these variables.
  program(std::vector<std::string> arguments,
          const std::map<std::string, std::string>& environment);
  /// Kills it if it still runs.
  ~program();
  program(const program&) = delete;
  program& operator=(const program&) = delete;

  /// Reads until this was printed so many times; false if it ended or the
  /// time is over before that.
  bool prints(const std::string& text, size_t times = 1,
              duration patience = std::chrono::seconds{30});
  /// Reads what it printed by now.
  void listen();
  void signal(int number);
  /// Waits for the end, reading all it prints; the exit code, -1 if a signal
  /// ended it, or nothing if it still runs.
  std::optional<int> finish(duration patience);
  /// All that it printed so far and that was read.
  [[nodiscard]] const std::string& said() const { return said_; }

private:
  /// False at the end of its output, or when nothing came in time.
  bool read_some(duration patience);

  pid_t process_ = -1;
  int output_ = -1;
  std::string said_;
};

} // namespace lockstep::e2e
