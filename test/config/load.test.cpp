#include "config/load.hpp"

#include "test/config/config_kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace lockstep;
using namespace lockstep::config;
using namespace lockstep::config::kit;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("an empty file means all defaults") {
  folder in;
  const auto all = load_fine(in.write("lockstep.toml", ""));
  CHECK(all.values.mode == run_mode::paper);
  CHECK(all.values.rules == copytrade::copy_rules{});
  CHECK(all.values.copy == copytrade::follower_settings{});
  CHECK(all.values.followers.empty());
  CHECK(journal_directory(all.values) == in.at("data") / "paper");
  for (const auto& each : all.lines)
    CHECK(each.origin == "default");
}

TEST_CASE("the example files are right and say what the defaults are") {
  const std::filesystem::path source{LOCKSTEP_SOURCE_DIR};
  const auto all = load_fine(source / "config/examples/lockstep.toml");
  folder in;
  const auto plain = load_fine(in.write("lockstep.toml", ""));
  CHECK(all.values.rules == plain.values.rules);
  CHECK(all.values.copy == plain.values.copy);
  REQUIRE(all.values.followers.size() == 1);
  CHECK(all.values.followers[0].name == account_id{"half"});
  CHECK(all.values.followers[0].copy == plain.values.copy);
  for (const auto& each : plain.lines) {
    INFO(each.key);
    if (each.key != "data_dir")
      CHECK(line_of(all, each.key).value == each.value);
  }
  CHECK(all.remarks.empty());
}

TEST_CASE("a follower takes what his file does not say from the general") {
  folder in;
  in.write("followers.d/half.toml", "multiplier = 0.1\n"
                                    "allocation = \"50 %\"\n"
                                    "[limits]\nslippage = \"0.1%\"\n");
  const auto all = load_fine(in.write(
    "lockstep.toml", "[copy]\nmultiplier = 2\n[limits]\nslippage = \"1 %\"\n"
                     "max_position = 500\n"));
  REQUIRE(all.values.followers.size() == 1);
  const auto& half = all.values.followers[0];
  CHECK(half.copy.multiplier.str() == "0.1"); // as written, not as a double
  CHECK(half.copy.limits.slippage.str() == "0.001");
  CHECK(half.copy.limits.max_position->str() == "500");
  CHECK(half.copy.allocation == copytrade::allocation{percent(50)});
  CHECK(line_of(all, "followers.half.limits.max_position").origin
        == "as in lockstep.toml");
  CHECK(line_of(all, "followers.half.multiplier")
        == setting_line{"followers.half.multiplier", "0.1",
                        in.at("followers.d/half.toml").string() + ":1:14"});
}

TEST_CASE("the environment wins over the file and the file over the default") {
  folder in;
  in.write("followers.d/half.toml", "multiplier = 1\n");
  const auto file = in.write("lockstep.toml", "mode = \"observe\"\n[limits]\n"
                                              "max_entry_age = \"30 s\"\n");
  const auto all = load_fine(file,
                             {{"LOCKSTEP_LIMITS_MAX_ENTRY_AGE", "5 s"},
                              {"LOCKSTEP_ENGINE_THREADS", "4"},
                              {"LOCKSTEP_COPY_CRYPTO_QUOTED", "true"},
                              {"LOCKSTEP_COPY_OTHER_CASH", "EUR, GBP"},
                              {"LOCKSTEP_FOLLOWERS_HALF_MULTIPLIER", "0.5"}});
  CHECK(all.values.mode == run_mode::observe);
  CHECK(all.values.copy.limits.max_entry_age == std::chrono::seconds{5});
  CHECK(all.values.engine.threads == 4);
  CHECK(all.values.rules.copy_crypto_quoted);
  CHECK(all.values.rules.other_cash
        == std::set{asset_id{"EUR"}, asset_id{"GBP"}});
  CHECK(all.values.followers[0].copy.multiplier.str() == "0.5");
  CHECK(line_of(all, "limits.max_entry_age").origin
        == "LOCKSTEP_LIMITS_MAX_ENTRY_AGE");
  CHECK(line_of(all, "mode").origin == file.string() + ":1:8");
  CHECK(line_of(all, "limits.slippage").origin == "default");
}

TEST_CASE("all problems are told at once with file, line, column and key") {
  folder in;
  in.write("lockstep.toml", "mode = \"papre\"\n"
                            "[limits]\n"
                            "slipage = \"1 %\"\n"
                            "max_user_risk = 10\n"
                            "max_entry_age = 60\n"
                            "[engine]\n"
                            "threads = 0\n"
                            "[master]\n"
                            "venue = \"krakken\"\n"
                            "[venues.kraken]\n"
                            "rest = \"http://example.com\"\n");
  in.write("followers.d/half.toml", "multiplier = \"one\"\n");
  const auto text = load_problems(in);
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:1:8: mode must be \"paper\""
                                     ", \"observe\" or \"live\""));
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:3:11: limits.slipage is "
                                     "not known: did you mean "
                                     "limits.slippage?"));
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:4:17: limits.max_user_risk "
                                     "must be a percentage with its sign, "
                                     "like \"0.5 %\", not 10"));
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:5:17: limits.max_entry_age "
                                     "must be a time with its unit"));
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:7:11: engine.threads must "
                                     "be a whole number from 1 to 256, not 0"));
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:9:9: master.venue must be "
                                     "one of kraken"));
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:11:8: venues.kraken.rest "
                                     "must be an address"));
  CHECK_THAT(text, ContainsSubstring("followers.d/half.toml:1:14: multiplier "
                                     "must be a number, not \"one\""));
  CHECK(std::ranges::count(text, '\n') == 8);
}

