#pragma once

#include "adapters/secrets/environment.hpp"
#include "config/settings.hpp"
#include "model/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lockstep::config {

/// One value in force and where it comes from.
struct setting_line {
  std::string key;    ///< `limits.slippage`, `followers.half.multiplier`
  std::string value;  ///< as one would write it
  std::string origin; ///< `lockstep.toml:12`, `LOCKSTEP_MODE`, `default`

  bool operator==(const setting_line&) const = default;
};

/// What was loaded.
struct loaded {
  settings values;
  std::vector<setting_line> lines;  ///< every setting, in a fixed order
  std::vector<std::string> remarks; ///< what the user should know
};

/// Every problem at once, a sentence each, with file, line, column and key.
using problems = std::vector<failure>;

/// Reads a configuration file and, beside it, `followers.d/*.toml`. The
/// environment wins over the files (`limits.slippage` is
/// `LOCKSTEP_LIMITS_SLIPPAGE`), the files win over the defaults. A relative
/// `data_dir` counts from the folder of the file. `variables` are the names of
/// all variables, if known: those that begin like ours and mean nothing are
/// remarked.
[[nodiscard]] tl::expected<loaded, problems>
load(const std::filesystem::path& file, const secrets::environment& environment,
     const std::vector<std::string>& variables = {});

} // namespace lockstep::config
