#include "actors/engine.hpp"
#include "adapters/clock.hpp"
#include "adapters/net/make_transport.hpp"
#include "config/load.hpp"
#include "config/nearest.hpp"
#include "tools/lockstep/command.hpp"
#include "tools/lockstep/engine_setup.hpp"
#include "tools/lockstep/interrupt.hpp"
#include "tools/lockstep/journal_copy.hpp"
#include "tools/lockstep/reconcile_tables.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>
#include <set>

namespace lockstep::commands {

namespace {

using namespace std::chrono_literals;
using actors::account_phase;
using actors::account_review;
using copytrade::direction;
using copytrade::repair_order;

/// A report waits so long for what is under way; then it says that it is.
constexpr duration report_patience = 30s;
/// Before anything is sent, orders without an answer are found or proved
/// absent: that takes a minute of questions and some.
constexpr duration apply_patience = 150s;
constexpr duration row_patience = 150s;
/// Each look asks for balances, which counts against the limits of the keys:
/// what takes longer than the first looks is looked at less often.
constexpr duration look_again = 1s;
constexpr duration look_seldom = 5s;
constexpr int first_looks = 5;

struct wishes {
  std::string account; ///< empty: all
  bool apply = false;
  bool live = false;
};

/// One run of the command.
class reconciling {
public:
  reconciling(actors::engine& with, const clock& time, interrupt& stop,
              std::vector<account_id> of, std::ostream& out)
    : engine_{with}, clock_{time}, stop_{stop}, of_{std::move(of)}, out_{out} {}

  /// Shows the plan; whether there is something to attend to.
  result<bool> report() {
    auto found = settled(report_patience);
    if (!found)
      return tl::unexpected{found.error()};
    print(*found);
    return std::ranges::any_of(*found, needs_attention);
  }

  /// Shows the plan and executes it; whether something remains to attend to.
  result<bool> apply() {
    auto found = settled(apply_patience);
    if (!found)
      return tl::unexpected{found.error()};
    print(*found);
    bool fine = true;
    const auto sales = orders_in(*found, direction::exit);
    if (!sales.empty()) {
      fine = execute(sales);
      // Purchases go by what the sales brought.
      if (found = settled(apply_patience); !found)
        return tl::unexpected{found.error()};
    }
    const auto purchases = orders_in(*found, direction::entry);
    if (!purchases.empty())
      fine = execute(purchases) && fine;
    const bool blocked = std::ranges::any_of(*found, [](const auto& review) {
      return needs_attention(without_orders(review));
    });
    if (sales.empty() && purchases.empty())
      out_ << (blocked ? "\nNothing can be done about it now.\n"
                       : "\nNothing is left to do.\n");
    return !fine || blocked;
  }

private:
  /// Waits until nothing is under way any more, or for so long.
  result<std::vector<account_review>> settled(duration patience) {
    const auto until = clock_.now() + patience;
    for (int looks = 1;; ++looks) {
      auto found = engine_.reconcile(of_);
      if (auto ok = master_in_service(); !ok)
        return tl::unexpected{ok.error()};
      const bool done = found && std::ranges::all_of(*found, is_settled);
      if (done || clock_.now() >= until)
        return found;
      if (stop_.wait_for(looks < first_looks ? look_again : look_seldom))
        return fail("stopped before all was looked at; nothing was done");
    }
  }

  static bool is_settled(const account_review& review) {
    const auto unpriced = [](const copytrade::plan_line& line) {
      return !line.order && line.limit
             && line.limit->why == reason::venue_unavailable;
    };
    return review.phase != account_phase::starting && !review.unsettled()
           && std::ranges::none_of(review.plan, unpriced);
  }

  /// Without him nobody knows what his followers should hold.
  result<void> master_in_service() {
    const auto all = engine_.accounts();
    const auto& master = all.front();
    if (master.phase == account_phase::failed
        || master.phase == account_phase::not_configured)
      return fail("the master's account {} is not in service: {} {}",
                  master.account, text_of(master.why).sentence, master.words);
    return {};
  }

  void print(const std::vector<account_review>& found) {
    for (const auto& each : found)
      out_ << '\n' << table_of(each);
    out_.flush();
  }

  static std::vector<repair_order>
  orders_in(const std::vector<account_review>& found, direction which) {
    std::vector<repair_order> all;
    for (const auto& review : found)
      for (const auto& line : review.plan)
        if (review.busy.empty() && line.order && line.order->direction == which)
          all.push_back(*line.order);
    return all;
  }

  static account_review without_orders(account_review review) {
    std::erase_if(review.plan,
                  [](const auto& line) { return line.order.has_value(); });
    return review;
  }

  /// Executes these and shows their rows; whether all were executed wholly.
  bool execute(const std::vector<repair_order>& orders) {
    out_ << '\n';
    std::vector<std::pair<repair_order, copytrade::signal_id>> made;
    bool fine = true;
    for (const auto& each : orders) {
      const auto id = engine_.repair(each);
      if (id)
        made.emplace_back(each, *id);
      else
        out_ << indented(fmt::format("{}: {}", each.account, id.error().text),
                         2);
      fine = fine && id.has_value();
    }
    const auto until = clock_.now() + row_patience;
    auto rows = rows_of(made);
    while (!std::ranges::all_of(rows, has_ended) && clock_.now() < until
           && !stop_.wait_for(look_again))
      rows = rows_of(made);
    for (size_t i = 0; i < made.size(); ++i) {
      out_ << outcome_of(made[i].first, rows[i]);
      fine = fine && rows[i].outcome == copytrade::outcome::copied;
    }
    out_.flush();
    return fine;
  }

