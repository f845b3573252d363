#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

/// What the fuzz targets share. Whatever bytes come, a decoder answers with a
/// value or a sentence: it neither throws nor reads what is not there.
namespace lockstep::fuzz {

inline std::string_view text_of(const uint8_t* data, size_t size) {
  // The fuzzer hands bytes over as numbers; they are the same in memory.
  return {reinterpret_cast<const char*>(data), size}; // NOLINT
}

/// Ends the run as a finding.
inline void require(bool holds) {
  if (!holds)
    std::abort();
}

/// Takes numbers off the front of the bytes; zeros when none are left.
class feed {
public:
  feed(const uint8_t* data, size_t size) : left_{text_of(data, size)} {}

  [[nodiscard]] bool empty() const { return left_.empty(); }
  uint32_t number(size_t bytes) {
    uint32_t value = 0;
    for (const char c : text(bytes))
      value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::string_view text(size_t size) {
    const auto head = left_.substr(0, size);
    left_.remove_prefix(head.size());
    return head;
  }
  std::string_view rest() { return text(left_.size()); }

private:
  std::string_view left_;
};

} // namespace lockstep::fuzz
