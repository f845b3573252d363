#include "config/credentials.hpp"

#include "test/config/config_kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/stat.h>

using namespace lockstep;
using namespace lockstep::config;
using namespace lockstep::config::kit;
using Catch::Matchers::ContainsSubstring;

namespace {

using words = std::vector<std::string>;

// The secret of Kraken's published example of a signature.
const std::string secret
  = "kQH5HW/"
    "8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtu"
    "ZuMMCqpbOg==";

std::string a_key(char mark) {
  std::string text;
  while (text.size() < 56)
    text += {mark, 'Q', '7', '/'};
  return text;
}

credential_query master_at(const std::string& venue) {
  return {venue, account_id{"master"}, true, {}, {}};
}

credential_query follower(const std::string& name, const words& all = {}) {
  credential_query query{"kraken", account_id{name}, false, {}, {}};
  for (const auto& each : all)
    query.followers.emplace_back(each);
  if (all.empty())
    query.followers.emplace_back(name);
  return query;
}

credential_report find(const credential_query& query, const variables& env) {
  return find_credentials(query, secrets::environment_of(env));
}

variables pair_of(const std::string& prefix, char mark = 'a') {
  return {{prefix + "_API_KEY", a_key(mark)}, {prefix + "_API_SECRET", secret}};
}

variables operator+(variables a, const variables& b) {
  a.insert(b.begin(), b.end());
  return a;
}

/// All sentences of a report.
std::string text_of(const credential_report& report) {
  std::string text;
  for (const auto& each : report.problems)
    text += each + "\n";
  for (const auto& each : report.remarks)
    text += each + "\n";
  return text;
}

} // namespace

TEST_CASE("every naming scheme of the table is found") {
  const auto [venue, prefix]
    = GENERATE(table<std::string, std::string>({{"kraken", "KRAKEN_PLATFORM"},
                                                {"kraken", "KRAKEN_MASTER"},
                                                {"kraken", "KRAKEN"},
                                                {"coinbase", "COINBASE_MASTER"},
                                                {"coinbase", "COINBASE"},
                                                {"okx", "OKX_MASTER"},
                                                {"okx", "OKX"},
                                                {"binance", "BINANCE_MASTER"},
                                                {"binance", "BINANCE"},
                                                {"alpaca", "ALPACA_MASTER"},
                                                {"alpaca", "ALPACA"}}));
  auto env = pair_of(prefix);
  words names{prefix + "_API_KEY", prefix + "_API_SECRET"};
  if (venue == "okx") {
    env[prefix + "_API_PASSPHRASE"] = "a Phrase"; // may not have a space
    CHECK_FALSE(find(master_at(venue), env).value);
    env[prefix + "_API_PASSPHRASE"] = "aPhrase!";
    names.push_back(prefix + "_API_PASSPHRASE");
  }
  if (venue == "alpaca") {
    env[prefix + "_API_KEY"] = a_key('a').substr(0, 20);
    env[prefix + "_API_SECRET"] = a_key('s').substr(0, 40);
  }
  const auto report = find(master_at(venue), env);
  INFO(text_of(report));
  REQUIRE(report.value);
  CHECK(report.variables == names);
  CHECK(report.value->key == env[prefix + "_API_KEY"]);
  CHECK(report.value->secret == env[prefix + "_API_SECRET"]);
}

TEST_CASE("a follower's key is found at each venue") {
  const auto venue = GENERATE(as<std::string>{}, "kraken", "coinbase");
  auto query = follower("half");
  query.venue = venue;
  const auto prefix = (venue == "kraken" ? "KRAKEN" : "COINBASE")
                      + std::string{"_USER_HALF"};
  CHECK(find(query, pair_of(prefix)).value);
  CHECK_FALSE(find(query, pair_of("KRAKEN")).configured);
}

TEST_CASE("schemes have a fixed precedence") {
  const auto env = pair_of("KRAKEN", 'c') + pair_of("KRAKEN_MASTER", 'b');
  CHECK(find(master_at("kraken"), env).value->key == a_key('b'));
  const auto more = env + pair_of("KRAKEN_PLATFORM", 'a');
  CHECK(find(master_at("kraken"), more).value->key == a_key('a'));
}

TEST_CASE("key and secret never come from two schemes") {
  const variables env{{"KRAKEN_MASTER_API_KEY", a_key('a')},
                      {"KRAKEN_API_SECRET", secret}};
  const auto report = find(master_at("kraken"), env);
  CHECK_FALSE(report.value);
  CHECK(report.configured);
  CHECK(report.problems == words{"KRAKEN_MASTER_API_SECRET is missing"});

  SECTION("and a whole pair behind a half one is pointed at") {
    const auto text
      = text_of(find(master_at("kraken"), env + pair_of("KRAKEN")));
    CHECK_THAT(text, ContainsSubstring("KRAKEN_API_KEY is set too"));
  }
}

