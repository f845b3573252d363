#include "test/stories/stories.hpp"

#include "test/stories/plays.hpp"

#include <chrono>
#include <stdexcept>

namespace lockstep::simulated {

using namespace plays;
using namespace std::chrono_literals;

const std::vector<story>& stories() {
  static const std::vector<story> all{
    {"plain_copy", two, plain_copy, {R"("outcome":"copied")"}},
    {"partial_fills_with_carry",
     two,
     partial_fills,
     {R"("why":"carried")", R"("on_master_order_end")"}},
    {"reject", two, reject, {R"("what":"rejected")", R"("outcome":"failed")"}},
    {"unknown_then_found",
     without_streams,
     unknown_found,
     {R"("what":"unknown")", R"("outcome":"copied")"}},
    {"unknown_then_not_found",
     without_streams,
     unknown_not_found,
     {R"("what":"unknown")", R"("why":"never_arrived")"}},
    {"reconnect_with_duplicates", two, reconnect, {R"("taken":"duplicate")"}},
    {"follower_crash", two, follower_crash, {R"("intents":[)"}},
    {"kill_and_restart",
     two,
     kill_and_restart,
     {R"("call":"restore")", R"("rows":[)"}},
    {"killed_between_parts",
     two,
     killed_between_parts,
     {R"("notes":[)", R"("kind":"share")"}},
    {"halt_and_flatten",
     two,
     halt_and_flatten,
     {R"("all_halted":true)", R"("outcome":"exit_pending")"}},
    {"exit_overtaking_its_entry",
     without_streams,
     exit_overtakes,
     {R"("what":"unknown")", R"("priority":"exit")"}},
    {"missed_together", two, missed_together, {R"("call":"on_netted")"}},
    {"own_coins",
     with_coins,
     own_coins,
     {R"("kind":"adopted")", R"("kind":"manual_trade")"}},
    {"cap_between_parts",
     with_cap,
     cap_between_parts,
     {R"("kind":"share")", R"("why":"risk_cap")"}},
    {"killed_with_unknown",
     without_cap,
     killed_with_unknown,
     {R"("why":"insufficient_cash")", R"("why":"never_arrived")"}},
    {"other_money",
     with_other_money,
     other_money,
     {R"("USDC")", R"(ETH/USD only exchanges)"}},
    {"one_throws", with_absurd, throws, {R"("threw":)"}},
    {"repaired",
     two,
     repaired,
     {R"("repair":{"account":"half")", R"("signal":"reconcile/half/BTC/2@)"}},
  };
  return all;
}

std::string record(const story& what) {
  auto setup = what.setup();
  setup.record = true;
  engine_world all{setup};
  if (!all.run_until_ready())
    throw std::runtime_error{"the story does not begin"};
  what.play(all);
  all.run_for(1s);
  all.stop();
  return all.message_log();
}

} // namespace lockstep::simulated
