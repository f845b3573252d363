#include "test/e2e/kit.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

// Orders of which nobody knows for a while what became of them.

using namespace lockstep;
using namespace lockstep::e2e;
using copytrade::outcome;

namespace {

copytrade::follower_settings roomy() {
  copytrade::follower_settings copy;
  copy.limits.max_user_risk = percent(60);
  return copy;
}

std::vector<member> master_half_quarter() {
  return {{"master", {{"USD", "1000"}}},
          {"half", {{"USD", "500"}}, key_given::right, roomy()},
          {"quarter", {{"USD", "250"}}, key_given::right, roomy()}};
}

size_t count_of(const std::vector<paper::order>& orders, side which) {
  return static_cast<size_t>(
    std::ranges::count(orders, which, &paper::order::side));
}

} // namespace

TEST_CASE("an order whose reply was lost on a reused connection is one order") {
  world all{master_half_quarter()};
  auto& at = all.at();
  at.fault("lost-reply:account=half,endpoint=AddOrder,reused=true,next=1");
  all.master_market("buy", "XBTUSD", "0.01");
  const auto told = all.settled(1);
  CHECK(at.faults_used_up());
  CHECK(row_of(told[0], "half").outcome == outcome::copied);
  CHECK(at.orders("half").size() == 1);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
}

TEST_CASE("lost replies of all followers at once are one order for each") {
  world all{master_half_quarter(), {.private_streams_max = 0}};
  auto& at = all.at();
  at.fault("lost-reply:endpoint=AddOrder,account=half,next=1");
  at.fault("lost-reply:endpoint=AddOrder,account=quarter,next=1");
  all.master_market("buy", "XBTUSD", "0.01");
  const auto told = all.settled(1);
  CHECK(at.faults_used_up());
  for (const auto* who : {"half", "quarter"}) {
    CHECK(row_of(told[0], who).outcome == outcome::copied);
    CHECK(at.orders(who).size() == 1);
  }
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
}

TEST_CASE("an exit that comes while the entry is unknown sells it all, once") {
  world all{master_half_quarter(), {.private_streams_max = 0}};
  auto& at = all.at();
  // Accepted, no answer, and the order's views show it five seconds later.
  at.fault("lost-reply:account=half,endpoint=AddOrder,next=1");
  at.fault("view-lag:account=half,delay=5s");
  all.master_market("buy", "XBTUSD", "0.01");
  REQUIRE(eventually([&] { return at.orders("half").size() == 1; }));
  REQUIRE(all.ended_row(0, "quarter").outcome == outcome::copied);
  CHECK(row_of(all.engine().signals().at(0), "half").outcome
        == outcome::unresolved);
  all.master_market("sell", "XBTUSD", "0.01");
  CHECK(all.ended_row(1, "quarter").outcome == outcome::copied);
  CHECK(at.holds("half", "BTC") == number("0.005"));

  const auto told = all.settled(2);
  CHECK(row_of(told[0], "half").outcome == outcome::copied);
  CHECK(row_of(told[1], "half").outcome == outcome::copied);
  CHECK(at.holds("half", "BTC").is_zero());
  CHECK(at.holds("quarter", "BTC").is_zero());
  CHECK(all.book("half", "BTC").is_zero());
  const auto orders = at.orders("half");
  CHECK(count_of(orders, side::buy) == 1);
  CHECK(count_of(orders, side::sell) == 1);
}

TEST_CASE("a sale whose reply was lost sells nothing twice") {
  auto members = master_half_quarter();
  members[1].owns["BTC"] = "0.3";
  world all{members, {.private_streams_max = 0}};
  auto& at = all.at();
  all.master_market("buy", "XBTUSD", "0.01");
  (void)all.settled(1);
  at.fault("lost-reply:account=half,endpoint=AddOrder,next=1");
  at.fault("view-lag:account=half,delay=3s");
  all.master_market("sell", "XBTUSD", "0.01");
  const auto told = all.settled(2);
  CHECK(row_of(told[1], "half").outcome == outcome::copied);
  CHECK(at.holds("half", "BTC") == number("0.3"));
  CHECK(count_of(at.orders("half"), side::sell) == 1);
}