TEST_CASE("without any variable the account is not configured") {
  const auto report = find(master_at("kraken"), {});
  CHECK_FALSE(report.configured);
  CHECK(report.problems.empty());
  CHECK(report.looked_for
        == words{"KRAKEN_PLATFORM_API_KEY", "KRAKEN_MASTER_API_KEY",
                 "KRAKEN_API_KEY"});

  SECTION("and variables that are set to nothing count as not set") {
    const auto empty = find(master_at("kraken"), {{"KRAKEN_API_KEY", ""},
                                                  {"KRAKEN_API_SECRET", " "}});
    CHECK_FALSE(empty.configured);
    CHECK_THAT(text_of(empty), ContainsSubstring("KRAKEN_API_KEY is set, but "
                                                 "empty"));
  }
}

TEST_CASE("a follower may use the part of his name before the first _") {
  CHECK(find(follower("tania_gilbert"), pair_of("KRAKEN_USER_TANIA")).value);
  const auto both = pair_of("KRAKEN_USER_TANIA", 'b')
                    + pair_of("KRAKEN_USER_TANIA_GILBERT", 'a');
  CHECK(find(follower("tania_gilbert"), both).value->key == a_key('a'));
}

TEST_CASE("two followers with the same first name can not share a key") {
  const words all{"tania_gilbert", "tania_smith"};
  for (const auto& name : all) {
    const auto report = find(follower(name, all), pair_of("KRAKEN_USER_TANIA"));
    CHECK_FALSE(report.value);
    CHECK(report.configured);
    CHECK_THAT(text_of(report),
               ContainsSubstring("several followers are called TANIA"));
  }
  SECTION("and one that is called so by his whole name keeps his key") {
    const words more{"tania", "tania_smith"};
    const auto env = pair_of("KRAKEN_USER_TANIA");
    CHECK(find(follower("tania", more), env).value);
    CHECK_FALSE(find(follower("tania_smith", more), env).configured);
  }
}

TEST_CASE("white space and quotes are removed and named") {
  const auto [before, after, said]
    = GENERATE(table<std::string, std::string, std::string>(
      {{" ", "\n", "white space around it"},
       {"\"", "\"", "stands in quotes"},
       {"'", "'", "stands in quotes"},
       {" \" ", " \" ", "white space around it"}}));
  auto env = pair_of("KRAKEN");
  env["KRAKEN_API_SECRET"] = before + secret + after;
  const auto report = find(master_at("kraken"), env);
  REQUIRE(report.value);
  CHECK(report.value->secret == secret);
  CHECK_THAT(text_of(report),
             ContainsSubstring("KRAKEN_API_SECRET") && ContainsSubstring(said));
}

TEST_CASE("what can not be a secret is refused and its variable named") {
  const auto [value, said] = GENERATE(table<std::string, std::string>(
    {{"your_api_secret", "placeholder"},
     {"changeme", "placeholder"},
     {"xxxxxxxxxxxx", "placeholder"},
     {"<secret>", "placeholder"},
     {"PUT-YOUR-SECRET-HERE", "placeholder"},
     {secret.substr(0, 87), "not valid base64"},
     {secret.substr(0, 40), "30 bytes"},
     {secret.substr(0, 20) + " " + secret.substr(20), "white space inside"},
     {secret + "!", "not valid base64"}}));
  auto env = pair_of("KRAKEN");
  env["KRAKEN_API_SECRET"] = value;
  const auto report = find(master_at("kraken"), env);
  INFO(value);
  CHECK_FALSE(report.value);
  CHECK(report.configured);
  CHECK_THAT(text_of(report),
             ContainsSubstring("KRAKEN_API_SECRET") && ContainsSubstring(said));
}

TEST_CASE("a key of an unusual length is used but remarked") {
  auto env = pair_of("KRAKEN");
  env["KRAKEN_API_KEY"].pop_back();
  const auto report = find(master_at("kraken"), env);
  CHECK(report.value);
  CHECK_THAT(text_of(report),
             ContainsSubstring("KRAKEN_API_KEY has 55 "
                               "characters, but 56 are usual"));
}

TEST_CASE("no sentence ever holds a value") {
  const std::string mark = "Zq9+Zq9+";
  for (const auto& value :
       {mark, mark + secret, " " + mark, "\"" + mark + "\"", mark + "\\n"}) {
    const auto report
      = find(master_at("kraken"),
             {{"KRAKEN_API_KEY", value}, {"KRAKEN_API_SECRET", value}});
    CHECK(text_of(report).find(mark) == std::string::npos);
  }
}

