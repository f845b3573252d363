#pragma once

#include "config/binder.hpp"
#include "config/settings.hpp"

#include <filesystem>
#include <string>

namespace lockstep::config {

/// What single values can not show: the rules of `copytrade/settings.hpp`,
/// with the place where the value stands.
void validate_general(const settings& all, binder& from);

/// The same for one follower, beside the general settings. `stem` is the name
/// of his file.
void validate_follower(const follower_settings& follower,
                       const std::string& stem, const settings& all,
                       binder& from);

/// What concerns several accounts.
void validate_together(const settings& all, const std::filesystem::path& file,
                       problems& out);

} // namespace lockstep::config
