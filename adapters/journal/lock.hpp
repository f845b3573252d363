#pragma once

#include "model/result.hpp"

#include <filesystem>

namespace lockstep::journal {

/// Keeps a data directory for one process. The kernel holds the lock, so it
/// ends with the process however that ends; the file stays and means nothing.
class directory_lock {
public:
  /// Takes the lock, or says who has it.
  [[nodiscard]] static result<directory_lock>
  take(const std::filesystem::path& directory);

  directory_lock(directory_lock&& other) noexcept;
  directory_lock& operator=(directory_lock&& other) noexcept;
  ~directory_lock();

private:
  explicit directory_lock(int descriptor) : descriptor_{descriptor} {}
  int descriptor_ = -1;
};

} // namespace lockstep::journal
