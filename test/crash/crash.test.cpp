#include "test/crash/audit.hpp"

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <utility>

// The real programs, killed and cut off at moments that a seed chooses. Catch
// prints the seed; `--rng-seed` gives it again, and so the same moments, though
// not the same interleaving of real processes.

using namespace lockstep;
using namespace lockstep::crash;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What is going to happen to a lane, and when.
struct event {
  duration when;
  std::function<void()> what;
};

/// Small moments are as interesting as large ones: the steps of a copy follow
/// each other within milliseconds.
duration moment(lane& on) {
  constexpr std::array<uint64_t, 4> spans{10, 40, 120, 400};
  return std::chrono::microseconds{on.below(spans.at(on.below(4)) * 1000)};
}

void run(std::vector<event> all) {
  std::ranges::stable_sort(all, {}, &event::when);
  duration now{};
  for (const auto& next : all) {
    let_pass(next.when - now);
    now = next.when;
    next.what();
  }
}

/// What happens besides the kill of the engine.
void add_trouble(lane& on, std::vector<event>& to) {
  const auto when = moment(on);
  switch (on.below(6)) {
    case 0:
      to.push_back({when, [&on] {
                      on.kill_exchange();
                      on.start_exchange();
                    }});
      break;
    case 1:
      to.push_back(
        {0ms, [&on] { on.network().lose_answers(1 + int(on.below(3))); }});
      break;
    case 2:
      to.push_back({when, [&on] { on.network().set(proxy::state::cut); }});
      to.push_back(
        {when + moment(on), [&on] { on.network().set(proxy::state::sound); }});
      break;
    case 3:
      to.push_back({when, [&on] { on.network().set(proxy::state::silent); }});
      break;
    default:
      break;
  }
}

void expect_ready(lane& on) {
  const bool ready = on.engine_is_ready();
  INFO(on.engine_said());
  REQUIRE(ready);
}

/// One round: all start, the masters trade, and each engine is killed.
void play_round(std::vector<std::unique_ptr<lane>>& all) {
  std::vector<event> events;
  for (auto& each : all) {
    each->network().set(proxy::state::sound);
    each->start_engine();
  }
  for (auto& each : all) {
    auto& on = *each;
    // One in four acts while the engine is still asking what there is.
    if (on.below(4) != 0)
      expect_ready(on);
    add_trouble(on, events);
    on.act();
    const auto last = std::ranges::max_element(events, {}, &event::when);
    const auto latest = events.empty() ? duration{} : last->when;
    events.push_back({on.below(2) == 0 ? moment(on) : latest + moment(on),
                      [&on] { on.kill_engine(); }});
  }
  run(std::move(events));
}

/// Everything that the master did so far is copied, or said not to be.
void expect_settled(lane& on) {
  const auto fills = look_at(on.owner("master")).fills;
  const bool settled = e2e::eventually([&] { return has_settled(on, fills); },
                                       120s);
  INFO(on.engine_said());
  CHECK(settled);
}

using outcomes = std::map<std::string, int>;

/// All has come to rest, and is looked at. Adds to the outcomes.
void finish(lane& on, outcomes& rows) {
  const auto code = on.stop_engine();
  const auto found = audit(on, rows);
  INFO(on.engine_said());
  INFO(fmt::format("{}", fmt::join(found, "\n")));
  CHECK(code == 0);
  CHECK(found.empty());
}

using lanes = std::vector<std::unique_ptr<lane>>;

/// Lanes whose accounts are all enrolled, before anything is traded.
lanes make_lanes(size_t count) {
  lanes all;
  for (size_t i = 0; i < count; ++i)
    all.push_back(std::make_unique<lane>(Catch::getSeed() * 1000u + i));
  for (auto& each : all)
    each->start_engine();
  for (auto& each : all) {
    expect_ready(*each);
    CHECK(each->stop_engine() == 0);
  }
  return all;
}

} // namespace

TEST_CASE("killed a hundred times, the engine loses nothing and doubles none") {
  if (e2e::program::binary().empty())
    SKIP("the program lockstep is not built");
  constexpr size_t kills = 100;
  auto all = make_lanes(5);
  for (size_t done = 0; done < kills; done += all.size())
    play_round(all);

  for (auto& each : all) {
    each->network().set(proxy::state::sound);
    each->network().lose_answers(0);
    each->start_engine();
  }
  for (auto& each : all)
    expect_ready(*each);
  for (auto& each : all)
    expect_settled(*each);
  for (auto& each : all)
    each->sell_all();
  outcomes rows;
  for (auto& each : all) {
    expect_settled(*each);
    finish(*each, rows);
  }
  std::cout << fmt::format("seed {}: {} kills; rows: {}\n", Catch::getSeed(),
                           kills, rows);
  CHECK(rows["copied (none)"] > 100);
}

TEST_CASE("the audit complains of what the engine did not do") {
  if (e2e::program::binary().empty())
    SKIP("the program lockstep is not built");
  const auto all = make_lanes(1);
  auto& on = *all.front();
  on.start_engine();
  expect_ready(on);
  on.act();
  expect_settled(on);
  on.sell_all();
  expect_settled(on);
  CHECK(on.stop_engine() == 0);
  outcomes rows;
  CHECK(audit(on, rows).empty());
  REQUIRE(on.owner("half").market_order("sell", "XBTUSD", "0.1"));
  REQUIRE(on.owner("master").market_order("buy", "XBTUSD", "0.1"));
  const auto found = fmt::format("{}", fmt::join(audit(on, rows), "\n"));
  CHECK_THAT(found, ContainsSubstring("which the journal does not know")
                      && ContainsSubstring("half sold 0.1 BTC that were never")
                      && ContainsSubstring("half keeps -0.1 BTC")
                      && ContainsSubstring("is in no signal"));
}
