#pragma once

#include <filesystem>

namespace lockstep::simulated {

/// A folder of its own that is gone afterwards; in memory where the machine
/// has such a place, because a simulation writes much and keeps nothing.
class scratch_folder {
public:
  scratch_folder();
  ~scratch_folder();
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace lockstep::simulated
