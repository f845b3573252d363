#pragma once

#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/wire/json.hpp"

#include <string>
#include <utility>
#include <vector>

namespace lockstep::paper {

/// An account as a file or the control port describes it.
struct account_setup {
  account_id name;
  account_tier tier = account_tier::intermediate;
  notional volume; ///< of the last 30 days, in USD: decides the fees
  std::vector<std::pair<std::string, decimal>> deposits; ///< asset, amount
  std::vector<api_key> keys; ///< an empty secret is replaced by a fresh one
};

/// Reads one account, or one key. `place` stands in front of each complaint,
/// for example `accounts.json: accounts[0]`.
[[nodiscard]] result<account_setup> parse_account(const json& value,
                                                  const std::string& place);
[[nodiscard]] result<api_key> parse_key(const json& value,
                                        const std::string& place);

/// Reads `{"accounts":[...]}`, or the array alone. Errors name the place.
[[nodiscard]] result<std::vector<account_setup>>
read_accounts(std::string_view text, const std::string& file);
[[nodiscard]] result<std::vector<account_setup>>
load_accounts(const std::string& path);

/// One account to try the exchange with, whose key and secret are published.
[[nodiscard]] account_setup ready_made_account();

/// Opens the account with its keys and deposits. Answers the keys as they are
/// now, with the secrets that were made up.
result<std::vector<api_key>>
open_account(exchange& core, const account_setup& setup, timestamp now);
/// Adds a key to an account that is there.
result<api_key> add_key(exchange& core, api_key key, timestamp now);

} // namespace lockstep::paper
