#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lockstep::simulated {

/// Numbers that are the same for the same seed on every machine (SplitMix64;
/// the distributions of the standard library differ between machines).
class seeded {
public:
  explicit seeded(uint64_t seed) : state_{seed} {}
  /// One for each purpose, so that one more number for the first leaves the
  /// second as it was.
  seeded(uint64_t seed, std::string_view purpose) : state_{seed} {
    for (const char c : purpose)
      state_ = mixed(state_ ^ static_cast<unsigned char>(c));
  }

  uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15); }
  /// From 0 to `n - 1`; `n` is above 0.
  uint64_t below(uint64_t n) { return next() % n; }
  /// From `least` to `most`, both included.
  int64_t between(int64_t least, int64_t most) {
    return least
           + static_cast<int64_t>(
             below(static_cast<uint64_t>(most - least + 1)));
  }
  bool one_in(uint64_t n) { return below(n) == 0; }
  /// True so many times in a million.
  bool chance(uint64_t ppm) { return ppm > 0 && below(1'000'000) < ppm; }
  /// Small numbers as often as large ones: up to 2^`bits` - 1.
  uint64_t any_size(uint64_t bits) { return next() >> (64 - 1 - below(bits)); }
  template <class Range>
  const auto& pick(const Range& from) {
    return *(std::begin(from)
             + static_cast<std::ptrdiff_t>(below(std::size(from))));
  }

private:
  static uint64_t mixed(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }

  uint64_t state_;
};

} // namespace lockstep::simulated
