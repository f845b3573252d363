#pragma once

#include <cstdint>

/// Mistakes that the engine is made to make, to show that the simulator finds
/// them (docs/simulation.md). They exist in one test program only, which
/// compiles the few sources that mention them once more; everywhere else
/// `mutated` is false at compile time, and nothing of them is left.
namespace lockstep {

/// What is done wrong. test/mutants/ has the names and one test for each.
enum class mutant : uint8_t {
  none,
  send_before_journal,    ///< the order leaves, then the intent is written
  random_key,             ///< a key has a part that differs each time
  resend_on_unknown,      ///< no answer: once more
  buffered_place,         ///< an order waits for a broker that is down
  lost_reply_is_failure,  ///< no answer: it was not executed
  absence_at_once,        ///< what one look does not show never arrived
  cap_rounds_up,          ///< what a cap leaves room for is rounded up
  ratio_rounds_up,        ///< so is what the ratio asks for
  exit_by_wallet,         ///< an exit sells what is there, whose ever it is
  exit_behind_entry_halt, ///< a halt of entries stops exits too
  exit_sells_target,      ///< an exit sells what should be kept
  exit_keeps_late_entry,  ///< what a lost entry still buys stays after an exit
  equity_after,           ///< the master's equity is read after his trade
  nonce_from_clock,       ///< a nonce is the time, whatever it was before
  dedupe_by_price,        ///< two executions at one price are taken for one
  no_dedupe,              ///< the same execution counts again
  history_from_now,       ///< what was missed while away stays missed
  executions_forgotten,   ///< a restart does not read executions back
  late_execution_ignored, ///< an order that ended executes nothing more
  reservation_kept,       ///< money of an order that has ended stays reserved
};

#ifdef LOCKSTEP_MUTANTS
/// Whether this mistake was chosen for this run.
[[nodiscard]] bool mutated(mutant which);
#else
[[nodiscard]] constexpr bool mutated(mutant) {
  return false;
}
#endif

} // namespace lockstep
