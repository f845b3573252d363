#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lockstep {

/// How far decisions go. Ordered: a follower's may be lower than the engine's.
enum class run_mode : uint8_t {
  paper,   ///< everything happens on the embedded paper exchange
  observe, ///< live data, decisions are kept, nothing is sent
  live,    ///< real orders with real money
};

namespace detail {
inline constexpr std::array<std::string_view, 3> run_mode_names{"paper",
                                                                "observe",
                                                                "live"};
} // namespace detail

[[nodiscard]] constexpr std::string_view to_string(run_mode m) {
  return detail::run_mode_names.at(static_cast<size_t>(m));
}

[[nodiscard]] constexpr std::optional<run_mode>
parse_run_mode(std::string_view name) {
  for (size_t i = 0; i < detail::run_mode_names.size(); ++i)
    if (detail::run_mode_names[i] == name)
      return static_cast<run_mode>(i);
  return std::nullopt;
}

} // namespace lockstep
