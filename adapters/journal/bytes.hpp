#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Numbers in files of ours: 8 bytes, the lowest first.
namespace lockstep::journal {

inline void put_number(std::string& to, uint64_t value) {
  for (int i = 0; i < 8; ++i)
    to += static_cast<char>((value >> (8 * i)) & 0xff);
}

/// The number at a place that the bytes have.
[[nodiscard]] inline uint64_t number_at(std::string_view bytes, size_t at) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i)
    value |= uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return value;
}

/// FNV-1a; tells accidents from content, not malice.
[[nodiscard]] inline uint64_t checksum_of(std::string_view bytes) {
  uint64_t hash = 14'695'981'039'346'656'037u;
  for (const char c : bytes)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211u;
  return hash;
}

} // namespace lockstep::journal
