#include "test/simulation/kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

// A stop is in order and in time, whatever the exchange does meanwhile.

using namespace lockstep;
using namespace lockstep::simulated;
using namespace lockstep::simulated::kit;

TEST_CASE("a stop with nothing open finds nothing open") {
  engine_world all{with(master_half_quarter())};
  REQUIRE(all.run_until_ready());
  all.exchange().market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  const auto left = all.stop();
  CHECK(left.late.empty());
  CHECK(left.troubles.empty());
  CHECK(left.signals.size() == 1);
  for (const auto& account : left.accounts)
    CHECK(account.open.empty());
}

TEST_CASE("an order that hangs at the exchange is left open, and nobody late") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  const auto trouble = GENERATE(as<std::string>{}, "hang", "hang-executed");
  CAPTURE(trouble);
  at.fault(trouble + ":account=half");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  all.run_for(3s); // his balance is waited for, then his order is sent
  const auto since = all.now();
  const auto left = all.stop();
  CHECK(all.now() - since < 10s);
  CHECK(left.late.empty());
  CHECK(left.troubles.empty());
  REQUIRE(left.accounts.size() == 3);
  REQUIRE(left.accounts[1].open.size() == 1);
  CHECK(left.accounts[1].open.front().outcome == outcome::unresolved);
  CHECK(left.accounts[2].open.empty());

  at.clear_faults();
  all.start();
  REQUIRE(all.run_until([&] { return all.settled(1); }, 5min));
  CHECK(keys_are_unique(at, "half"));
  CHECK(at.orders("half").size() == (trouble == "hang" ? 0 : 1));
}

TEST_CASE("an order that is answered during the stop is not left open") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("latency:account=half,endpoint=AddOrder,delay=1s");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  all.run_for(500ms);
  REQUIRE(all.row(0, "half").outcome == outcome::unresolved);
  const auto left = all.stop();
  CHECK(left.late.empty());
  REQUIRE(left.accounts.size() == 3);
  CHECK(left.accounts[1].open.empty());
  CHECK(at.holds("half", "BTC") == number("0.005"));
}

TEST_CASE("what the master does during a stop is copied after the next start") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("hang:account=half,endpoint=BalanceEx");
  all.run_for(30s); // a question hangs when the stop comes, so it takes a while
  all.time().after(500ms,
                   [&] { at.market_order("master", "buy", "XBTUSD", "0.01"); });
  const auto left = all.stop();
  at.clear_faults();
  all.start();
  REQUIRE(all.run_until([&] { return all.settled(1); }, 30s));
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
}
