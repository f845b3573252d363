#include "test/mutants/mutants.hpp"

#include <algorithm>
#include <array>

namespace lockstep {

namespace {

mutant chosen = mutant::none;

struct named {
  mutant which;
  std::string_view name;
};

constexpr std::array names{
  named{mutant::none, "none"},
  named{mutant::send_before_journal, "send-before-journal"},
  named{mutant::random_key, "random-key"},
  named{mutant::resend_on_unknown, "resend-on-unknown"},
  named{mutant::buffered_place, "buffered-place"},
  named{mutant::lost_reply_is_failure, "lost-reply-is-failure"},
  named{mutant::absence_at_once, "absence-at-once"},
  named{mutant::cap_rounds_up, "cap-rounds-up"},
  named{mutant::ratio_rounds_up, "ratio-rounds-up"},
  named{mutant::exit_by_wallet, "exit-by-wallet"},
  named{mutant::exit_behind_entry_halt, "exit-behind-entry-halt"},
  named{mutant::exit_sells_target, "exit-sells-target"},
  named{mutant::exit_keeps_late_entry, "exit-keeps-late-entry"},
  named{mutant::equity_after, "equity-after"},
  named{mutant::nonce_from_clock, "nonce-from-clock"},
  named{mutant::dedupe_by_price, "dedupe-by-price"},
  named{mutant::no_dedupe, "no-dedupe"},
  named{mutant::history_from_now, "history-from-now"},
  named{mutant::executions_forgotten, "executions-forgotten"},
  named{mutant::late_execution_ignored, "late-execution-ignored"},
  named{mutant::reservation_kept, "reservation-kept"},
};

} // namespace

bool mutated(mutant which) {
  return which == chosen;
}

namespace mutants {

void choose(mutant which) {
  chosen = which;
}

std::optional<mutant> parse(std::string_view name) {
  const auto at = std::ranges::find(names, name, &named::name);
  return at == names.end() ? std::nullopt : std::optional{at->which};
}

std::string_view name_of(mutant which) {
  return std::ranges::find(names, which, &named::which)->name;
}

std::vector<mutant> all() {
  std::vector<mutant> found;
  for (const auto& each : names)
    if (each.which != mutant::none)
      found.push_back(each.which);
  return found;
}

} // namespace mutants

} // namespace lockstep
