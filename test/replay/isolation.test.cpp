#include "test/replay/log_kit.hpp"
#include "tools/simulation/cast.hpp"
#include "tools/simulation/trader.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

// The same log with and without a fault in one account: what all others decide
// and would send is the same to the byte.

using namespace lockstep;
using namespace lockstep::recording;
using namespace lockstep::recording::kit;

namespace {

constexpr replay_options keeping{2, true};

std::map<account_id, std::string> decided(const std::string& log) {
  const auto told = replayed(log, keeping);
  INFO((told ? "" : told.error().words));
  REQUIRE(told);
  return told->decided;
}

/// A multiplier with which each size is out of range: each entry throws.
std::string garbled(const std::string& line) {
  const auto at = line.find(R"("multiplier":")");
  if (at == line.npos)
    return line;
  auto other = line;
  const auto begin = at + 14;
  other.replace(begin, other.find('"', begin) - begin, "99000000000000000000");
  return other;
}

/// Every second call is lost.
std::function<std::string(const std::string&)> losing() {
  return [count = 0, lost = false](const std::string& line) mutable {
    if (is_call(line))
      lost = ++count % 2 == 0;
    return lost ? std::string{} : line;
  };
}

void check_others_decide_alike(const std::string& log) {
  const auto before = decided(log);
  for (const auto& poor : accounts_in(log)) {
    if (poor == "master")
      continue;
    const std::vector<std::string> troubles{
      with_calls_of(log, poor, losing()), with_calls_of(log, poor, garbled),
      with_calls_of(log, poor, [](const auto&) { return std::string{}; })};
    for (const auto& trouble : troubles) {
      CAPTURE(poor);
      CHECK(trouble != log);
      auto now = decided(trouble);
      for (const auto& [who, all] : before)
        if (who.str() != poor)
          CHECK(now[who] == all);
    }
  }
}

/// A world of the simulator in which many trade and nothing goes wrong.
std::string log_of_world(uint64_t seed) {
  auto setup = simulated::draw_world(seed, {});
  setup.record = true;
  simulated::engine_world all{setup};
  REQUIRE(all.run_until_ready());
  simulated::trader master{all, simulated::seeded{seed, "trader"}};
  master.trade_until(all.now() + std::chrono::minutes{2});
  all.run_for(std::chrono::minutes{3});
  all.stop();
  return all.message_log();
}

} // namespace

TEST_CASE("in every log that is kept, one's trouble changes nobody else") {
  const auto file = GENERATE(from_range(kept_logs()));
  CAPTURE(file);
  check_others_decide_alike(read_file(file));
}

TEST_CASE("in worlds of many followers, one's trouble changes nobody else") {
  const auto seed = GENERATE(range(uint64_t{1}, uint64_t{7}));
  CAPTURE(seed);
  const auto log = log_of_world(seed);
  const auto told = replayed(log);
  INFO((told ? "" : told.error().words));
  REQUIRE(told);
  if (told->first)
    FAIL_CHECK("line " << told->first->line << "\nrecorded "
                       << told->first->recorded << "\ndecided  "
                       << told->first->decided);
  CHECK(accounts_in(log).size() >= 3);
  check_others_decide_alike(log);
}
