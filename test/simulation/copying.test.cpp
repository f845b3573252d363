#include "test/simulation/kit.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::simulated;
using namespace lockstep::simulated::kit;

namespace {

/// A small story, and the hash of all that was said in it.
uint64_t trace_of(uint64_t seed, uint64_t early = 0) {
  auto setup = with(master_half_quarter(), seed);
  setup.early_timer_one_in = early;
  setup.prices_move = true;
  engine_world all{setup};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("lost-reply:account=half,endpoint=AddOrder,chance=0.5");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  all.run_for(20s);
  at.market_order("master", "sell", "XBTUSD", "0.004");
  all.run_for(40s);
  return all.time().trace_hash();
}

} // namespace

TEST_CASE("what the master buys and sells is copied to the lot") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.0025"));
  CHECK(all.row(0, "half").outcome == outcome::copied);

  at.market_order("master", "sell", "XBTUSD", "0.004");
  REQUIRE(all.run_until([&] { return all.settled(2); }));
  CHECK(at.holds("half", "BTC") == number("0.003"));
  at.market_order("master", "sell", "XBTUSD", "0.006");
  REQUIRE(all.run_until([&] { return all.settled(3); }));
  CHECK(at.holds("half", "BTC").is_zero());
  CHECK(at.holds("quarter", "BTC").is_zero());
  CHECK(all.book("half", "BTC").is_zero());
}

TEST_CASE("the same seed makes the same world, to the byte") {
  const auto first = trace_of(7);
  CHECK(trace_of(7) == first);
  CHECK(trace_of(8) != first);
  CHECK(trace_of(7, 20) != first);
  CHECK(trace_of(7, 20) == trace_of(7, 20));
}

TEST_CASE("where streams tell everything, a copy is done after a round trip") {
  auto setup = with(master_half_quarter());
  setup.latency = 50ms;
  engine_world all{setup};
  REQUIRE(all.run_until_ready());
  all.run_for(20s); // the limits of the start are over
  all.exchange().market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  const auto signal = all.signals().front().signal;
  const auto row = all.row(0, "half");
  // 50 ms until the fill is known here, 100 ms for the order; and what it takes
  // to gather. Nothing is asked before.
  CHECK(signal->equity_before == notional{decimal{1000}});
  CHECK(row.ended - signal->executed >= 150ms);
  CHECK(row.ended - signal->executed <= 180ms);
  CHECK(all.exchange().holds("half", "BTC") == number("0.005"));
}

TEST_CASE("whose money moved a moment ago is asked before he copies") {
  auto setup = with(master_half_quarter());
  setup.latency = 50ms;
  engine_world all{setup};
  REQUIRE(all.run_until_ready());
  all.run_for(20s); // the limits of the start are over
  all.exchange().deposit("half", "USD", "1");
  all.run_for(100ms);
  all.exchange().market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  const auto signal = all.signals().front().signal;
  const auto row = all.row(0, "half");
  // 50 ms until the fill is known here, 100 ms for the balance, 100 ms for the
  // order; and what it takes to gather.
  CHECK(row.ended - signal->executed >= 250ms);
  CHECK(row.ended - signal->executed <= 280ms);
}

TEST_CASE("a deposit that was told a moment ago counts in the next copy") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  all.run_for(20s);
  at.deposit("half", "USD", "500");
  at.deposit("master", "USD", "1000");
  all.run_for(100ms);
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  CHECK(all.signals().front().signal->equity_before == notional{decimal{2000}});
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(at.holds("quarter", "BTC") == number("0.00125"));
}

TEST_CASE("money that an order by hand holds is not spent by a copy") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  all.run_for(20s);
  at.limit_order("half", "buy", "ETHUSD", "4.8", "100"); // 480 of his 500
  all.run_for(100ms);
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  CHECK(all.exchange().holds("quarter", "BTC") == number("0.0025"));
  // He copies with what is free, and nothing is refused by the exchange.
  CHECK(all.row(0, "half").outcome != outcome::failed);
  CHECK(at.holds("half", "BTC") < number("0.002"));
}

TEST_CASE("an exchange whose clock is wrong is copied from all the same") {
  for (const duration ahead : {duration{150s}, duration{-150s}}) {
    auto setup = with(master_half_quarter());
    setup.clock_ahead = ahead;
    engine_world all{setup};
    auto& at = all.exchange();
    REQUIRE(all.run_until_ready());
    all.run_for(2s); // the offset is only known to a second
    at.market_order("master", "buy", "XBTUSD", "0.01");
    REQUIRE(all.run_until([&] { return all.settled(1); }));
    CHECK(all.row(0, "half").why == reason::none);
    CHECK(at.holds("half", "BTC") == number("0.005"));
    // The second order's size depends on a balance that has the first in it.
    at.market_order("master", "buy", "ETHUSD", "0.2");
    REQUIRE(all.run_until([&] { return all.settled(2); }));
    CHECK(at.holds("half", "ETH") == number("0.1"));
  }
}

TEST_CASE("killed and started again, the engine catches up to the same books") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  const auto order = at.limit_order("master", "buy", "XBTUSD", "0.01", "9990");
  all.run_for(1s);
  at.fill(order, {"0.004"});
  REQUIRE(all.run_until([&] { return !at.holds("half", "BTC").is_zero(); }));
  all.crash();
  at.fill(order, {"0.0035"});
  all.run_for(5s);
  all.start();
  REQUIRE(all.run_until(
    [&] { return at.holds("half", "BTC") == number("0.00375"); }));
  at.fill(order, {"0.0025"});
  CHECK(
    all.run_until([&] { return at.holds("half", "BTC") == number("0.005"); }));
  CHECK(all.run_until(
    [&] { return at.holds("quarter", "BTC") == number("0.0025"); }));
  CHECK(keys_are_unique(at, "half"));
}

TEST_CASE("an order that ended while nobody listened is closed afterwards") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  const auto order = at.limit_order("master", "buy", "XBTUSD", "0.01", "9990");
  all.run_for(1s);
  at.fill(order, {"0.00996"});
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  const auto closed = [&] {
    const auto notes = all.journal_file().read().notes(account_id{"half"});
    return std::ranges::any_of(*notes, [&](const journal::note_record& note) {
      return note.kind == "closing" && note.key == order.str()
             && note.why == reason::below_minimum;
    });
  };
  SECTION("during a crash") {
    all.crash();
    at.fill(order, {"0.00004"}); // half of it is too small to be ordered
    all.run_for(5s);
    all.start();
  }
  SECTION("in a gap of the stream") {
    at.fault("ws-disconnect:account=master,next=1");
    at.fill(order, {"0.00004"});
  }
  CHECK(all.run_until(closed, 2min));
  all.run_for(2min);
  CHECK(at.holds("half", "BTC") == number("0.00498"));
}
