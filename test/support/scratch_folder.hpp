#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

/// What tests of all layers share.
namespace lockstep::support {

/// A folder of its own that is gone afterwards.
class scratch_folder {
public:
  explicit scratch_folder(const std::filesystem::path& below
                          = std::filesystem::temp_directory_path()) {
    auto name = (below / "lockstep-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error{"a folder can not be made: " + name};
    path_ = name;
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace lockstep::support
