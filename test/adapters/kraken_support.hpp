#pragma once

#include "adapters/kraken/venue.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

/// What the tests of the Kraken adapter share. The messages below
/// test/adapters/kraken_golden were composed for these tests from the fields
/// that Kraken documents (docs.kraken.com, REST and WebSocket v2, 2026-05);
/// ids, keys and figures are invented. The name says how a message came:
/// `rest_` or `ws_`.
namespace lockstep::kraken_test {

inline std::filesystem::path golden_folder() {
  return std::filesystem::path{LOCKSTEP_SOURCE_DIR}
         / "test/adapters/kraken_golden";
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream{path, std::ios::binary}.rdbuf();
  auto text = out.str();
  if (text.empty())
    throw std::runtime_error{"can not read " + path.string()};
  return text;
}

inline std::string golden(const std::string& name) {
  return read_file(golden_folder() / (name + ".json"));
}

inline net::http_response answered(std::string body, int status = 200) {
  net::http_response response;
  response.delivery = net::delivery::answered;
  response.status = status;
  response.body = std::move(body);
  return response;
}

/// Kraken knowing the pairs of rest_asset_pairs.json.
inline venue_ptr venue_with_pairs(kraken::endpoints where = {}) {
  const auto bare = kraken::make_venue(std::move(where));
  auto table = bare->instruments().read(answered(golden("rest_asset_pairs")));
  if (!table)
    throw std::runtime_error{table.error().words};
  return bare->with(
    std::make_shared<const instrument_table>(*std::move(table)));
}

inline decimal dec(std::string_view text) {
  return decimal::parse(text).value();
}

inline timestamp at(std::string_view text) {
  return parse_rfc3339(text).value();
}

inline symbol_id sym(std::string text) {
  return symbol_id{std::move(text)};
}

} // namespace lockstep::kraken_test
