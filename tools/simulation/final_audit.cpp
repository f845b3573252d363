#include "tools/simulation/final_audit.hpp"

#include "tools/simulation/size_audit.hpp"
#include "tools/simulation/target_audit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lockstep::simulated {

final_audit::final_audit(auditor& books, const world_setup& setup,
                         const circumstances& known)
  : books_{books}, setup_{setup}, known_{known}, records_{books.committed()} {}

void final_audit::run() {
  check_signals();
  check_keys();
  if (!known_.backup_restored)
    check_intents();
  check_rows();
  target_audit targets{books_, records_};
  size_audit sizes{books_, records_, known_};
  for (size_t i = 1; i < setup_.members.size(); ++i) {
    targets.check(setup_.members[i], known_);
    if (!known_.backup_restored)
      sizes.check(setup_.members[i]);
  }
}

void final_audit::check_probe() {
  size_audit sizes{books_, records_, known_};
  for (size_t i = 1; i < setup_.members.size(); ++i)
    if (can_copy(setup_.members[i]))
      sizes.check_probe(setup_.members[i]);
}

bool final_audit::can_copy(const member& who) {
  return who.key == key_given::right;
}

// -- signals ------------------------------------------------------------------

std::vector<std::string> final_audit::missing_executions() const {
  std::set<std::string> known;
  for (const auto& line : records_.signals)
    known.insert(line.executions.begin(), line.executions.end());
  std::set<std::string> excused;
  const auto& master = setup_.members.front().name;
  for (const auto& note : records_.notes)
    if (note.from.account.str() == master)
      excused.insert(note.key);
  timestamp since = timestamp::max();
  for (const auto& joined : records_.enrolments)
    if (joined.from.account.str() == master)
      since = joined.since;
  std::vector<std::string> missing;
  for (const auto& fill : books_.master_fills())
    if (books_.master_orders().at(fill.order).first > since
        && !known.contains(fill.id.str())
        && !excused.contains(fill.order.str()))
      missing.push_back(fmt::format("{} of {}", fill.id, fill.order));
  return missing;
}

void final_audit::check_signals() {
  if (const auto missing = missing_executions(); !missing.empty())
    books_.report("nothing-is-lost",
                  fmt::format("in no signal: {}", fmt::join(missing, ", ")));
  std::set<std::string> seen;
  std::set<std::string> real;
  for (const auto& fill : books_.master_fills())
    real.insert(fill.id.str());
  for (const auto& line : records_.signals)
    for (const auto& id : line.executions) {
      if (!seen.insert(id).second)
        books_.report("nothing-is-doubled",
                      fmt::format("{} is in two signals, one is {}", id,
                                  line.record.id));
      if (!real.contains(id))
        books_.report("nothing-is-made-up",
                      fmt::format("{} of {} did not happen", id,
                                  line.record.id));
    }
}

// -- intents ------------------------------------------------------------------

/// Who decides once more, with whatever journal, decides for the same key.
void final_audit::check_keys() {
  for (const auto& [intent, newest] : records_.intents) {
    const auto& who = intent.from.account.str();
    const auto sent = books_.sent_for(intent.signal, who, intent.leg);
    if (!sent.empty() && sent != intent.order.key)
      books_.report("one-order-per-key",
                    fmt::format("{} has {} for {} {}, and sent {} before", who,
                                intent.order.key, intent.signal, intent.leg,
                                sent));
  }
}

void final_audit::check_intents() {
  std::set<std::tuple<std::string, std::string, std::string>> legs;
  std::map<order_key, decimal> meant;
  for (const auto& [intent, newest] : records_.intents) {
    meant[intent.order.key] = intent.order.quantity.value();
    const auto& who = intent.from.account.str();
    if (!legs.emplace(intent.signal, who, intent.leg).second)
      books_.report("one-order-per-key",
                    fmt::format("{} has two intents for {} {}", who,
                                intent.signal, intent.leg));
  }
  for (const auto& [key, order] : books_.orders()) {
    const auto at = meant.find(key);
    if (at == meant.end())
      books_.report("journal-before-wire",
                    fmt::format("{} has an order {} that is not journaled",
                                order.account, key));
    else if (order.executed > at->second)
      books_.report("executed-as-intended",
                    fmt::format("{} executed {} of {}, intended was {}",
                                order.account, order.executed, key,
                                at->second));
  }
}

// -- rows ---------------------------------------------------------------------

void final_audit::check_rows() {
  std::set<std::pair<std::string, std::string>> answered;
  for (const auto& row : records_.rows) {
    ++outcomes_[row.outcome];
    answered.emplace(row.signal, row.from.account.str());
    if (records_.find(row.signal) == nullptr)
      books_.report("one-row-each",
                    fmt::format("the row of {} for {} has no signal",
                                row.from.account, row.signal));
    check_row(row);
  }
  for (const auto& line : records_.signals)
    for (size_t i = 1; i < setup_.members.size(); ++i)
      if (!answered.contains({line.record.id, setup_.members[i].name}))
        books_.report("one-row-each",
                      fmt::format("{} has no row for {}",
                                  setup_.members[i].name, line.record.id));
}

void final_audit::check_row(const journal::row_record& row) {
  const auto words
    = fmt::format("{} for {}: {} {} ({}), ordered {}, executed {}",
                  row.from.account, row.signal, row.outcome, to_string(row.why),
                  row.words, row.ordered, row.executed);
  const bool open = row.outcome == "unresolved"
                    || row.outcome == "exit_pending";
  if (open && known_.in_doubt.contains(row.from.account.str()))
    return;
  if (open)
    return books_.report("every-row-ends", words);
  if (known_.backup_restored)
    return;
  decimal executed;
  for (const auto& [intent, newest] : records_.intents)
    if (intent.signal == row.signal && intent.from.account == row.from.account)
      if (const auto at = books_.orders().find(intent.order.key);
          at != books_.orders().end())
        executed += at->second.executed;
  if (executed != row.executed.value())
    books_.report("rows-add-up",
                  fmt::format("{}; the exchange executed {}", words, executed));
  if (row.outcome == "copied" && row.executed < row.ordered)
    books_.report("rows-add-up", words);
  if (known_.quiet)
    check_quiet_row(row);
}

/// Without any fault, only limits and sizes keep a copy from being whole.
void final_audit::check_quiet_row(const journal::row_record& row) {
  constexpr std::array excuses{
    reason::carried,           reason::below_minimum, reason::risk_cap,
    reason::asset_cap,         reason::no_equity,     reason::nothing_to_sell,
    reason::insufficient_cash, reason::equity_unknown};
  const auto who = std::ranges::find(setup_.members, row.from.account.str(),
                                     &member::name);
  const bool moved = known_.prices_moved && row.why == reason::price_moved;
  // What he bought and sold in one moment need not be copied.
  const bool netted = row.why == reason::stale_signal
                      && row.words.starts_with("sold again");
  const bool excused = row.outcome == "copied" || moved || netted
                       || std::ranges::find(excuses, row.why) != excuses.end();
  if (can_copy(*who) && !excused)
    books_.report("copied-at-the-ratio",
                  fmt::format("{} for {} without any fault: {} {} ({})",
                              row.from.account, row.signal, row.outcome,
                              to_string(row.why), row.words));
}

} // namespace lockstep::simulated
