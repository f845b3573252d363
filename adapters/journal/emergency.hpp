#pragma once

#include "adapters/journal/raw_file.hpp"
#include "adapters/journal/records.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::journal {

/// Keeps records while the journal can not be written: a file of a fixed
/// size whose room on the disk was taken beforehand (which helps on file
/// systems that write in place). One group of records is there whole or not at
/// all, whatever happens; each is on the disk when `append` returns.
///
/// Layout: two copies of the head (the valid one with the higher generation
/// counts), then two halves of which one is in use. Of states and rows that
/// were replaced only the newest stays when room gets short.
class emergency_file {
public:
  static constexpr auto file_name = "journal.emergency";
  static constexpr uint64_t size_usual = 4 << 20;

  /// Opens the file; makes it with that size if it is missing, and leaves none
  /// behind if there is no room for it.
  [[nodiscard]] static result<emergency_file>
  open(const std::filesystem::path& directory, uint64_t size = size_usual);

  /// All that is kept, in its order.
  [[nodiscard]] const std::vector<any_record>& records() const {
    return records_;
  }
  /// Fails, and keeps nothing of the group, if there is no room.
  [[nodiscard]] result<void> append(const std::vector<any_record>& group);
  /// Forgets everything: it is in the journal.
  [[nodiscard]] result<void> clear();

private:
  struct head {
    uint64_t generation = 1;
    uint64_t half = 0;
  };

  explicit emergency_file(raw_file file) : file_{std::move(file)} {}

  result<void> make(uint64_t size);
  result<void> load();
  result<void> load_frames();
  result<void> compact();
  result<void> finish_clearing();
  result<void> write_head(head next);
  [[nodiscard]] uint64_t begin_of(uint64_t half) const;
  [[nodiscard]] std::string frame_of(const std::vector<any_record>& group,
                                     const head& under, uint64_t at) const;

  raw_file file_;
  uint64_t half_size_ = 0;
  head head_;
  uint64_t used_ = 0; ///< of the half in use
  std::vector<any_record> records_;
  bool cleared_ = false; ///< and the head does not say so yet
};

} // namespace lockstep::journal
