#include "actors/switches.hpp"
#include "test/simulation/kit.hpp"

#include <catch2/catch_test_macros.hpp>

// Copy books compared with what they should hold, and put right, by the
// running actors.

using namespace lockstep;
using namespace lockstep::simulated;
using namespace lockstep::simulated::kit;
using copytrade::direction;
using copytrade::gap_cause;

namespace {

/// The one line of a plan.
copytrade::plan_line line_of(engine_world& all, const std::string& who) {
  REQUIRE(all.run_until([&] { return !all.review(who).unsettled(); }, 5min));
  const auto found = all.review(who);
  REQUIRE(found.plan.size() == 1);
  return found.plan.front();
}

copytrade::row repaired(engine_world& all, const std::string& who) {
  const auto line = line_of(all, who);
  REQUIRE(line.order);
  const auto id = all.repair(*line.order);
  REQUIRE(
    all.run_until([&] { return is_final(all.row_of(id).outcome); }, 5min));
  all.run_for(5s);
  return all.row_of(id);
}

bool is_right(engine_world& all, const std::string& who) {
  const auto found = all.review(who);
  return !found.unsettled() && found.plan.empty();
}

void trade(engine_world& all, const char* side, const char* volume,
           size_t signals) {
  all.exchange().market_order("master", side, "XBTUSD", volume);
  REQUIRE(all.run_until([&] { return all.settled(signals); }, 5min));
}

/// The exchange refuses half's next order.
void refuse(engine_world& all) {
  all.exchange().fault("error:account=half,endpoint=AddOrder,next=1,"
                       "text=EOrder:Insufficient funds");
}

} // namespace

TEST_CASE("books that copied everything are right") {
  engine_world all{with(master_half_quarter())};
  REQUIRE(all.run_until_ready());
  trade(all, "buy", "0.01", 1);
  trade(all, "sell", "0.004", 2);
  all.run_for(10s);
  CHECK(is_right(all, "half"));
  CHECK(is_right(all, "quarter"));
}

TEST_CASE("what the exchange refused is bought by a signal of its own, once") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  refuse(all);
  trade(all, "buy", "0.01", 1);
  all.run_for(2min); // far too late for an entry
  const auto line = line_of(all, "half");
  REQUIRE(line.gaps.missing.size() == 1);
  CHECK(line.gaps.missing[0].cause == gap_cause::rejected);
  CHECK(at.holds("half", "BTC").is_zero()); // looking changes nothing

  const auto row = repaired(all, "half");
  CHECK(row.outcome == outcome::copied);
  CHECK(row.executed == quantity{number("0.005")});
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.copies("quarter").size() == 1); // it was for half alone
  const auto rows = all.journal_file().read().rows();
  CHECK(std::ranges::count_if(*rows,
                              [](const auto& each) {
                                return each.signal.starts_with("reconcile/");
                              })
        == 1);
  CHECK(is_right(all, "half"));
  CHECK(keys_are_unique(at, "half"));

  SECTION("and goes with the master from then on, also after a crash") {
    all.crash();
    all.start();
    REQUIRE(all.run_until_ready());
    CHECK(all.book("half", "BTC") == number("0.005"));
    all.run_for(20s);
    CHECK(is_right(all, "half"));
    trade(all, "sell", "0.01", 3);
    CHECK(at.holds("half", "BTC").is_zero());
    CHECK(at.holds("quarter", "BTC").is_zero());
  }
}

TEST_CASE("a repair that a crash cut off is done once, or not at all") {
  for (const auto after : {1ms, 10ms, 30ms, 55ms, 80ms, 120ms}) {
    engine_world all{with(master_half_quarter())};
    auto& at = all.exchange();
    REQUIRE(all.run_until_ready());
    refuse(all);
    trade(all, "buy", "0.01", 1);
    all.run_for(10s);
    const auto order = line_of(all, "half").order;
    REQUIRE(order);
    all.repair(*order);
    all.run_for(after);
    all.crash();
    all.run_for(5s);
    all.start();
    REQUIRE(all.run_until_ready());
    REQUIRE(all.run_until([&] { return all.settled(2); }, 5min));
    all.run_for(10s);
    INFO(after.count() << " ms");
    CHECK(at.copies("half").size() <= 2);
    CHECK(at.holds("half", "BTC") == number("0.005"));
    CHECK(all.book("half", "BTC") == number("0.005"));
    CHECK(keys_are_unique(at, "half"));
    CHECK(is_right(all, "half"));
  }
}

TEST_CASE("a halt of entries stops a purchase, and is said") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  all.tell(actors::set_halt(all.world(), actors::halt_level::entries));
  trade(all, "buy", "0.01", 1);
  all.run_for(10s);
  const auto line = line_of(all, "half");
  CHECK(line.gaps.missing.at(0).cause == gap_cause::halted);
  CHECK_FALSE(line.order);
  CHECK(line.limit->why == reason::halted);

  SECTION("also if it comes after the plan") {
    all.tell(actors::set_halt(all.world(), actors::halt_level::none));
    const auto order = line_of(all, "half").order;
    REQUIRE(order);
    all.tell(actors::set_halt(all.world(), actors::halt_level::entries));
    const auto id = all.repair(*order);
    all.run_for(10s);
    CHECK(all.row_of(id).why == reason::halted);
    CHECK(at.holds("half", "BTC").is_zero());
  }
  SECTION("until it is over") {
    all.tell(actors::set_halt(all.world(), actors::halt_level::none));
    CHECK(repaired(all, "half").outcome == outcome::copied);
    CHECK(at.holds("half", "BTC") == number("0.005"));
    CHECK(is_right(all, "half"));
  }
}

