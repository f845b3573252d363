#pragma once

#include "model/result.hpp"

#include <cstdint>
#include <filesystem>

namespace lockstep::journal {

/// What SQLite will keep of a write-ahead log, and what it will drop without
/// a word. The format is told in
/// https://www.sqlite.org/fileformat2.html#walformat
struct wal_view {
  uint64_t frames = 0;  ///< with valid checksums, up to the last commit
  uint64_t groups = 0;  ///< commits among them
  uint64_t dropped = 0; ///< frames of the same log after that
  /// A commit among the dropped ones is followed by more: so its group was
  /// complete, and somebody was told that it is on the disk.
  bool lost_a_commit = false;
  /// The head is damaged, so SQLite takes the whole log for empty.
  bool headless = false;

  bool operator==(const wal_view&) const = default;
};

/// Reads a log without changing it; a missing or empty one has nothing.
[[nodiscard]] result<wal_view> look_at_wal(const std::filesystem::path& file);

} // namespace lockstep::journal
