#include "test/simulation/kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

// One account's trouble is its own: the others' orders are the same, to the
// lot and to the key, as if it were not there.

using namespace lockstep;
using namespace lockstep::simulated;
using namespace lockstep::simulated::kit;

namespace {

/// What happened to the accounts without trouble.
struct outcome_of_others {
  std::vector<std::string> half;
  std::vector<std::string> quarter;

  bool operator==(const outcome_of_others&) const = default;
};

copytrade::follower_settings absurd() {
  auto copy = roomy();
  copy.multiplier = ratio{number("100000000000000000000")};
  return copy;
}

/// A few trades of the master, while something is wrong with `poor`.
outcome_of_others story(const std::string& trouble) {
  auto members = master_half_quarter();
  members.push_back(
    account("poor", "500", trouble == "throws" ? absurd() : roomy()));
  engine_world all{with(std::move(members))};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  if (trouble == "banned")
    at.control([](paper::controls& c) {
      c.gate.ban(virtual_exchange::key_of("poor"), "EAPI:Invalid key");
    });
  else if (!trouble.empty() && trouble != "throws")
    at.fault(trouble + ":account=poor");
  for (const auto* side : {"buy", "buy", "sell", "buy", "sell"}) {
    at.market_order("master", side, "XBTUSD", "0.01");
    all.run_for(15s);
  }
  for (size_t signal = 0; signal < 5; ++signal)
    for (const auto* who : {"half", "quarter"}) {
      const auto r = all.row(signal, who);
      INFO(who << ": " << r.words);
      CHECK(r.outcome == outcome::copied);
    }
  CHECK(keys_are_unique(at, "poor"));
  return {told_of(at, "half"), told_of(at, "quarter")};
}

} // namespace

TEST_CASE("an account's trouble leaves the orders of all others as they are") {
  static const auto untroubled = story("");
  CHECK(untroubled.half.size() == 5);
  const auto trouble = GENERATE(as<std::string>{}, "hang", "drop", "garbage",
                                "bad-gateway", "lockout", "lost-reply",
                                "ws-disconnect", "banned", "throws");
  CAPTURE(trouble);
  CHECK(story(trouble) == untroubled);
}

TEST_CASE("a follower who fails at each signal is quarantined and named") {
  auto members = master_half_quarter();
  members.push_back(account("absurd", "500", absurd()));
  engine_world all{with(std::move(members))};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  for (int i = 0; i < 8; ++i) {
    at.market_order("master", "buy", "XBTUSD", "0.001");
    all.run_for(4s);
  }
  CHECK(all.row(0, "absurd").why == reason::internal_error);
  CHECK(all.row(7, "absurd").why == reason::quarantined);
  CHECK(at.orders("absurd").empty());
  CHECK(at.copies("half").size() == 8);
  REQUIRE(all.troubles().size() == 1);
  CHECK(all.troubles().front().starts_with("follower:absurd is out of "));
}
