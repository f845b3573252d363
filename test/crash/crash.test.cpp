#include "test/crash/audit.hpp"

#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <utility>

// The real programs, killed and cut off at moments that a seed chooses. Catch
// prints the seed; `--rng-seed` gives it again, and so the same moments, though
// not the same interleaving of real processes.

using namespace lockstep;
using namespace lockstep::crash;

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
void play_round(std::vector<std::unique_ptr<lane>>& lanes) {
  std::vector<event> events;
  for (auto& each : lanes) {
    each->network().set(proxy::state::sound);
    each->start_engine();
  }
  for (auto& each : lanes) {
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

/// All has come to rest, and is looked at.
void finish(lane& on) {
  const auto code = on.stop_engine();
  std::map<std::string, int> outcomes;
  const auto found = audit(on, outcomes);
  INFO(on.engine_said());
  INFO(fmt::format("outcomes: {}", outcomes));
  INFO(fmt::format("{}", fmt::join(found, "\n")));
  CHECK(code == 0);
  CHECK(found.empty());
  CHECK(outcomes["copied (none)"] > 20);
  std::cout << fmt::format("outcomes: {}\n", outcomes);
}

} // namespace

TEST_CASE("killed a hundred times, the engine loses nothing and doubles none") {
  if (e2e::program::binary().empty())
    SKIP("the program lockstep is not built");
  constexpr size_t kills = 100;
  constexpr size_t lanes_side_by_side = 4;
  std::vector<std::unique_ptr<lane>> lanes;
  for (size_t i = 0; i < lanes_side_by_side; ++i)
    lanes.push_back(std::make_unique<lane>(Catch::getSeed() * 1000u + i));
  // They are all enrolled before anything is traded.
  for (auto& each : lanes)
    each->start_engine();
  for (auto& each : lanes) {
    expect_ready(*each);
    CHECK(each->stop_engine() == 0);
  }
  for (size_t done = 0; done < kills; done += lanes.size())
    play_round(lanes);

  for (auto& each : lanes) {
    each->network().set(proxy::state::sound);
    each->network().lose_answers(0);
    each->start_engine();
  }
  for (auto& each : lanes)
    expect_ready(*each);
  for (auto& each : lanes)
    expect_settled(*each);
  for (auto& each : lanes)
    each->sell_all();
  for (auto& each : lanes)
    expect_settled(*each);
  for (size_t i = 0; i < lanes.size(); ++i) {
    CAPTURE(i);
    finish(*lanes[i]);
  }
}
