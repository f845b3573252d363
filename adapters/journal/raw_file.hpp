#pragma once

#include "model/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace lockstep::journal {

/// A file that is read and written at places, for its owner only.
class raw_file {
public:
  /// Opens the file; makes it if it is missing.
  [[nodiscard]] static result<raw_file> open(const std::filesystem::path& file);

  raw_file(raw_file&& other) noexcept;
  raw_file& operator=(raw_file&& other) noexcept;
  ~raw_file();

  [[nodiscard]] result<uint64_t> size() const;
  /// Takes the room on the disk now, so that writing needs none later.
  [[nodiscard]] result<void> reserve(uint64_t bytes);
  /// Less than `bytes` where the file ends.
  [[nodiscard]] result<std::string> read(uint64_t at, uint64_t bytes) const;
  [[nodiscard]] result<void> write(uint64_t at, std::string_view bytes);
  /// Brings what was written to the disk.
  [[nodiscard]] result<void> sync();

private:
  raw_file(std::filesystem::path file, int descriptor);
  [[nodiscard]] tl::unexpected<failure> trouble(std::string_view what,
                                                int error) const;

  std::filesystem::path file_;
  int descriptor_ = -1;
};

} // namespace lockstep::journal
