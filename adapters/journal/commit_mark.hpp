#pragma once

#include "adapters/journal/raw_file.hpp"
#include "adapters/journal/records.hpp"

#include <optional>

namespace lockstep::journal {

/// A witness beside the journal: the number of the newest record that is on
/// the disk. Written after each group and not synced, so it may be behind and
/// is never ahead: a journal that ends before it has lost its end, which no
/// look into the journal alone can tell.
class commit_mark {
public:
  static constexpr auto file_name = "journal.mark";

  [[nodiscard]] static result<commit_mark>
  open(const std::filesystem::path& directory);

  /// What it says; nothing if it is new or can not be read.
  [[nodiscard]] std::optional<sequence> read() const;
  /// A failure is no failure: the mark is behind then.
  void write(sequence newest);

private:
  explicit commit_mark(raw_file file) : file_{std::move(file)} {}
  raw_file file_;
};

} // namespace lockstep::journal
