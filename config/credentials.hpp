#pragma once

#include "adapters/secrets/environment.hpp"
#include "adapters/venue.hpp"

#include <optional>
#include <string>
#include <vector>

/// The typed settings, where they come from, and what is wrong with them.
namespace lockstep::config {

/// Whose key is wanted.
struct credential_query {
  std::string venue; ///< `kraken`
  account_id account;
  bool master = false;
  /// All configured followers: a short name counts only if one of them has it.
  std::vector<account_id> followers;
  /// Replaces the naming schemes: `MY` means `MY_API_KEY` and `MY_API_SECRET`.
  std::string prefix;
  /// A paper exchange makes keys of any length; a real venue does not.
  bool any_length = false;
};

/// What was found. Names of variables, never values; `value` can not be
/// printed.
struct credential_report {
  std::optional<credentials> value; ///< set exactly if it can be used
  /// Some variable of the account is set. False means `not_configured`; true
  /// without a value means that `problems` say what is wrong.
  bool configured = false;
  std::vector<std::string> variables;  ///< those that the value came from
  std::vector<std::string> problems;   ///< a sentence each; names the variable
  std::vector<std::string> remarks;    ///< what was put right, a sentence each
  std::vector<std::string> looked_for; ///< names that were not set, in order
  /// The venue's practice system is asked for (`OKX_USE_TESTNET`,
  /// `BINANCE_USE_TESTNET`, `ALPACA_PAPER`).
  bool practice = false;
};

/// Looks for a key by the venue's naming schemes, in their fixed order. Key
/// and secret come from one scheme: the first of which anything is set.
[[nodiscard]] credential_report
find_credentials(const credential_query& query,
                 const secrets::environment& environment);

/// The upper-case names under which a follower's key may stand: the whole
/// name, and its part before the first `_` if no other follower has that.
[[nodiscard]] std::vector<std::string>
variable_names_of(const account_id& follower,
                  const std::vector<account_id>& followers);

} // namespace lockstep::config
