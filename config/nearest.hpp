#pragma once

#include <optional>
#include <set>
#include <string>

namespace lockstep::config {

/// The known name that is nearest to one that is not known, if it is near
/// enough to be meant.
[[nodiscard]] std::optional<std::string>
nearest(const std::string& name, const std::set<std::string>& known);

} // namespace lockstep::config
