#include "test/mutants/mutants.hpp"

#include "tools/simulation/sweep.hpp"

#include <catch2/catch_test_macros.hpp>
#include <spdlog/spdlog.h>

// An auditor that never complains proves nothing. So the engine is made to
// make one mistake at a time, and each must be found, by the invariant that
// it breaks.

using namespace lockstep;

namespace {

constexpr uint64_t seeds_max = 500;
/// It breaks an invariant without any mistake (docs/simulation.md), so it shows
/// nothing here.
constexpr uint64_t open_finding = 77;

/// Whether this mistake breaks that invariant within so many seeds. It may
/// break others before.
bool breaks(mutant which, const std::string& invariant) {
  spdlog::set_level(spdlog::level::off);
  mutants::choose(which);
  for (uint64_t seed = 1; seed <= seeds_max; ++seed) {
    if (seed == open_finding)
      continue;
    simulated::sweep_options options;
    options.first.seed = seed;
    // In a process of its own: what it keeps is for one world.
    for (const auto& each : simulated::sweep(options).findings) {
      if (each.invariant == invariant) {
        WARN(mutants::name_of(which) << " is caught by seed " << seed);
        return true;
      }
      UNSCOPED_INFO("seed " << seed << " breaks " << each.invariant);
    }
  }
  return false;
}

} // namespace

TEST_CASE("without a mistake nothing is found") {
  spdlog::set_level(spdlog::level::off);
  mutants::choose(mutant::none);
  simulated::sweep_options options;
  options.seeds = 10;
  CHECK(simulated::sweep(options).findings.empty());
}

TEST_CASE("an order that leaves before its intent is written is caught") {
  CHECK(breaks(mutant::send_before_journal, "journal-before-wire"));
}

TEST_CASE("a key that is another one each time is caught") {
  CHECK(breaks(mutant::random_key, "one-order-per-key"));
}

TEST_CASE("an order that is sent again without an answer is caught") {
  CHECK(breaks(mutant::resend_on_unknown, "one-order-per-key"));
}

TEST_CASE("an order that waits for a broker which is down is caught") {
  CHECK(breaks(mutant::buffered_place, "position-within-target"));
}

TEST_CASE("a lost reply that is taken for a failure is caught") {
  CHECK(breaks(mutant::lost_reply_is_failure, "rows-add-up"));
}

TEST_CASE("an order that counts as absent at the first look is caught") {
  CHECK(breaks(mutant::absence_at_once, "rows-add-up"));
}

TEST_CASE("a cap that is rounded up is caught") {
  CHECK(breaks(mutant::cap_rounds_up, "no-cap-exceeded"));
}

TEST_CASE("a ratio that is rounded up is caught") {
  CHECK(breaks(mutant::ratio_rounds_up, "copied-at-the-ratio"));
}

TEST_CASE("an exit that sells the whole wallet is caught") {
  CHECK(breaks(mutant::exit_by_wallet, "sold-more-than-bought"));
}

TEST_CASE("an exit that waits for the end of a halt of entries is caught") {
  CHECK(breaks(mutant::exit_behind_entry_halt, "comes-to-rest"));
}

TEST_CASE("an exit that sells what should be kept is caught") {
  CHECK(breaks(mutant::exit_sells_target, "position-within-target"));
}

TEST_CASE("what a lost entry still bought after an exit is caught") {
  CHECK(breaks(mutant::exit_keeps_late_entry, "position-within-target"));
}

TEST_CASE("an equity that was read after the trade is caught") {
  CHECK(breaks(mutant::equity_after, "equity-before-the-trade"));
}

TEST_CASE("a nonce that follows a clock which jumps back is caught") {
  CHECK(breaks(mutant::nonce_from_clock, "nonce-rises"));
}

TEST_CASE("two executions at one price that are taken for one are caught") {
  CHECK(breaks(mutant::dedupe_by_price, "comes-to-rest"));
}

TEST_CASE("an execution that counts twice is caught") {
  CHECK(breaks(mutant::no_dedupe, "nothing-is-doubled"));
}

TEST_CASE("a history that is read from now on only is caught") {
  CHECK(breaks(mutant::history_from_now, "comes-to-rest"));
}

TEST_CASE("a restart that forgets executions is caught") {
  CHECK(breaks(mutant::executions_forgotten, "rows-add-up"));
}

TEST_CASE("a late execution that is ignored is caught") {
  CHECK(breaks(mutant::late_execution_ignored, "position-within-target"));
}

TEST_CASE("money that stays reserved is caught") {
  CHECK(breaks(mutant::reservation_kept, "comes-to-rest"));
}
