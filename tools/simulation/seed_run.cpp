#include "tools/simulation/seed_run.hpp"

#include "tools/simulation/cast.hpp"
#include "tools/simulation/final_audit.hpp"
#include "tools/simulation/mischief.hpp"
#include "tools/simulation/trader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>
#include <set>

namespace lockstep::simulated {

namespace {

using namespace std::chrono_literals;

/// An account that was refused is tried again after up to an hour.
constexpr auto rest_patience = 3h;
/// An order that never arrived is sought for a minute of answers.
constexpr auto search_for_lost = 2min;
constexpr auto look = 1s;

/// What takes long is looked at less often: a look costs more than the time.
duration next_look(duration waited) {
  return waited < 1min ? duration{look} : waited < 10min ? 10s : 60s;
}

/// Asking while a key is locked out begins its fifteen minutes anew.
constexpr auto lockout = 16min;

class seed_run {
public:
  explicit seed_run(const run_options& options);

  run_report run();

private:
  void play();
  void trade();
  bool rest();
  [[nodiscard]] std::string restless();
  void restart_if_needed();
  void sell_all();
  void probe();
  void audit(bool probed = false);
  circumstances known();
  bool broken() { return auditor_.broken().has_value(); }

  const run_options options_;
  const simulation_faults faults_;
  seeded random_;
  engine_world world_;
  auditor auditor_;
  mischief mischief_;
  trader trader_;
  std::map<std::string, uint64_t> outcomes_;
  std::set<std::string> in_doubt_; ///< whose sales wait for a person
};

seed_run::seed_run(const run_options& options)
  : options_{options},
    faults_{draw_faults(seeded{options.seed, "faults"})},
    random_{options.seed, "run"},
    world_{draw_world(options.seed, faults_)},
    auditor_{world_.setup(), world_.time().clock(), world_.data_directory()},
    mischief_{world_, faults_, seeded{options.seed, "mischief"},
              [this](const std::string& words) { auditor_.remember(words); }},
    trader_{world_, seeded{options.seed, "trader"}} {
  world_.exchange().control(
    [this](paper::controls& all) { all.core.attach(auditor_); });
  world_.network().watch([this](const wire_request& what) {
    auditor_.on_wire(what);
    if (!what.path.ends_with("/AddOrder"))
      return;
    for (const auto& one : world_.setup().members)
      if (virtual_exchange::key_of(one.name) == what.key)
        mischief_.order_arrives(one.name);
    mischief_.busy();
  });
}

run_report seed_run::run() {
  try {
    play();
  } catch (const std::exception& error) {
    auditor_.report("no-exception", error.what());
  }
  world_.network().watch({});
  world_.exchange().control(
    [this](paper::controls& all) { all.core.detach(auditor_); });
  run_report told;
  told.seed = options_.seed;
  told.faults = faults_;
  told.steps = world_.time().steps();
  told.ended = world_.now();
  told.hash = world_.time().trace_hash();
  told.signals = auditor_.committed().signals().value().size();
  told.struck = mischief_.struck();
  told.outcomes = outcomes_;
  told.broken = auditor_.broken();
  told.last_events = {auditor_.last_events().begin(),
                      auditor_.last_events().end()};
  return told;
}

void seed_run::play() {
  if (!world_.run_until_ready())
    return auditor_.report("comes-to-rest", "the engine does not get ready");
  // Exchanges tell their time in seconds, so what happens within a few of
  // them is not clearly before or after enrolment.
  world_.run_for(3s);
  trade();
  if (broken())
    return;
  restart_if_needed();
  if (!rest())
    return;
  audit();
  if (broken())
    return;
  sell_all();
  if (broken())
    return;
  probe();
}

void seed_run::trade() {
  const auto end = world_.now() + options_.horizon;
  mischief_.begin();
  trader_.trade_until(end);
  auto fills = auditor_.master_fills().size();
  while (world_.now() < end && !broken()) {
    world_.time().step();
    if (const auto now = auditor_.master_fills().size(); now > fills) {
      fills = now;
      mischief_.busy();
    }
    if (mischief_.has_to_act()) {
      mischief_.act();
      auditor_.on_start();
    }
  }
  mischief_.end();
  trader_.cancel_all();
  trader_.calm_markets();
}

/// Who was taken out of service stays there until somebody starts the program
/// again.
void seed_run::restart_if_needed() {
  world_.run_for(1s);
  if (world_.is_running() && world_.troubles().empty())
    return;
  if (world_.is_running())
    world_.crash();
  if (mischief_.has_to_act())
    mischief_.act();
  if (!world_.is_running())
    world_.start();
  auditor_.on_start();
}

// -- rest ---------------------------------------------------------------------

/// What is still under way; empty if nothing is.
std::string seed_run::restless() {
  in_doubt_.clear();
  const auto accounts = world_.accounts();
  // Some of his sales may wait for whoever put the backup back.
  if (mischief_.restored_backup())
    for (const auto& account : accounts)
      if (account.why == reason::second_engine)
        in_doubt_.insert(account.account.str());
  for (const auto& told : world_.signals()) {
    if (told.complete)
      continue;
    for (const auto& row : told.rows)
      if (!is_final(row.outcome) && !in_doubt_.contains(row.follower.str()))
        return fmt::format("{} of {} is {}: {} ({}), executed {} of {}",
                           told.signal->id.str(), row.follower,
                           to_string(row.outcome), to_string(row.why),
                           row.words, row.executed, row.ordered);
    if (told.rows.size() < told.signal->followers.size())
      return fmt::format("{} has only {} rows", told.signal->id.str(),
                         told.rows.size());
  }
  for (const auto& account : accounts) {
    const auto who = std::ranges::find(world_.setup().members,
                                       account.account.str(), &member::name);
    if (who->key == key_given::right
        && account.phase != actors::account_phase::ready)
      return fmt::format("{} is {}: {} {}", account.account,
                         to_string(account.phase), to_string(account.why),
                         account.words);
    if (who->key == key_given::right && account.why != reason::none
        && !mischief_.restored_backup())
      return fmt::format("{} is barred: {}", account.account,
                         to_string(account.why));
    if (!account.open.empty() && !in_doubt_.contains(account.account.str()))
      return fmt::format("{} has {} open rows", account.account,
                         account.open.size());
  }
  const auto circumstances = known();
  const final_audit books{auditor_, world_.setup(), circumstances};
  if (const auto missing = books.missing_executions(); !missing.empty())
    return fmt::format("not copied yet: {}", fmt::join(missing, ", "));
  return {};
}

bool seed_run::rest() {
  const auto since = world_.now();
  const auto until = since + rest_patience;
  std::string why = "it did not begin";
  while (!why.empty() && world_.now() < until && !broken()) {
    world_.run_for(next_look(world_.now() - since));
    why = restless();
  }
  if (!why.empty() && !broken())
    auditor_.report("comes-to-rest", why);
  world_.run_for(look); // the last words reach the journal
  return !broken();
}

circumstances seed_run::known() {
  circumstances all;
  all.quiet = faults_ == simulation_faults{};
  all.prices_moved = trader_.prices_move();
  all.backup_restored = mischief_.restored_backup();
  all.touched = mischief_.touched();
  all.in_doubt = in_doubt_;
  for (const auto& [who, when] : mischief_.paid())
    all.paid.insert(who);
  return all;
}

void seed_run::audit(bool probed) {
  const auto circumstances = known();
  final_audit books{auditor_, world_.setup(), circumstances};
  books.run();
  if (probed && !circumstances.backup_restored)
    books.check_probe();
  outcomes_ = books.outcomes();
}

/// A halt of entries must not stop any of it.
void seed_run::sell_all() {
  const bool halted = random_.one_in(4);
  world_.halts().entries = halted;
  trader_.sell_all();
  if (rest())
    audit();
  world_.halts().entries = false;
}

/// Whether everybody can copy a large purchase shows whether anything was
/// left reserved, barred or waiting.
void seed_run::probe() {
  // A key that was locked out, also for asking while it was refused, asks
  // nothing meanwhile.
  if (mischief_.refused_keys())
    world_.run_for(lockout);
  // Nobody enters while it is open what became of an order of his.
  world_.run_for(search_for_lost);
  trader_.buy(traded_pairs.front(), 60);
  if (!rest())
    return;
  audit(true);
  if (broken())
    return;
  trader_.sell_all();
  if (rest())
    audit();
}

} // namespace

run_report run_seed(const run_options& options) {
  return seed_run{options}.run();
}

} // namespace lockstep::simulated
