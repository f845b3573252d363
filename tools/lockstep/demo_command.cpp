#include "tools/lockstep/command.hpp"
#include "tools/lockstep/demo_world.hpp"
#include "tools/lockstep/interrupt.hpp"
#include "tools/lockstep/tables.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <system_error>

namespace lockstep::commands {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto poll = 50ms;
constexpr int polls_max = 400; ///< 20 s for anything
constexpr auto thinking = 5s;  ///< between two orders of the master

/// One thing that the person who trades the master account does.
struct scripted_order {
  const char* words;
  const char* side;
  const char* symbol;
  const char* pair; ///< the exchange's name of the symbol
  int spends;       ///< USD of a purchase; 0 for a sale
  int sells;        ///< percent of what was bought; 0 for a purchase
};

constexpr std::array script{
  scripted_order{"buys BTC for $100", "buy", "BTC/USD", "XBTUSD", 100, 0},
  scripted_order{"buys ETH for $60", "buy", "ETH/USD", "ETHUSD", 60, 0},
  scripted_order{"sells half of the BTC", "sell", "BTC/USD", "XBTUSD", 0, 50},
  scripted_order{"sells the rest of the BTC", "sell", "BTC/USD", "XBTUSD", 0,
                 100},
  scripted_order{"sells all of the ETH", "sell", "ETH/USD", "ETHUSD", 0, 100},
};

class demo {
public:
  demo(demo_world& world, interrupt& stop, std::ostream& out)
    : world_{&world}, stop_{&stop}, out_{&out} {}

  exit_code run();

private:
  bool wait_until(const std::function<bool()>& done);
  bool connected();
  bool trade(const scripted_order& what);
  bool copies_are_right(const actors::signal_report& told);
  bool own_coins_are_there();

