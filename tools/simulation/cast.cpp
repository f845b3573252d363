#include "tools/simulation/cast.hpp"

#include <fmt/format.h>

namespace lockstep::simulated {

namespace {

using namespace std::chrono_literals;

constexpr std::array names{"anna", "ben", "carla", "dan", "eva", "finn"};

/// From a little to a lot, each magnitude as likely as any other.
std::string some_money(seeded& random) {
  constexpr std::array sizes{50, 100, 250, 500, 1'000, 5'000, 20'000};
  const auto size = random.pick(sizes);
  return fmt::format("{}.{:02}", random.between(size, 2 * size),
                     random.below(100));
}

void give_coins(participant& who, seeded& random) {
  if (random.one_in(3))
    who.owns["BTC"] = fmt::format("0.{:05}", random.between(1, 99'999));
  if (random.one_in(4))
    who.owns["ETH"] = fmt::format("{}.{:03}", random.below(4),
                                  random.between(1, 999));
}

copytrade::follower_settings some_settings(seeded& random) {
  constexpr std::array risks{10, 25, 60, 100, 100};
  constexpr std::array multipliers{"1", "1", "1", "0.5", "2", "0.37"};
  copytrade::follower_settings copy;
  copy.limits.max_user_risk = percent(random.pick(risks));
  copy.multiplier = ratio::parse(random.pick(multipliers)).value();
  if (random.one_in(6))
    copy.allocation = notional{decimal{random.between(50, 2'000)}};
  else if (random.one_in(6))
    copy.allocation = percent(random.between(20, 90));
  if (random.one_in(6))
    copy.limits.max_position = notional{decimal{random.between(20, 3'000)}};
  return copy;
}

key_given some_key(seeded& random) {
  const auto x = random.below(16);
  return x == 0   ? key_given::none
         : x == 1 ? key_given::wrong_secret
                  : key_given::right;
}

} // namespace

world_setup draw_world(uint64_t seed, const simulation_faults& faults) {
  seeded random{seed, "cast"};
  world_setup setup;
  setup.seed = seed;
  setup.latency = 1ms * random.between(2, 120);
  setup.clock_ahead = random.one_in(4) ? 1ms * random.between(-30'000, 30'000)
                                       : duration{};
  setup.private_streams_max = random.one_in(4) ? random.below(4) : 100;
  if (faults.slow_machine > 0)
    setup.early_timer_one_in = 1'000'000 / faults.slow_machine;
  member master;
  master.name = "master";
  master.owns["USD"] = std::to_string(random.between(500, 50'000));
  give_coins(master, random);
  setup.members.push_back(std::move(master));
  const auto count = static_cast<size_t>(random.between(2, 6));
  for (size_t i = 0; i < count; ++i) {
    member one;
    one.name = names.at(i);
    one.owns["USD"] = some_money(random);
    give_coins(one, random);
    one.key = i == 0 ? key_given::right : some_key(random);
    one.copy = some_settings(random);
    setup.members.push_back(std::move(one));
  }
  return setup;
}

} // namespace lockstep::simulated
