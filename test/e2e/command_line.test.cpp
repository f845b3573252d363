#include "adapters/journal/journal.hpp"
#include "test/support/scratch_folder.hpp"
#include "tools/lockstep/cli.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace lockstep;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

namespace fs = std::filesystem;

/// A folder whose files are named as on a command line.
struct scratch : support::scratch_folder {
  [[nodiscard]] std::string at(const std::string& name) const {
    return (path() / name).string();
  }
};

/// What the program said.
struct answer {
  int code = 0;
  std::string out;
  std::string err;
};

answer lockstep_with(const std::vector<std::string>& arguments,
                     std::map<std::string, std::string> env = {}) {
  std::ostringstream out;
  std::ostringstream err;
  commands::session with{out,
                         err,
                         secrets::environment_of(std::move(env)),
                         {},
                         "lockstep.toml",
                         "lockstep",
                         {}};
  const int code = commands::run(arguments, with);
  return {code, out.str(), err.str()};
}

} // namespace

TEST_CASE("a wrong command line is one sentence with a hint and code 64") {
  using words = std::vector<std::string>;
  const auto [line, said] = GENERATE(table<words, std::string>(
    {{words{}, "a command is missing. Try 'lockstep --help'"},
     {{"--foo"}, "'--foo' is not known here. Try 'lockstep --help'"},
     {{"nosuch"}, "'nosuch' is not known here"},
     {{"config"}, "a command is missing. Try 'lockstep config --help'"},
     {{"config", "show", "--jsn"}, "'--jsn' is not known here"},
     {{"replay"}, "LOG is required"}}));
  const auto got = lockstep_with(line);
  CHECK(got.code == 64);
  CHECK(got.out.empty());
  CHECK_THAT(got.err, StartsWith("lockstep: ") && ContainsSubstring(said));
  CHECK(std::ranges::count(got.err, '\n') == 1);
}

TEST_CASE("help and version are printed with code 0") {
  CHECK(lockstep_with({"--help"}).code == 0);
  CHECK_THAT(lockstep_with({"--help"}).out, ContainsSubstring("config"));
  CHECK_THAT(lockstep_with({"--version"}).out, StartsWith("lockstep "));
  CHECK_THAT(lockstep_with({"config", "--help"}).out,
             ContainsSubstring("show"));
}

TEST_CASE("init writes a configuration that is right and never overwrites") {
  scratch in;
  CHECK(lockstep_with({"init", in.at("new")}).code == 0);
  const auto config = in.at("new/lockstep.toml");
  const auto checked = lockstep_with({"-c", config, "config", "check"});
  CHECK(checked.err.empty());
  CHECK(checked.code == 0);
  CHECK_THAT(checked.out, ContainsSubstring("mode paper, 1 follower"));

  std::ofstream{config} << "mode = \"observe\"\n";
  fs::remove(in.at("new/followers.d/half.toml"));
  const auto again = lockstep_with({"init", in.at("new")});
  CHECK(again.code == 2);
  CHECK_THAT(again.err, ContainsSubstring("exists already"));
  CHECK_FALSE(fs::exists(in.at("new/followers.d/half.toml")));
}

TEST_CASE("a follower who only observes is refused, not copied to") {
  scratch in;
  REQUIRE(lockstep_with({"init", in.at("new")}).code == 0);
  std::ofstream{in.at("new/followers.d/half.toml")}
    << "name = \"half\"\nmode = \"observe\"\n";
  const auto got = lockstep_with({"-c", in.at("new/lockstep.toml"), "run"});
  CHECK(got.code == 2);
  CHECK_THAT(got.err,
             ContainsSubstring("follower half has mode = \"observe\""));
}

TEST_CASE("config check ends with 1 for findings and 2 without a file") {
  scratch in;
  CHECK(lockstep_with({"-c", in.at("none.toml"), "config", "check"}).code == 2);
  std::ofstream{in.at("lockstep.toml")} << "mode = \"live\"\nmoed = 1\n";
  const auto wrong
    = lockstep_with({"config", "check", "-c", in.at("lockstep.toml")});
  CHECK(wrong.code == 1);
  CHECK_THAT(wrong.err, ContainsSubstring("lockstep.toml:2:8: moed is not "
                                          "known: did you mean mode?"));

  SECTION("and names accounts that have no key where one is needed") {
    std::ofstream{in.at("lockstep.toml")} << "mode = \"live\"\n";
    const auto found = lockstep_with(
      {"config", "check"}, {{"LOCKSTEP_CONFIG", in.at("lockstep.toml")}});
    CHECK(found.code == 1);
    CHECK_THAT(found.err, ContainsSubstring("account master: not configured"));
  }
}

TEST_CASE("config show names the origin of values and never a secret") {
  scratch in;
  std::ofstream{in.at("lockstep.toml")} << "mode = \"observe\"\n";
  const std::string key = "Kq7/Kq7/Kq7/Kq7/Kq7/Kq7/Kq7/Kq7/Kq7/Kq7/Kq7/Kq7/Kq7/"
                          "Kq7/";
  const std::string secret = std::string{"S9+S"} + std::string(82, 'z') + "==";
  const auto shown = lockstep_with({"config", "show"},
                                   {{"LOCKSTEP_CONFIG", in.at("lockstep.toml")},
                                    {"LOCKSTEP_ENGINE_THREADS", "3"},
                                    {"KRAKEN_API_KEY", key},
                                    {"KRAKEN_API_SECRET", secret}});
  CHECK(shown.code == 0);
  CHECK_THAT(shown.out,
             ContainsSubstring("observe  # " + in.at("lockstep.toml") + ":1:8")
               && ContainsSubstring("3  # LOCKSTEP_ENGINE_THREADS")
               && ContainsSubstring("KRAKEN_API_KEY, KRAKEN_API_SECRET"));
  CHECK(shown.out.find("Kq7") == std::string::npos);
  CHECK(shown.out.find("zzz") == std::string::npos);
}

TEST_CASE("a journal is exported while an engine writes to it") {
  scratch in;
  auto opened = journal::journal::open({in.at("data"), run_mode::paper, 0});
  REQUIRE(opened);
  journal::row_record row;
  row.from.account = account_id{"half"};
  row.from.venue = "kraken";
  row.signal = "O1@0.5";
  row.outcome = "skipped";
  row.why = reason::below_minimum;
  row.words = "5 USD, but \"10\" is the least";
  REQUIRE(opened->append(row));
  REQUIRE(opened->commit());
  const auto csv
    = lockstep_with({"journal", "export", in.at("data"), "--rows"});
  CHECK(csv.code == 0);
  CHECK_THAT(csv.out,
             StartsWith("number,at,mode,venue,account,signal,outcome,")
               && ContainsSubstring("1,,paper,kraken,half,O1@0.5,skipped,"
                                    "below_minimum,\"5 USD, but \"\"10\"\" is "
                                    "the least\","));
  const auto json
    = lockstep_with({"journal", "export", in.at("data"), "--json"});
  CHECK_THAT(json.out, ContainsSubstring(R"("words":"5 USD, but \"10\" is)"));
  const auto none
    = lockstep_with({"journal", "export", in.at("none"), "--rows"});
  CHECK(none.code == 2);
  CHECK_THAT(none.err, ContainsSubstring("there is no journal"));
}
