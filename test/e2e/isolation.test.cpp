#include "test/e2e/kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>

// One account's trouble is its own: the others trade as if it were not there.

using namespace lockstep;
using namespace lockstep::e2e;
using copytrade::outcome;

namespace {

/// How soon after the master's fill a copy must be done, however another
/// account's exchange behaves; less than any time limit of a request.
constexpr auto promptly = 5s;

copytrade::follower_settings roomy() {
  copytrade::follower_settings copy;
  copy.limits.max_user_risk = percent(60);
  return copy;
}

member master() {
  return {"master", {{"USD", "1000"}}};
}

member half() {
  return {"half", {{"USD", "500"}}, key_given::right, roomy()};
}

member quarter() {
  return {"quarter", {{"USD", "250"}}, key_given::right, roomy()};
}

/// The rows of the good followers: copied, and soon.
void check_the_others(world& all, size_t signal) {
  for (const auto* who : {"half", "quarter"}) {
    const auto r = all.ended_row(signal, who);
    const auto told = all.engine().signals().at(signal);
    INFO(who << ": " << r.words);
    CHECK(r.outcome == outcome::copied);
    CHECK(r.ended - told.signal->executed < promptly);
  }
}

} // namespace

TEST_CASE("who can not copy is named with the reason, and the others copy") {
  world all{{master(),
             half(),
             quarter(),
             {"tiny", {{"USD", "3"}}, key_given::right, roomy()},
             {"tied", {{"USD", "500"}}, key_given::right, roomy()},
             {"nokey", {{"USD", "500"}}, key_given::none},
             {"badkey", {{"USD", "500"}}, key_given::wrong_secret}}};
  auto& at = all.at();
  // An own order holds nearly all that he has.
  REQUIRE(at.owner("tied").limit_order("buy", "ETHUSD", "1.24", "399"));
  all.master_market("buy", "XBTUSD", "0.01");
  const auto told = all.settled(1);
  CHECK(row_of(told[0], "tiny").outcome == outcome::skipped);
  CHECK(row_of(told[0], "tiny").why == reason::carried);
  // Whether his own balance or the exchange says it depends on which is newer.
  const auto tied = row_of(told[0], "tied").why;
  CHECK((tied == reason::insufficient_cash
         || tied == reason::insufficient_funds_at_venue));
  CHECK(row_of(told[0], "nokey").why == reason::not_configured);
  CHECK(row_of(told[0], "badkey").why == reason::credentials_refused);
  CHECK(told[0].rows.size() == 6);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
  for (const auto* who : {"tiny", "nokey", "badkey"})
    CHECK(at.orders(who).empty());
  CHECK(all.account("nokey").phase == actors::account_phase::not_configured);
  CHECK(all.account("badkey").phase == actors::account_phase::failed);
}

TEST_CASE("one account's broken venue holds up no other account") {
  const auto trouble = GENERATE(as<std::string>{}, "hang:account=poor",
                                "drop:account=poor", "garbage:account=poor",
                                "bad-gateway:account=poor", "a banned key");
  CAPTURE(trouble);
  world all{{master(),
             half(),
             quarter(),
             {"poor", {{"USD", "500"}}, key_given::right, roomy()}}};
  auto& at = all.at();
  if (trouble.find(':') != trouble.npos)
    at.fault(trouble);
  else
    at.server().call([](paper::controls& c) {
      c.gate.ban("poor-key-for-the-engine", "EAPI:Invalid key");
    });

  all.master_market("buy", "XBTUSD", "0.01");
  check_the_others(all, 0);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
  all.master_market("sell", "XBTUSD", "0.01");
  check_the_others(all, 1);
  CHECK(at.holds("half", "BTC").is_zero());
  CHECK(at.holds("quarter", "BTC").is_zero());

  CHECK(keys_are_unique(at.orders("poor")));
}

TEST_CASE("a sale that the venue refuses waits, and is done when it can be") {
  world all{{master(),
             half(),
             quarter(),
             {"poor", {{"USD", "500"}}, key_given::right, roomy()}}};
  auto& at = all.at();
  all.master_market("buy", "XBTUSD", "0.01");
  (void)all.settled(1);
  at.fault("rate-limit:account=poor,endpoint=AddOrder");
  all.master_market("sell", "XBTUSD", "0.01");
  check_the_others(all, 1);
  CHECK(at.holds("poor", "BTC") == number("0.005"));
  at.clear_faults();
  CHECK(all.ended_row(1, "poor", 60s).outcome == outcome::copied);
  CHECK(at.holds("poor", "BTC").is_zero());
  CHECK(keys_are_unique(at.orders("poor")));
}

TEST_CASE("a follower that fails at each signal is quarantined, alone") {
  auto absurd = roomy();
  absurd.multiplier = ratio{number("100000000000000000000")};
  world all{{master(),
             half(),
             quarter(),
             {"absurd", {{"USD", "500"}}, key_given::right, absurd}}};
  auto& at = all.at();
  std::vector<reason> said;
  while (said.size() < 12 && !std::ranges::count(said, reason::quarantined)) {
    all.master_market("buy", "XBTUSD", "0.001");
    said.push_back(all.ended_row(said.size(), "absurd", 60s).why);
    check_the_others(all, said.size() - 1);
  }
  CHECK(said.front() == reason::internal_error);
  CHECK(said.back() == reason::quarantined);
  CHECK(at.orders("absurd").empty());
  CHECK(at.copies("half").size() == said.size());
  CHECK(at.copies("quarter").size() == said.size());
}
