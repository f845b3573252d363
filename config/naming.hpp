#pragma once

#include "adapters/secrets/shape.hpp"

#include <array>
#include <span>
#include <string_view>

namespace lockstep::config {

/// How a venue's keys are named in the environment, and what they look like.
struct naming {
  std::string_view venue;
  /// Prefixes of the master's variables, the first one wins: `KRAKEN_MASTER`
  /// means `KRAKEN_MASTER_API_KEY` and `KRAKEN_MASTER_API_SECRET`.
  std::span<const std::string_view> master;
  /// What stands before a follower's name: `KRAKEN_USER_`.
  std::string_view follower;
  secrets::shape key;
  secrets::shape secret;
  bool has_passphrase = false;
  /// A file with the master's secret, for the last prefix; or empty.
  std::string_view pem_path = {};
  /// A switch to the practice system; or empty.
  std::string_view practice = {};
  /// The same for one follower, after his prefix; or empty.
  std::string_view follower_practice = {};
};

/// All venues whose names users already have.
[[nodiscard]] std::span<const naming> all_namings();

/// One venue's; nullptr if it is not known.
[[nodiscard]] const naming* naming_of(std::string_view venue);

} // namespace lockstep::config
