#include "test/simulation/kit.hpp"

#include <catch2/catch_test_macros.hpp>

// Orders of which nobody knows for a while what became of them.

using namespace lockstep;
using namespace lockstep::simulated;
using namespace lockstep::simulated::kit;

namespace {

/// Nobody but the questions tells what becomes of an order.
world_setup without_streams() {
  auto setup = with(master_half_quarter());
  setup.private_streams_max = 0;
  return setup;
}

bool ended(engine_world& all, size_t signal, const std::string& who) {
  return is_final(all.row(signal, who).outcome);
}

} // namespace

TEST_CASE("an order whose reply was lost is found, and is one order") {
  engine_world all{without_streams()};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("lost-reply:account=half,endpoint=AddOrder,next=1");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  CHECK(at.faults_used_up());
  CHECK(all.row(0, "half").outcome == outcome::copied);
  CHECK(at.orders("half").size() == 1);
  CHECK(at.holds("half", "BTC") == number("0.005"));
}

TEST_CASE("an order that views show late is found when they do") {
  engine_world all{without_streams()};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("lost-reply:account=half,endpoint=AddOrder,next=1");
  at.fault("view-lag:account=half,delay=40s");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  all.run_for(35s);
  CHECK(all.row(0, "half").outcome == outcome::unresolved);
  REQUIRE(all.run_until([&] { return ended(all, 0, "half"); }, 2min));
  CHECK(all.row(0, "half").outcome == outcome::copied);
  CHECK(at.orders("half").size() == 1);
}

TEST_CASE("an entry that never arrived expires after a minute of answers") {
  engine_world all{without_streams()};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("hang:account=half,endpoint=AddOrder,next=1");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  const auto since = all.now();
  REQUIRE(all.run_until([&] { return ended(all, 0, "half"); }, 5min));
  CHECK(all.row(0, "half").outcome == outcome::expired);
  // A lifetime of 10 s, 5 s more, and then a minute of polls.
  CHECK(all.now() - since >= 75s);
  CHECK(all.now() - since <= 95s);
  all.run_for(5min);
  CHECK(at.orders("half").empty());
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
}

TEST_CASE("an outage stops the clock that proves absence") {
  engine_world all{without_streams()};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("hang:account=half,endpoint=AddOrder,next=1");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  const auto since = all.now();
  all.run_for(40s);
  at.fault("bad-gateway:account=half");
  all.run_for(5min);
  CHECK(all.row(0, "half").outcome == outcome::unresolved);
  at.clear_faults();
  REQUIRE(all.run_until([&] { return ended(all, 0, "half"); }, 5min));
  CHECK(all.row(0, "half").outcome == outcome::expired);
  CHECK(all.now() - since >= 75s + 5min);
  CHECK(at.orders("half").empty());
}

TEST_CASE("an order that executed before a long outage is found after it") {
  engine_world all{without_streams()};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("hang-executed:account=half,endpoint=AddOrder,next=1");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return at.orders("half").size() == 1; }));
  all.network().unplug();
  all.run_for(20min);
  all.network().plug();
  REQUIRE(all.run_until([&] { return ended(all, 0, "half"); }, 5min));
  CHECK(all.row(0, "half").outcome == outcome::copied);
  CHECK(all.book("half", "BTC") == number("0.005"));
}

TEST_CASE("a sale that never arrived is worked out anew, under a new key") {
  engine_world all{without_streams()};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  at.fault("hang:account=half,endpoint=AddOrder,next=1");
  at.market_order("master", "sell", "XBTUSD", "0.01");
  all.run_for(60s);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  REQUIRE(all.run_until([&] { return all.settled(2); }, 5min));
  CHECK(all.row(1, "half").outcome == outcome::copied);
  CHECK(at.holds("half", "BTC").is_zero());
  CHECK(count_of(at.orders("half"), side::sell) == 1);
}

TEST_CASE("an exit while the entry is unknown sells all of it, once") {
  engine_world all{without_streams()};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("lost-reply:account=half,endpoint=AddOrder,next=1");
  at.fault("view-lag:account=half,delay=15s");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  all.run_for(3s);
  at.market_order("master", "sell", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(2); }, 5min));
  CHECK(at.holds("half", "BTC").is_zero());
  CHECK(all.book("half", "BTC").is_zero());
  CHECK(count_of(at.orders("half"), side::buy) == 1);
  CHECK(count_of(at.orders("half"), side::sell) == 1);
}

TEST_CASE("an order that is throttled is sent again when it may, once") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("throttled:account=half,next=1,endpoint=AddOrder,delay=3s");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  CHECK(all.row(0, "half").outcome == outcome::copied);
  CHECK(at.orders("half").size() == 1);
}

TEST_CASE("at the limit an entry gives up in time, and an exit has a reserve") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  constexpr auto full = "error:account=half,endpoint=AddOrder,next=1,"
                        "text=EOrder:Rate limit exceeded";
  at.fault(full);
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(2); }));
  CHECK(all.row(1, "half").why == reason::rate_limited);
  CHECK(at.orders("half").size() == 1);

  at.fault(full);
  const auto since = all.now();
  at.market_order("master", "sell", "XBTUSD", "0.02");
  REQUIRE(all.run_until([&] { return at.holds("half", "BTC").is_zero(); }));
  CHECK(all.now() - since < 5s);
  CHECK(keys_are_unique(at, "half"));
}

TEST_CASE("who dies between disk and broker leaves no order without an end") {
  for (const auto& seed : {1U, 2U, 3U}) {
    engine_world all{with(master_half_quarter(), seed)};
    auto& at = all.exchange();
    REQUIRE(all.run_until_ready());
    at.market_order("master", "buy", "XBTUSD", "0.01");
    REQUIRE(all.time().run_until([&] {
      return !all.journal_file().read().intents(account_id{"half"})->empty();
    }));
    all.kill("follower:half");
    all.run_for(30s);
    REQUIRE(all.actor("follower:half").restarts == 1);
    REQUIRE(all.run_until([&] { return all.settled(1); }, 5min));
    // Nobody sent it, so it was looked for, and never bought.
    CHECK(at.orders("half").empty());
    CHECK(all.row(0, "half").outcome == outcome::expired);
    CHECK(at.holds("quarter", "BTC") == number("0.0025"));

    at.market_order("master", "buy", "XBTUSD", "0.01");
    REQUIRE(all.run_until([&] { return all.settled(2); }, 5min));
    CHECK(all.row(1, "half").outcome == outcome::copied);
    CHECK(keys_are_unique(at, "half"));
  }
}
