#pragma once

#include <string_view>

namespace lockstep {

/// Returns the version and the commit, as in `0.1.0 (abcdef12)`.
std::string_view version() noexcept;

} // namespace lockstep