TEST_CASE("what a cap cut stays unbought, unless the cap was raised") {
  auto members = master_half_quarter();
  members[1].copy.limits.max_user_risk = percent(5); // 25 USD
  engine_world all{with(members)};
  REQUIRE(all.run_until_ready());
  trade(all, "buy", "0.01", 1);
  all.run_for(10s);
  const auto line = line_of(all, "half");
  CHECK(line.gaps.missing.at(0).cause == gap_cause::clipped);
  CHECK_FALSE(line.order);
  CHECK(line.limit->why == reason::risk_cap);
}

TEST_CASE(
  "what its owner sold is bought back, and his own coins are not sold") {
  auto members = master_half_quarter();
  members[1].owns["BTC"] = "0.1";
  engine_world all{with(members)};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  trade(all, "buy", "0.01", 1);
  all.run_for(10s);
  at.market_order("half", "sell", "XBTUSD", "0.102");
  all.run_for(90s);
  const auto line = line_of(all, "half");
  REQUIRE(line.gaps.missing.size() == 1);
  CHECK(line.gaps.missing[0].cause == gap_cause::manual);
  CHECK(repaired(all, "half").executed == quantity{number("0.002")});
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(is_right(all, "half"));
  at.deposit("half", "BTC", "1"); // his own
  all.run_for(1min);
  trade(all, "sell", "0.01", 3);
  CHECK(at.holds("half", "BTC") == number("1"));
}

TEST_CASE("what a follower kept while he was away is sold") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  trade(all, "buy", "0.01", 1);
  // Out of service, he is not asked: the copier writes his rows.
  for (int i = 0; i < 8; ++i) {
    if (all.actor("follower:half").phase == actors::actor_phase::running)
      all.kill("follower:half");
    all.run_for(5s);
  }
  trade(all, "sell", "0.006", 2);
  REQUIRE(all.row(1, "half").why == reason::quarantined);
  all.crash();
  all.start();
  REQUIRE(all.run_until_ready());
  all.run_for(20s);
  const auto line = line_of(all, "half");
  CHECK(line.gaps.surplus == quantity{number("0.003")});
  CHECK(line.gaps.surplus_cause == gap_cause::missed);
  REQUIRE(line.order);
  CHECK(line.order->direction == direction::exit);
  CHECK(repaired(all, "half").outcome == outcome::copied);
  CHECK(at.holds("half", "BTC") == number("0.002"));
  CHECK(at.holds("quarter", "BTC") == number("0.001"));
  CHECK(is_right(all, "half"));
  trade(all, "sell", "0.004", 4);
  CHECK(at.holds("half", "BTC").is_zero());
}

TEST_CASE("while an order has no end, nothing is planned for its asset") {
  auto setup = with(master_half_quarter());
  setup.private_streams_max = 0;
  engine_world all{setup};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("hang:account=half,endpoint=AddOrder,next=1");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  all.run_for(15s);
  auto found = all.review("half");
  CHECK(found.unsettled());
  for (const auto& line : found.plan)
    CHECK_FALSE(line.order);
  // When it is proved that it never arrived, it is missing.
  REQUIRE(all.run_until([&] { return all.settled(1); }, 5min));
  all.run_for(10s);
  CHECK(line_of(all, "half").gaps.missing.at(0).why == reason::never_arrived);
  CHECK(repaired(all, "half").outcome == outcome::copied);
  CHECK(at.holds("half", "BTC") == number("0.005"));
}

TEST_CASE("a sale that waits for the end of a halt is not planned again") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  trade(all, "buy", "0.01", 1);
  all.run_for(10s);
  all.tell(actors::set_halt(all.world(), actors::halt_level::everything));
  at.market_order("master", "sell", "XBTUSD", "0.01");
  all.run_for(10s);
  const auto found = all.review("half");
  REQUIRE(found.plan.size() == 1);
  CHECK_FALSE(found.plan[0].order);
  CHECK(found.plan[0].busy.find("exit_pending") != std::string::npos);
  all.tell(actors::set_halt(all.world(), actors::halt_level::none));
  REQUIRE(all.run_until([&] { return all.settled(2); }, 5min));
  all.run_for(10s);
  CHECK(is_right(all, "half"));
}

TEST_CASE("before the master's history is read nothing is planned") {
  auto setup = with(master_half_quarter());
  engine_world all{setup};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  trade(all, "buy", "0.01", 1);
  all.crash();
  at.market_order("master", "sell", "XBTUSD", "0.01");
  at.fault("hang:account=master,endpoint=TradesHistory");
  all.start();
  REQUIRE(all.run_until_ready());
  all.run_for(10s);
  CHECK_FALSE(all.review("half").busy.empty());
  at.clear_faults();
  REQUIRE(all.run_until([&] { return is_right(all, "half"); }, 5min));
  CHECK(at.holds("half", "BTC").is_zero());
}

TEST_CASE("a repair for nobody is refused") {
  engine_world all{with(master_half_quarter())};
  REQUIRE(all.run_until_ready());
  copytrade::repair_order order;
  order.account = account_id{"nobody"};
  CHECK_THROWS(all.repair(order));
  CHECK(all.signals().empty());
}