  static bool has_ended(const copytrade::row& r) {
    return !r.follower.empty() && is_final(r.outcome);
  }

  std::vector<copytrade::row> rows_of(
    const std::vector<std::pair<repair_order, copytrade::signal_id>>& made) {
    std::vector<copytrade::row> all(made.size());
    for (const auto& told : engine_.signals())
      for (size_t i = 0; i < made.size(); ++i)
        if (told.signal->id == made[i].second && !told.rows.empty())
          all[i] = told.rows.front();
    return all;
  }

  actors::engine& engine_;
  const clock& clock_;
  interrupt& stop_;
  std::vector<account_id> of_;
  std::ostream& out_;
};

/// Whom it is about; fails if there is no such follower.
result<std::vector<account_id>> accounts_of(const config::settings& all,
                                            const std::string& wanted) {
  auto names = config::names_of(all);
  if (wanted.empty())
    return names;
  if (wanted == all.master.name.str())
    return fail("{} is the master: he copies nobody", wanted);
  if (std::ranges::find(names, account_id{wanted}) != names.end())
    return std::vector{account_id{wanted}};
  std::set<std::string> known;
  for (const auto& each : names)
    known.insert(each.str());
  const auto meant = config::nearest(wanted, known);
  return fail("there is no follower {}{}", wanted,
              meant ? fmt::format(": did you mean {}?", *meant) : "");
}

/// What matters is on the standard output.
void log_errors_only() {
  auto log = spdlog::get("lockstep");
  spdlog::set_default_logger(log ? log : spdlog::stderr_color_mt("lockstep"));
  spdlog::set_level(spdlog::level::err);
}

exit_code reconcile(const wishes& asked, const session& with) {
  interrupt stop;
  const auto loaded = config::load(with.config, with.environment,
                                   with.variables);
  if (!loaded) {
    for (const auto& problem : loaded.error())
      with.err << "lockstep: " << problem.text << '\n';
    return cannot;
  }
  const auto& all = loaded->values;
  const bool live = all.mode == run_mode::live;
  if (auto ok = check_mode(all, asked.apply ? asked.live : live); !ok)
    return refuse(with, ok.error().text);
  const auto of = accounts_of(all, asked.account);
  if (!of)
    return refuse(with, of.error().text);
  log_errors_only();
  auto setup = setup_of(all, with.environment);
  if (!has_journal(setup.journal))
    return refuse(with, fmt::format("there is no journal in {}: nothing was "
                                    "copied yet",
                                    setup.journal.string()));
  // A report works on a copy. Its nonces are above all that were used before,
  // and those of the next start are above them (see adapters/nonce.hpp).
  std::optional<journal_copy> copy;
  if (!asked.apply) {
    auto made = journal_copy::of(setup.journal);
    if (!made)
      return refuse(with, made.error().text);
    copy.emplace(std::move(*made));
    setup.journal = copy->path();
    setup.messages_max = 0;
    setup.only_looks = true;
  }
  auto transport = net::make_transport(transport_of(all));
  if (!transport)
    return refuse(with, transport.error().text);
  const wall_clock clock;
  auto engine = actors::engine::start(std::move(setup), clock, **transport);
  if (!engine)
    return refuse(with, engine.error().text);
  reconciling work{**engine, clock, stop, *of, with.out};
  const auto told = asked.apply ? work.apply() : work.report();
  const auto left = (*engine)->stop();
  if (!told)
    return refuse(with, told.error().text);
  if (*told && !asked.apply)
    with.out
      << "\nNothing was sent or changed; --apply does what is planned.\n";
  for (const auto& sentence : left.troubles)
    with.out << indented("Needs attention: " + sentence, 0);
  return *told || !left.troubles.empty() ? findings : fine;
}

} // namespace

void add_reconcile(CLI::App& program, session& with) {
  auto* command = program.add_subcommand(
    "reconcile", "Compare what followers hold with what they should, and put "
                 "it right; no engine may be running");
  auto asked = std::make_shared<wishes>();
  command->add_option("ACCOUNT", asked->account,
                      "One follower; not given: all of them");
  command->add_flag("--apply", asked->apply,
                    "Buy and sell what is planned, by signals of their own; "
                    "else nothing is sent or changed");
  command->add_flag("--live", asked->live,
                    "With --apply: trade with real money; the configuration "
                    "must say so too");
  command->footer("Example: lockstep reconcile half && lockstep reconcile half "
                  "--apply\nPurchases are made at the price of now, within all "
                  "limits and halts. Exit code\n1: something differs, or could "
                  "not be put right.");
  command->callback([asked, &with] {
    with.action = [asked, &with] { return reconcile(*asked, with); };
  });
}

} // namespace lockstep::commands
