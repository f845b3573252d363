#pragma once

#include "adapters/journal/lock.hpp"

#include <filesystem>
#include <optional>

namespace lockstep::commands {

[[nodiscard]] bool has_journal(const std::filesystem::path& directory);

/// A copy of a journal in a folder of its own that is gone afterwards. While
/// it lives, the journal that it was made from is locked.
class journal_copy {
public:
  /// Fails if an engine works on the journal.
  [[nodiscard]] static result<journal_copy>
  of(const std::filesystem::path& directory);

  journal_copy(journal_copy&& other) noexcept;
  journal_copy& operator=(journal_copy&&) = delete;
  ~journal_copy();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  explicit journal_copy(journal::directory_lock lock)
    : lock_{std::move(lock)} {}

  journal::directory_lock lock_;
  std::filesystem::path path_; ///< empty: moved away
};

} // namespace lockstep::commands
