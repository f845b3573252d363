#pragma once

#include "model/result.hpp"
#include "model/time.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::paper {

/// The file that an exchange is made anew from: a first line that says what
/// exchange it is and when it opened, then one line for each call that changed
/// something. A line is handed to the system before the call acts, so a killed
/// process loses nothing that anybody was told; a machine without power may.
class diary {
public:
  /// Opens the file, or begins one at `now`. It belongs to one process at a
  /// time. `nature` must be the same as when it was begun. A line that was cut
  /// off at the end is taken away.
  [[nodiscard]] static result<std::unique_ptr<diary>>
  open(const std::string& path, std::string_view nature, timestamp now);
  ~diary();
  diary(const diary&) = delete;
  diary& operator=(const diary&) = delete;

  /// When the exchange opened for the first time.
  [[nodiscard]] timestamp opened() const { return opened_; }
  /// What was written before, oldest first; handed over once.
  [[nodiscard]] std::vector<std::string> take_lines() {
    return std::move(lines_);
  }
  /// Throws if the file can not be written: then nothing may happen.
  void write(const std::string& line);

private:
  diary(std::string path, int file) : path_{std::move(path)}, file_{file} {}

  [[nodiscard]] result<void> read(std::string_view nature, timestamp now);

  std::string path_;
  int file_;
  timestamp opened_;
  std::vector<std::string> lines_;
};

} // namespace lockstep::paper
