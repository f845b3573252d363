#pragma once

#include <string_view>

namespace lockstep::config {

/// The commented `lockstep.toml` to begin with (config/examples).
[[nodiscard]] std::string_view example_settings() noexcept;

/// The commented `followers.d/half.toml`.
[[nodiscard]] std::string_view example_follower() noexcept;

} // namespace lockstep::config
