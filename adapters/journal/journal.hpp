#pragma once

#include "adapters/journal/emergency.hpp"
#include "adapters/journal/reader.hpp"
#include "adapters/journal/records.hpp"
#include "model/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lockstep::journal {

/// How a journal is opened.
struct options {
  std::filesystem::path directory; ///< made (for its owner only) if missing
  run_mode mode = run_mode::paper;
  /// Largest size in pages of 4 KiB; 0: what the disk holds.
  uint32_t pages_max = 0;
  timestamp now{}; ///< for the names of copies
  /// Size of the emergency file; 0: none.
  uint64_t emergency_size = emergency_file::size_usual;
};

/// Where a record stands in the journal.
struct appended {
  sequence number = 0;
  bool is_new = false; ///< false: it was there already, nothing was written

  bool operator==(const appended&) const = default;
};

/// The one writer of a data directory. Appends join the open group, and open
/// one if there is none; nothing of a group is durable before `commit()`
/// succeeds. Held by one owner at a time; not thread-safe.
///
/// Failures: a fact that contradicts what was written under the same key is
/// refused by itself, and the group goes on. A failure of the storage (disk
/// full, I/O) breaks a group that holds records: every further append and the
/// `commit()` fail, and after that `commit()` nothing of the group is there.
class journal {
public:
  /// Refuses, with one sentence: a directory that another process uses, a
  /// journal of another mode or a newer schema, a damaged or foreign file, one
  /// that has lost its end. What the emergency file has is moved in.
  [[nodiscard]] static result<journal> open(const options& how);

  journal(journal&&) noexcept;
  journal& operator=(journal&&) noexcept;
  ~journal(); ///< drops what was not committed

  [[nodiscard]] result<appended> append(const signal_record& record);
  [[nodiscard]] result<appended> append(const intent_record& record);
  [[nodiscard]] result<appended> append(const event_record& record);
  [[nodiscard]] result<appended> append(const execution_record& record);
  [[nodiscard]] result<appended> append(const row_record& record);
  [[nodiscard]] result<appended> append(const enrolment_record& record);
  [[nodiscard]] result<appended> append(const note_record& record);
  [[nodiscard]] result<appended> append(const state_record& record);
  [[nodiscard]] result<appended> append(const any_record& record);

  /// Brings the open group to the disk. Without one, does nothing.
  [[nodiscard]] result<void> commit();
  /// Forgets the open group.
  void rollback();

  /// Records written in the open group.
  [[nodiscard]] size_t pending() const;
  [[nodiscard]] run_mode mode() const;
  [[nodiscard]] const std::filesystem::path& file() const;
  /// What was found at the opening and what was done about it.
  [[nodiscard]] const std::vector<std::string>& remarks() const;
  /// Whether the last failure was one of the storage that may pass: the disk
  /// is full or read-only, or another program holds the file.
  [[nodiscard]] bool storage_failed() const;
  /// Where to go while that lasts; null if there was no room for it.
  [[nodiscard]] emergency_file* emergency();
  /// How many pages the file may have from now on; 0: what the disk holds.
  void limit_pages(uint32_t pages_max);
  /// Behaves from now on as if the file had become read-only, or no more.
  void set_read_only(bool on);
  /// Sees the open group too.
  [[nodiscard]] const reader& read() const;

private:
  struct state;
  explicit journal(std::unique_ptr<state> s);
  result<void> take_emergency_in();
  std::unique_ptr<state> state_;
};

} // namespace lockstep::journal
