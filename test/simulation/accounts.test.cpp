#include "test/simulation/kit.hpp"

#include <catch2/catch_test_macros.hpp>

// What a key may do, and what an account brings along.

using namespace lockstep;
using namespace lockstep::simulated;
using namespace lockstep::simulated::kit;

namespace {

/// An older gateway, which can not tell the rights of a key.
constexpr auto knows_no_rights
  = "error:endpoint=GetApiKeyInfo,text=EGeneral:Unknown method";

actors::account_report account_named(engine_world& all,
                                     const std::string& who) {
  for (auto& told : all.accounts())
    if (told.account.str() == who)
      return told;
  return {};
}

} // namespace

TEST_CASE("where rights can not be told, a refused withdrawal is proof") {
  auto setup = with(master_half_quarter());
  setup.faults.push_back(paper::parse_fault(knows_no_rights).value());
  engine_world all{setup};
  REQUIRE(all.run_until_ready());
  all.exchange().market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  CHECK(all.exchange().holds("half", "BTC") == number("0.005"));
}

TEST_CASE("where rights can not be told, anything else bars the account") {
  auto setup = with(master_half_quarter());
  setup.faults.push_back(paper::parse_fault(knows_no_rights).value());
  SECTION("the key may withdraw") {
    engine_world all{setup};
    all.exchange().control([](paper::controls& c) {
      c.core.accounts()
        .find_key(virtual_exchange::key_of("half"))
        ->permissions.insert("withdraw-funds");
    });
    REQUIRE(all.run_until_ready());
    CHECK(account_named(all, "half").why == reason::withdrawals_enabled);
    CHECK(account_named(all, "quarter").why == reason::none);
  }
  SECTION("the answer says nothing about rights") {
    setup.faults.push_back(
      paper::parse_fault("error:endpoint=WithdrawMethods,account=half,"
                         "text=EGeneral:Unknown method")
        .value());
    engine_world all{setup};
    REQUIRE(all.run_until_ready());
    CHECK(account_named(all, "half").why == reason::withdrawals_enabled);
    CHECK(account_named(all, "quarter").why == reason::none);
  }
}

TEST_CASE("coins from before are sold only where their owner said so") {
  auto members = master_half_quarter();
  members[1].owns["BTC"] = "0.3";
  members[2].owns["BTC"] = "0.3";
  members[2].copy.adopt_existing = true;
  engine_world all{with(std::move(members))};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  CHECK(all.book("half", "BTC").is_zero());
  CHECK(all.book("quarter", "BTC") == number("0.3"));
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));

  all.crash();
  all.start();
  REQUIRE(all.run_until_ready());
  at.market_order("master", "sell", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(2); }));
  CHECK(at.holds("half", "BTC") == number("0.3"));
  CHECK(at.holds("quarter", "BTC").is_zero());
}

TEST_CASE("the master's coins from before count only if they are to") {
  for (const bool adopt : {false, true}) {
    auto members = master_half_quarter();
    members[0].owns["BTC"] = "0.01";
    auto setup = with(std::move(members));
    setup.rules.adopt_existing = adopt;
    engine_world all{setup};
    auto& at = all.exchange();
    REQUIRE(all.run_until_ready());
    at.market_order("master", "buy", "XBTUSD", "0.01");
    REQUIRE(all.run_until([&] { return all.settled(1); }));
    const auto bought = at.holds("half", "BTC");
    CHECK(bought.is_positive());
    // Half of all he has, or all that he bought since.
    at.market_order("master", "sell", "XBTUSD", "0.01");
    REQUIRE(all.run_until([&] { return all.settled(2); }));
    const auto kept = at.holds("half", "BTC");
    if (adopt)
      CHECK(abs(bought - kept - kept) <= number("0.00000001"));
    else
      CHECK(kept.is_zero());
  }
}
