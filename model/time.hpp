#pragma once

#include "model/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace lockstep {

/// A point in UTC, to the nanosecond.
using timestamp = std::chrono::time_point<std::chrono::system_clock,
                                          std::chrono::nanoseconds>;
using duration = std::chrono::nanoseconds;

/// The seam through which everything reads the time. The real one stands in
/// adapters/clock.hpp; tests move their own.
class clock {
public:
  virtual ~clock() = default;
  [[nodiscard]] virtual timestamp now() const = 0;
};

/// RFC 3339 with microseconds: `2026-05-05T10:00:05.000000Z`.
[[nodiscard]] std::string to_rfc3339(timestamp t);

/// Reads RFC 3339 in UTC, 1970 to 2199, with 0 to 9 fractional digits.
[[nodiscard]] result<timestamp> parse_rfc3339(std::string_view text);

/// Seconds since 1970 as venues print them, with `places` decimals (0..9).
[[nodiscard]] std::string to_unix_seconds(timestamp t, int places);

/// Reads seconds from 1970 to 2199, up to 9 decimals: `1688667796.8802`.
[[nodiscard]] result<timestamp> parse_unix_seconds(std::string_view text);

} // namespace lockstep