TEST_CASE("a wrong variable is named by its name") {
  folder in;
  in.write("lockstep.toml", "");
  CHECK_THAT(load_problems(in, {{"LOCKSTEP_MODE", "real"}}),
             ContainsSubstring("LOCKSTEP_MODE: mode must be"));
}

TEST_CASE("a follower's limits may only tighten") {
  folder in;
  in.write("lockstep.toml", "[limits]\nmax_position = 500\n");
  in.write("followers.d/half.toml", "[limits]\nmax_position = 501\n"
                                    "slippage = \"0.4 %\"\n");
  const auto text = load_problems(in);
  CHECK_THAT(text, ContainsSubstring("followers.d/half.toml:2:16: max_position "
                                     "501 is looser than the general 500"));
  CHECK(std::ranges::count(text, '\n') == 1);
}

TEST_CASE("values that are wrong only together are placed too") {
  folder in;
  in.write("lockstep.toml", "[copy]\nexit_ladder = [\"1 %\", \"0.5 %\"]\n"
                            "[limits]\nslippage = \"21 %\"\n");
  in.write("followers.d/half.toml", "");
  const auto text = load_problems(in);
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:2:15: exit_ladder must"));
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:4:12: slippage must be"));
  CHECK(std::ranges::count(text, '\n') == 2); // not again for the follower
}

TEST_CASE("a follower's mode is the engine's or observe") {
  folder in;
  in.write("followers.d/half.toml", "mode = \"live\"\n");
  in.write("lockstep.toml", "");
  CHECK_THAT(load_problems(in),
             ContainsSubstring("followers.d/half.toml:1:8: mode must be paper "
                               "(as the engine's) or observe, not live"));
  in.write("followers.d/half.toml", "mode = \"observe\"\n");
  in.write("lockstep.toml", "mode = \"live\"\n");
  const auto all = load_fine(in.at("lockstep.toml"));
  CHECK(all.values.followers[0].mode == run_mode::observe);
}

TEST_CASE("a follower's name is that of his file and not the master's") {
  folder in;
  in.write("lockstep.toml", "");
  in.write("followers.d/half.toml", "name = \"other\"\n");
  CHECK_THAT(load_problems(in),
             ContainsSubstring("half.toml:1:8: name must be that of the file"));
  in.write("followers.d/half.toml", "");
  in.write("followers.d/master.toml", "");
  CHECK_THAT(load_problems(in),
             ContainsSubstring("the master and a follower are both called "
                               "master"));
}

TEST_CASE("a secret in a file is refused and not repeated") {
  folder in;
  const std::string secret = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76s=";
  in.write("lockstep.toml", "[master]\napi_secret = \"" + secret
                              + "\"\ncredentials = \"" + secret + "\"\n");
  const auto text = load_problems(in);
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:2:14: master.api_secret")
                     && ContainsSubstring("never stand in this file"));
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:3:15: master.credentials"));
  CHECK(text.find(secret.substr(0, 8)) == text.npos);
}

TEST_CASE("a file that is missing or no TOML is told in one sentence") {
  folder in;
  CHECK_THAT(load_problems(in), ContainsSubstring("can not be read"));
  in.write("lockstep.toml", "mode = \"paper\"\nmode = [\n");
  const auto text = load_problems(in);
  CHECK_THAT(text, ContainsSubstring("lockstep.toml:2:")
                     && ContainsSubstring("this is no TOML"));
  CHECK(std::ranges::count(text, '\n') == 1);
}

TEST_CASE("variables without effect are remarked") {
  folder in;
  in.write("lockstep.toml", "");
  in.write("followers.d/half.toml~", "");
  const auto all = load(in.at("lockstep.toml"),
                        secrets::environment_of({{"MIN_CASH_TO_BUY", "5"}}),
                        {"LOCKSTEP_MODUS", "LOCKSTEP_MODE", "PATH"});
  REQUIRE(all);
  REQUIRE(all->remarks.size() == 3);
  CHECK_THAT(all->remarks[0], ContainsSubstring("half.toml~ is ignored"));
  CHECK_THAT(all->remarks[1], ContainsSubstring("MIN_CASH_TO_BUY is set"));
  CHECK_THAT(all->remarks[2], ContainsSubstring("LOCKSTEP_MODUS is set"));
}

TEST_CASE("the engine's part becomes arguments for CAF") {
  CHECK(caf_arguments({4, 10})
        == std::vector<std::string>{"--caf.scheduler.policy=sharing",
                                    "--caf.scheduler.max-threads=4",
                                    "--caf.scheduler.max-throughput=10"});
}