  demo_world* world_;
  interrupt* stop_;
  std::ostream* out_;
  size_t signals_seen_ = 0;
};

bool demo::wait_until(const std::function<bool()>& done) {
  for (int i = 0; i < polls_max; ++i) {
    if (done())
      return true;
    if (stop_->wait_for(poll))
      return false;
  }
  return false;
}

bool demo::connected() {
  return wait_until([this] {
    return std::ranges::none_of(world_->engine().accounts(), [](const auto& a) {
      return a.phase == actors::account_phase::starting;
    });
  });
}

bool demo::trade(const scripted_order& what) {
  const std::string asset{what.symbol, 3};
  const auto& before = demo_world::from_before();
  const auto kept = before.find({"master", asset});
  auto volume = what.spends > 0
                  ? divide(decimal{what.spends},
                           world_->last(what.symbol).value(), rounding::down)
                  : world_->holds("master", asset)
                      - (kept == before.end() ? decimal{} : kept->second);
  if (what.sells > 0)
    volume = multiply_divide(volume, decimal{what.sells}, decimal{100},
                             rounding::down);
  const auto placed = world_->master().market_order(
    what.side, what.pair, volume.str(8, rounding::down));
  if (!placed) {
    *out_ << "lockstep: the master's order failed: " << placed.error().text
          << '\n';
    return false;
  }
  *out_ << fmt::format("\n== the master {}, in the exchange's own page\n"
                       "   {}\n\n",
                       what.words, *placed);
  bool right = true;
  const auto settled = wait_until([&] {
    const auto all = world_->engine().signals();
    if (all.size() <= signals_seen_ || !all.back().complete)
      return false;
    for (; signals_seen_ < all.size(); ++signals_seen_) {
      *out_ << table_of(all[signals_seen_]);
      right = copies_are_right(all[signals_seen_]) && right;
    }
    out_->flush();
    return true;
  });
  if (!settled)
    *out_ << "lockstep: not every copy of this order is accounted for\n";
  return settled && right;
}

/// Every follower has one row: the good ones copied, or too small a part that
/// goes with the next one; the bad one says why not.
bool demo::copies_are_right(const actors::signal_report& told) {
  bool right = told.complete && told.rows.size() == 3;
  for (const auto& r : told.rows) {
    const bool bad = r.follower.str() == "badkey";
    const bool exits = told.signal->direction == copytrade::direction::exit;
    const bool waits = r.why == reason::carried
                       || (exits && r.why == reason::below_minimum);
    right = right
            && (bad ? r.why == reason::credentials_refused
                        || (exits && r.why == reason::nothing_to_sell)
                    : r.outcome == copytrade::outcome::copied || waits);
  }
  return right;
}

bool demo::own_coins_are_there() {
  bool all_there = true;
  *out_ << "\n  coins from before, by the exchange's own books:\n";
  for (const auto& [whose, amount] : demo_world::from_before()) {
    const auto now = world_->holds(whose.first, whose.second);
    const bool there = now == amount;
    all_there = all_there && there;
    *out_ << fmt::format("  {:<10} {} {}{}\n", whose.first, now, whose.second,
                         there ? ", untouched"
                               : fmt::format(", but had {}", amount));
  }
  return all_there;
}

exit_code demo::run() {
  *out_ << "\n== connecting one master and three followers\n\n";
  if (!connected())
    return cannot;
  bool right = true;
  for (const auto& order : script) {
    if (stop_->wait_for(thinking))
      return cannot;
    right = trade(order) && right;
  }
  *out_ << "\n== stopping\n\n";
  out_->flush();
  const auto left = world_->engine().stop();
  *out_ << "\n== the final accounts\n\n" << table_of(left.accounts);
  right = own_coins_are_there() && right;
  for (const auto& account : left.accounts)
    right = right && account.positions.empty(); // all was sold again
  const auto open = open_work(left.accounts);
  *out_ << (open.empty() ? "\n  Nothing remains open.\n"
                         : "\n  What remains open:\n" + open);
  return right && open.empty() && left.late.empty() ? fine : findings;
}

/// A fresh folder for the demo's journal.
result<fs::path> make_folder() {
  auto name = (fs::temp_directory_path() / "lockstep-demo-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    return fail("no folder can be made in {}: {}",
                fs::temp_directory_path().string(),
                std::generic_category().message(errno));
  return fs::path{name};
}

struct demo_flags {
  std::string speed = "20";
  uint64_t seed = 1;
};

exit_code run_demo(const demo_flags& flags, const session& with) {
  interrupt stop;
  const auto speed = decimal::parse(flags.speed);
  const auto folder = make_folder();
  if (!folder)
    return refuse(with, folder.error().text);
  spdlog::set_default_logger(spdlog::stdout_color_mt("demo"));
  spdlog::set_pattern("%H:%M:%S %^%L%$ %v");
  with.out << "lockstep demo: a paper exchange (as kraken) and the engine.\n"
              "Mode: paper. Prices: BTC and ETH on 2018-04-05, "
           << flags.speed
           << " times as fast.\n"
              "No key, no network and no money is needed.\n";
  auto world = demo_world::open({*folder, *speed, flags.seed});
  if (!world)
    return refuse(with, world.error().text);
  const auto code = demo{**world, stop, with.out}.run();
  with.out << (code == fine ? "\nEvery copy is accounted for."
                            : "\nNot every copy is accounted for: see above.")
           << " The records are kept. Next, try:\n\n  " << with.program
           << " journal export " << folder->string() << " --rows\n\n";
  return code;
}

std::string speed_problem(const std::string& text) {
  const auto speed = decimal::parse(text);
  if (speed && speed->is_positive() && *speed <= decimal{1000})
    return {};
  return fmt::format("'{}' is not a number above 0, up to 1000", text);
}

} // namespace

void add_demo(CLI::App& program, session& with) {
  auto* command = program.add_subcommand(
    "demo", "Show one master and three followers on a paper exchange");
  auto flags = std::make_shared<demo_flags>();
  command
    ->add_option("--speed", flags->speed, "Recorded minutes per real minute")
    ->check(speed_problem)
    ->capture_default_str();
  command->add_option("--seed", flags->seed, "Seed of everything random")
    ->capture_default_str();
  command->callback([flags, &with] {
    with.action = [flags, &with] { return run_demo(*flags, with); };
  });
}

} // namespace lockstep::commands
