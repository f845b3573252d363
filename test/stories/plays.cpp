#include "test/stories/plays.hpp"

#include "actors/switches.hpp"
#include "test/simulation/kit.hpp"

#include <stdexcept>

namespace lockstep::simulated::plays {

using namespace kit;

namespace {

void must(bool done) {
  if (!done)
    throw std::runtime_error{"the story does not come to its end"};
}

void settle(engine_world& all, size_t signals) {
  must(all.run_until([&] { return all.settled(signals); }, 5min));
}

void trade(engine_world& all, const char* side, const char* volume,
           size_t signals) {
  all.exchange().market_order("master", side, "XBTUSD", volume);
  settle(all, signals);
}

} // namespace

world_setup two() {
  return with(master_half_quarter());
}

/// Questions alone tell what becomes of an order.
world_setup without_streams() {
  auto setup = two();
  setup.private_streams_max = 0;
  return setup;
}

world_setup with_coins() {
  auto setup = two();
  setup.members[1].owns["BTC"] = "0.02";
  setup.members[1].copy.adopt_existing = true;
  setup.members[2].owns["BTC"] = "0.3";
  return setup;
}

world_setup with_cap() {
  auto setup = two();
  setup.members[1].copy.limits.max_user_risk = percent(10);
  return setup;
}

world_setup without_cap() {
  auto setup = without_streams();
  auto& half = setup.members[1].copy;
  half.multiplier = ratio{number("2")};
  half.limits.max_user_risk = percent(100);
  return setup;
}

world_setup with_other_money() {
  auto setup = two();
  setup.members[1].owns["USDC"] = "100";
  setup.rules.same_as_currency = {asset_id{"USDC"}};
  setup.rules.other_cash = {asset_id{"ETH"}};
  return setup;
}

/// One of them can not work out a size.
world_setup with_absurd() {
  auto setup = two();
  auto copy = roomy();
  copy.multiplier = ratio{number("100000000000000000000")};
  setup.members.push_back(account("absurd", "500", copy));
  return setup;
}

void plain_copy(engine_world& all) {
  trade(all, "buy", "0.01", 1);
  trade(all, "sell", "0.004", 2);
  trade(all, "sell", "0.006", 3);
}

void partial_fills(engine_world& all) {
  auto& at = all.exchange();
  const auto order = at.limit_order("master", "buy", "XBTUSD", "0.01", "9990");
  all.run_for(1s);
  for (const auto* part : {"0.00004", "0.00008", "0.004", "0.00002"}) {
    at.fill(order, {part});
    all.run_for(5s);
  }
  at.fill(order, {"0.00586"});
  settle(all, 5);
}

void reject(engine_world& all) {
  all.exchange().fault("error:account=half,endpoint=AddOrder,next=1,"
                       "text=EOrder:Insufficient funds");
  trade(all, "buy", "0.01", 1);
  trade(all, "sell", "0.01", 2);
}

void unknown_found(engine_world& all) {
  all.exchange().fault("lost-reply:account=half,endpoint=AddOrder,next=1");
  trade(all, "buy", "0.01", 1);
}

void unknown_not_found(engine_world& all) {
  all.exchange().fault("hang:account=half,endpoint=AddOrder,next=1");
  trade(all, "buy", "0.01", 1);
}

void reconnect(engine_world& all) {
  auto& at = all.exchange();
  at.fault("ws-duplicate:account=half,next=3");
  at.fault("ws-duplicate:account=master,next=3");
  trade(all, "buy", "0.01", 1);
  at.fault("ws-disconnect:account=half,next=1");
  at.fault("ws-disconnect:account=master,next=1");
  trade(all, "buy", "0.004", 2);
  all.kill("broker:master"); // the next one is told everything again
  all.run_for(75s);          // the histories are read again
  trade(all, "sell", "0.014", 3);
}

void follower_crash(engine_world& all) {
  auto& at = all.exchange();
  trade(all, "buy", "0.01", 1);
  at.market_order("master", "buy", "XBTUSD", "0.005");
  must(all.run_until([&] { return at.orders("half").size() == 2; }, 10s, 1ms));
  all.kill("follower:half");
  settle(all, 2);
  trade(all, "sell", "0.005", 3);
}

void kill_and_restart(engine_world& all) {
  auto& at = all.exchange();
  trade(all, "buy", "0.01", 1);
  all.run_for(1s);
  all.crash();
  at.market_order("master", "buy", "XBTUSD", "0.002");
  at.market_order("master", "sell", "XBTUSD", "0.005");
  all.run_for(5s);
  all.start();
  must(all.run_until_ready());
  settle(all, 3);
  trade(all, "sell", "0.007", 4);
}

/// What is known of a master order half way is needed for its other half.
void killed_between_parts(engine_world& all) {
  auto& at = all.exchange();
  const auto order = at.limit_order("master", "buy", "XBTUSD", "0.02", "9990");
  all.run_for(1s);
  at.fill(order, {"0.00406"});
  settle(all, 1);
  at.fill(order, {"0.00006"});
  settle(all, 2);
  all.run_for(1s);
  all.crash();
  all.run_for(5s);
  all.start();
  must(all.run_until_ready());
  at.fill(order, {"0.01588"});
  settle(all, 3);
}

/// He is cut by his cap, and is cut again after a start.
void cap_between_parts(engine_world& all) {
  auto& at = all.exchange();
  const auto order = at.limit_order("master", "buy", "XBTUSD", "0.02", "9990");
  all.run_for(1s);
  at.fill(order, {"0.015"});
  settle(all, 1);
  all.run_for(1s);
  all.crash();
  all.run_for(5s);
  all.start();
  must(all.run_until_ready());
  at.fill(order, {"0.005"});
  settle(all, 2);
}

/// What an order without an answer may cost is not there for the next one.
void killed_with_unknown(engine_world& all) {
  auto& at = all.exchange();
  at.fault("hang:account=half,endpoint=AddOrder,next=1");
  const auto order = at.limit_order("master", "buy", "XBTUSD", "0.06", "9990");
  all.run_for(1s);
  at.fill(order, {"0.02"});
  must(all.run_until([&] { return all.signals().size() == 1; }, 2s, 1ms));
  all.run_for(1s);
  all.crash();
  all.run_for(5s);
  all.start();
  must(all.run_until_ready());
  at.fill(order, {"0.04"});
  settle(all, 2);
}

/// Money of other kinds: one counts as dollars, one, here ether, is only
/// exchanged.
void other_money(engine_world& all) {
  all.exchange().market_order("master", "buy", "ETHUSD", "0.2");
  all.run_for(5s);
  trade(all, "buy", "0.01", 1);
}

/// Until there is a command that flattens: everything halts, the master
/// sells, and what is held goes when it is over.
void halt_and_flatten(engine_world& all) {
  auto& at = all.exchange();
  trade(all, "buy", "0.01", 1);
  all.tell(actors::set_halt(all.world(), actors::halt_level::everything));
  at.market_order("master", "buy", "ETHUSD", "0.2");
  at.market_order("master", "sell", "XBTUSD", "0.01");
  all.run_for(10s);
  must(at.holds("half", "BTC") == number("0.005"));
  all.tell(actors::set_halt(all.world(), actors::halt_level::none));
  settle(all, 3);
  must(at.holds("half", "BTC").is_zero());
}

void exit_overtakes(engine_world& all) {
  auto& at = all.exchange();
  at.fault("lost-reply:account=half,endpoint=AddOrder,next=1");
  at.fault("view-lag:account=half,delay=15s");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  all.run_for(3s);
  trade(all, "sell", "0.01", 2);
}

void missed_together(engine_world& all) {
  auto& at = all.exchange();
  trade(all, "buy", "0.01", 1);
  at.fault("hang:account=half,endpoint=BalanceEx");
  at.market_order("master", "buy", "ETHUSD", "0.2");
  must(all.run_until([&] { return all.signals().size() == 2; }, 2s, 1ms));
  at.market_order("master", "sell", "ETHUSD", "0.2");
  all.run_for(1s);
  at.clear_faults();
  settle(all, 3);
}

void own_coins(engine_world& all) {
  auto& at = all.exchange();
  trade(all, "buy", "0.01", 1);
  all.run_for(10s);
  at.market_order("half", "sell", "XBTUSD", "0.015");
  all.run_for(90s);
  trade(all, "sell", "0.01", 2);
}

/// What the exchange refused half is bought later, and what he sold himself is
/// bought back; then the master sells, and a start comes between.
void repaired(engine_world& all) {
  auto& at = all.exchange();
  const auto put_right = [&] {
    must(all.run_until([&] { return !all.review("half").unsettled(); }, 5min));
    const auto found = all.review("half");
    must(found.plan.size() == 1 && found.plan.front().order.has_value());
    all.repair(*found.plan.front().order);
  };
  at.fault("error:account=half,endpoint=AddOrder,next=1,"
           "text=EOrder:Insufficient funds");
  trade(all, "buy", "0.01", 1);
  all.run_for(70s);
  put_right();
  settle(all, 2);
  all.run_for(10s);
  at.market_order("half", "sell", "XBTUSD", "0.002");
  all.run_for(90s);
  put_right();
  settle(all, 3);
  all.crash();
  all.run_for(5s);
  all.start();
  must(all.run_until_ready());
  trade(all, "sell", "0.004", 4);
  trade(all, "sell", "0.006", 5);
}

void throws(engine_world& all) {
  trade(all, "buy", "0.01", 1);
  trade(all, "sell", "0.01", 2);
}

} // namespace lockstep::simulated::plays
