#include "config/credentials.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <optional>
#include <string>

using namespace lockstep;

namespace {

const std::map<std::string, std::string> short_key{
  {"KRAKEN_MASTER_API_KEY", "mk"},
  {"KRAKEN_MASTER_API_SECRET", "bWFzdGVyLXNlY3JldA=="}};

std::optional<std::string> look_up(const std::string& name) {
  const auto at = short_key.find(name);
  return at == short_key.end() ? std::nullopt : std::optional{at->second};
}

} // namespace

TEST_CASE("a short key is refused for a real venue and remarked for a paper "
          "exchange") {
  config::credential_query query{"kraken", account_id{"master"}, true, {}, {}};
  CHECK_FALSE(config::find_credentials(query, look_up).value);
  query.any_length = true;
  const auto found = config::find_credentials(query, look_up);
  REQUIRE(found.value);
  CHECK_FALSE(found.remarks.empty());
}