TEST_CASE("a PEM may have its newlines escaped") {
  const std::string pem = "-----BEGIN EC PRIVATE KEY-----\nMHc\n"
                          "-----END EC PRIVATE KEY-----";
  auto env = pair_of("COINBASE");
  std::string escaped = pem;
  for (auto at = escaped.find('\n'); at != escaped.npos;
       at = escaped.find('\n'))
    escaped.replace(at, 1, "\\n");
  env["COINBASE_API_SECRET"] = escaped;
  const auto report = find(master_at("coinbase"), env);
  REQUIRE(report.value);
  CHECK(report.value->secret == pem);
  CHECK_THAT(text_of(report), ContainsSubstring("newlines written as"));

  SECTION("but it must be whole") {
    env["COINBASE_API_SECRET"] = pem.substr(0, 40);
    CHECK_THAT(text_of(find(master_at("coinbase"), env)),
               ContainsSubstring("no whole private key"));
  }
  SECTION("and it may stand in a file") {
    folder in;
    env.erase("COINBASE_API_SECRET");
    env["COINBASE_PEM_PATH"] = in.write("key.pem", pem + "\n").string();
    const auto from_file = find(master_at("coinbase"), env);
    REQUIRE(from_file.value);
    CHECK(from_file.value->secret == pem);
    CHECK(from_file.variables
          == words{"COINBASE_API_KEY", "COINBASE_PEM_PATH"});
  }
}

TEST_CASE("a value may stand in a file that only its owner can read") {
  folder in;
  auto env = pair_of("KRAKEN");
  env.erase("KRAKEN_API_SECRET");
  const auto file = in.write("secret", secret + "\n");
  env["KRAKEN_API_SECRET_FILE"] = file.string();
  const auto report = find(master_at("kraken"), env);
  REQUIRE(report.value);
  CHECK(report.value->secret == secret);
  CHECK(report.remarks.empty());
  CHECK(report.variables == words{"KRAKEN_API_KEY", "KRAKEN_API_SECRET_FILE"});

  SECTION("and is refused if others have any right to it") {
    const auto rights = GENERATE(0640U, 0604U, 0620U);
    REQUIRE(::chmod(file.c_str(), rights) == 0);
    const auto refused = find(master_at("kraken"), env);
    CHECK_FALSE(refused.value);
    CHECK_THAT(text_of(refused), ContainsSubstring("KRAKEN_API_SECRET_FILE")
                                   && ContainsSubstring(file.string())
                                   && ContainsSubstring("chmod 600"));
  }
  SECTION("and is refused if it is missing or a folder or too large") {
    const auto path = GENERATE(as<std::string>{}, "missing", "folder", "large");
    std::filesystem::create_directory(in.at("folder"));
    in.write("large", std::string(70'000, 'a'));
    env["KRAKEN_API_SECRET_FILE"] = in.at(path).string();
    const auto refused = find(master_at("kraken"), env);
    CHECK_FALSE(refused.value);
    CHECK(refused.configured);
    CHECK_THAT(text_of(refused), ContainsSubstring(in.at(path).string()));
  }
  SECTION("and the variable itself wins over the file") {
    env["KRAKEN_API_SECRET"] = secret;
    env["KRAKEN_API_SECRET_FILE"] = "/nowhere";
    const auto direct = find(master_at("kraken"), env);
    CHECK(direct.value);
    CHECK_THAT(text_of(direct),
               ContainsSubstring("KRAKEN_API_SECRET_FILE is not used"));
  }
}

TEST_CASE("a prefix of one's own replaces the naming schemes") {
  auto query = follower("half");
  query.prefix = "MINE";
  const auto env = pair_of("MINE", 'b') + pair_of("KRAKEN_USER_HALF", 'a');
  CHECK(find(query, env).value->key == a_key('b'));
  CHECK_FALSE(find(query, pair_of("KRAKEN_USER_HALF")).configured);
}

TEST_CASE("the practice system is asked for by its variable") {
  auto env = pair_of("BINANCE");
  CHECK_FALSE(find(master_at("binance"), env).practice);
  env["BINANCE_USE_TESTNET"] = "true";
  CHECK(find(master_at("binance"), env).practice);
  env["BINANCE_USE_TESTNET"] = "perhaps";
  const auto report = find(master_at("binance"), env);
  CHECK_FALSE(report.value);
  CHECK_THAT(text_of(report),
             ContainsSubstring("BINANCE_USE_TESTNET must be true or false"));
}

TEST_CASE("an unknown venue is named with the account") {
  const auto report = find(master_at("mtgox"), {});
  CHECK_FALSE(report.value);
  CHECK(report.problems
        == words{"account master: the venue 'mtgox' is not "
                 "known"});
}
