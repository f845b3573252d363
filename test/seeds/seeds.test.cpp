#include "tools/simulation/sweep.hpp"

#include <catch2/catch_test_macros.hpp>
#include <spdlog/spdlog.h>

#include <set>

// The simulator itself, over many seeds. What it finds, it prints.

using namespace lockstep::simulated;

namespace {

sweep_options many(uint64_t seeds) {
  spdlog::set_level(spdlog::level::off);
  sweep_options options;
  options.seeds = seeds;
  return options;
}

} // namespace

TEST_CASE("no seed but the open finding breaks an invariant") {
  // docs/simulation.md says what is known of it.
  const std::set<uint64_t> open{77};
  auto all = many(LOCKSTEP_SEEDS);
  all.go_on = true;
  const auto told = sweep(all);
  INFO(told.line());
  std::set<uint64_t> found;
  for (const auto& each : told.findings) {
    found.insert(each.seed);
    UNSCOPED_INFO(each.text);
  }
  CHECK(found == open);
  CHECK(told.seeds == LOCKSTEP_SEEDS);
}

TEST_CASE("a seed says the same each time, also in another process") {
  spdlog::set_level(spdlog::level::off);
  for (const uint64_t seed : {7, 8, 9}) {
    run_options options;
    options.seed = seed;
    const auto once = run_seed(options);
    const auto again = run_seed(options);
    CHECK(once.hash == again.hash);
    CHECK(once.steps == again.steps);
    auto other = many(1);
    other.first.seed = seed;
    sweep_report here;
    here.add(once);
    CHECK(sweep(other).hash == here.hash);
  }
}

TEST_CASE("the hash of many seeds does not depend on who runs them") {
  auto alone = many(6);
  alone.processes = 1;
  auto shared = many(6);
  shared.processes = 3;
  CHECK(sweep(alone).hash == sweep(shared).hash);
}

TEST_CASE("two seeds are two worlds") {
  spdlog::set_level(spdlog::level::off);
  CHECK(run_seed({.seed = 7}).hash != run_seed({.seed = 8}).hash);
}
