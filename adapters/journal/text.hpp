#pragma once

#include "adapters/journal/records.hpp"
#include "model/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// How values stand in the journal's columns: exact, and readable by people
/// who look with `sqlite3`.
namespace lockstep::journal {

/// RFC 3339 with nine digits: `2026-05-05T10:00:05.000000001Z`.
[[nodiscard]] std::string to_text(timestamp t);

/// `3,7,12`
[[nodiscard]] std::string to_text(const std::vector<sequence>& numbers);
[[nodiscard]] result<std::vector<sequence>> parse_numbers(std::string_view s);

/// `0.13 USD, 0.00001 BTC`
[[nodiscard]] std::string to_text(const std::vector<fee>& fees);
[[nodiscard]] result<std::vector<fee>> parse_fees(std::string_view s);

/// `0.5 BTC, 2 ETH`
[[nodiscard]] std::string
to_text(const std::map<asset_id, quantity>& positions);
[[nodiscard]] result<std::map<asset_id, quantity>>
parse_positions(std::string_view s);

[[nodiscard]] std::string_view to_string(time_in_force t);

} // namespace lockstep::journal
