#pragma once

#include "model/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::journal {

/// The files in which the log of messages is kept, beside the journal: parts
/// of lines that are only added to. What is in them decides nothing, so they
/// are written without waiting for the disk, the oldest are deleted when they
/// get too large together, and whoever needs the room may delete all of them.
class message_log {
public:
  /// The folder in a data directory.
  static constexpr auto folder_name = "messages";
  /// Messages of a run are counted from a multiple of this on.
  static constexpr int64_t numbers_of_part = 1'000'000;
  static constexpr uint64_t size_min = 1 << 20;

  /// Begins a new part, which begins with `head`. `size_max` is of all parts
  /// together, from `size_min` on.
  [[nodiscard]] static result<message_log>
  open(const std::filesystem::path& directory, uint64_t size_max,
       std::string head);

  message_log(message_log&& other) noexcept;
  message_log& operator=(message_log&& other) noexcept;
  ~message_log();

  /// The number before the first one of this run: no earlier run has given a
  /// higher one.
  [[nodiscard]] int64_t numbers_before() const { return numbers_before_; }

  /// Adds whole lines. After a failure the next ones begin a new part.
  [[nodiscard]] result<void> append(std::string_view lines);
  /// Begins a new part if this one has its size, or was given up; true if so.
  [[nodiscard]] result<bool> turn_if_due();

private:
  message_log() = default;
  result<void> begin_part();
  void close();
  void drop_oldest();

  std::filesystem::path folder_;
  uint64_t size_max_ = 0;
  std::string head_;
  uint64_t part_ = 0;
  int64_t numbers_before_ = 0;
  int file_ = -1;
  uint64_t size_ = 0; ///< of the part
};

/// The parts of a data directory's log, the oldest first; empty if there is
/// none.
[[nodiscard]] result<std::vector<std::filesystem::path>>
message_parts(const std::filesystem::path& directory);

/// Writes all parts to `out`, whole lines only: the last one may be under way,
/// or torn. Gives the number of lines.
[[nodiscard]] result<uint64_t>
export_messages(const std::filesystem::path& directory, std::ostream& out);

} // namespace lockstep::journal
