#include "test/simulation/kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

// What all accounts need at once: the exchange, the streams, the network, and
// the actors that everybody uses.

using namespace lockstep;
using namespace lockstep::simulated;
using namespace lockstep::simulated::kit;

namespace {

void buy_and_settle(engine_world& all, size_t signals) {
  all.exchange().market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(signals); }));
}

} // namespace

TEST_CASE("in maintenance entries expire, exits wait and go first") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  // The last that the engine hears before it: a sale and a buy.
  at.market_order("master", "sell", "XBTUSD", "0.01");
  all.run_for(10ms);
  at.market_order("master", "buy", "ETHUSD", "0.2");
  at.set_status(trading_status::maintenance);
  all.run_for(90s);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(all.row(1, "half").outcome == outcome::exit_pending);
  CHECK(is_final(all.row(2, "half").outcome));
  CHECK(all.row(2, "half").executed.is_zero());

  at.set_status(trading_status::online);
  all.run_for(100ms);
  at.market_order("master", "buy", "ETHUSD", "0.2");
  REQUIRE(all.run_until([&] { return all.settled(4); }, 3min));
  CHECK(at.holds("half", "BTC").is_zero());
  CHECK(at.holds("half", "ETH").is_positive());
  const auto orders = at.copies("half");
  const auto sold = std::ranges::find(orders, side::sell, &paper::order::side);
  const auto bought = std::ranges::find(orders, symbol_id{"ETH/USD"},
                                        &paper::order::symbol);
  REQUIRE(sold != orders.end());
  REQUIRE(bought != orders.end());
  CHECK(sold->opened < bought->opened);
}

TEST_CASE("an exchange that drops all streams sees few connects, and copies") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  const auto until = all.now() + 10min;
  while (all.now() < until) {
    at.control([](paper::controls& c) { c.disconnect({}); });
    all.run_for(3s);
  }
  CHECK(all.network().connects() > 100); // else this proves nothing
  CHECK(all.network().connects() <= 140);
  buy_and_settle(all, 1);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
}

TEST_CASE("a stream whose token is refused comes back with a new one") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  for (int i = 0; i < 3; ++i) {
    at.control([](paper::controls& c) {
      c.tokens.invalidate({});
      c.disconnect({});
    });
    all.run_for(30s);
  }
  const auto since = all.now();
  buy_and_settle(all, 2);
  CHECK(all.now() - since < 1s); // by the stream, not by the history
  CHECK(at.holds("half", "BTC") == number("0.01"));
}

TEST_CASE("an execution that the stream lost is read again, and counts once") {
  const auto trouble = GENERATE(as<std::string>{}, "ws-gap", "ws-duplicate",
                                "ws-disconnect");
  CAPTURE(trouble);
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  const auto order = at.limit_order("master", "buy", "XBTUSD", "0.01", "9990");
  all.run_for(1s);
  at.fault(trouble + ":account=master,next=1");
  for (const auto* part : {"0.004", "0.003", "0.003"}) {
    at.fill(order, {part});
    all.run_for(5s);
  }
  CHECK(at.faults_used_up());
  REQUIRE(all.run_until(
    [&] { return at.holds("half", "BTC") == number("0.005"); }, 2min));
  all.run_for(3min); // the history is read over and over
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
  CHECK(keys_are_unique(at, "half"));
}

TEST_CASE("a cut network costs entries their time, and no exit its way") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  all.network().unplug();
  at.market_order("master", "sell", "XBTUSD", "0.004");
  at.market_order("master", "buy", "ETHUSD", "0.2");
  all.run_for(3min);
  all.network().plug();
  REQUIRE(all.run_until([&] { return all.settled(3); }, 5min));
  CHECK(at.holds("half", "BTC") == number("0.003"));
  CHECK(at.holds("half", "ETH").is_zero());
  CHECK(at.holds("quarter", "BTC") == number("0.0015"));
}

TEST_CASE("a copier that dies with executions in its hands loses none") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.market_order("master", "buy", "XBTUSD", "0.01");
  // It has heard of the fill and asks for the equity; nothing is journaled.
  all.run_for(80ms);
  REQUIRE(all.signals().empty());
  all.kill("copier:master");
  REQUIRE(all.run_until([&] { return all.settled(1); }, 30s));
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
}

TEST_CASE("who is restarted still tells those who listened to him before") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  for (const auto* name : {"broker:half", "broker:master", "market:kraken"}) {
    all.kill(name);
    all.run_for(2s);
    CHECK(all.actor(name).restarts == 1);
  }
  buy_and_settle(all, 1);
  CHECK(all.row(0, "half").outcome == outcome::copied);
  CHECK(all.book("half", "BTC") == number("0.005"));
  at.market_order("master", "sell", "XBTUSD", "0.01");
  at.set_status(trading_status::maintenance);
  all.run_for(90s);
  CHECK(all.row(1, "half").why == reason::venue_not_trading);
  at.set_status(trading_status::online);
  CHECK(all.run_until([&] { return all.settled(2); }, 2min));
}

TEST_CASE("a broker that dies while his order is on its way finds it again") {
  for (const auto* trouble : {"hang", "hang-executed", "lost-reply"}) {
    CAPTURE(trouble);
    engine_world all{with(master_half_quarter())};
    auto& at = all.exchange();
    REQUIRE(all.run_until_ready());
    at.fault(std::string{trouble} + ":account=half,endpoint=AddOrder,next=1");
    at.market_order("master", "buy", "XBTUSD", "0.01");
    REQUIRE(all.run_until([&] { return at.faults_used_up(); }, 10s, 1ms));
    all.kill("broker:half");
    REQUIRE(all.run_until([&] { return all.settled(1); }, 5min));
    const bool lost = trouble == std::string_view{"hang"};
    CHECK(at.orders("half").size() == (lost ? 0 : 1));
    CHECK(all.row(0, "half").outcome
          == (lost ? outcome::expired : outcome::copied));
    CHECK(all.book("half", "BTC") == at.holds("half", "BTC"));
  }
}

TEST_CASE("what all need is tried again for ever, and its outage is told") {
  const auto name = GENERATE(as<std::string>{}, "journal", "market:kraken",
                             "copier:master");
  CAPTURE(name);
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  for (int i = 0; i < 8; ++i) {
    REQUIRE(all.run_until(
      [&] { return all.actor(name).phase == actors::actor_phase::running; }));
    all.kill(name);
    all.run_for(1s);
  }
  REQUIRE(all.troubles().size() == 1);
  CHECK(all.troubles().front().starts_with(name + " is out of service"));
  all.run_for(2min);
  CHECK(all.actor(name).phase == actors::actor_phase::running);
  CHECK(all.troubles().front().starts_with(name + " was out of service"));
  buy_and_settle(all, 2);
  CHECK(at.holds("half", "BTC") == number("0.01"));
}
