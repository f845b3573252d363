#include "tools/simulation/engine_world.hpp"

#include "actors/switches.hpp"
#include "adapters/journal/message_log.hpp"
#include "adapters/kraken/venue.hpp"
#include "tools/paper_exchange/wire/signing.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace lockstep::simulated {

namespace {

using namespace std::chrono_literals;
using namespace actors;

constexpr duration answer_timeout = 3s;
constexpr duration stop_timeout = 60s;

simulation_options options_of(const world_setup& setup) {
  simulation_options how;
  how.seed = setup.seed;
  how.early_timer_one_in = setup.early_timer_one_in;
  how.init_types = init_engine_types;
  return how;
}

exchange_setup exchange_of(const world_setup& setup) {
  exchange_setup how;
  how.participants.assign(setup.members.begin(), setup.members.end());
  how.faults = setup.faults;
  how.clock_ahead = setup.clock_ahead;
  how.seed = setup.seed;
  how.prices_move = setup.prices_move;
  return how;
}

account_setup account_of(const member& who) {
  account_setup setup;
  setup.account = account_id{who.name};
  setup.copy = who.copy;
  if (who.key == key_given::none) {
    setup.missing = "nothing is set";
    return setup;
  }
  setup.who = credentials{virtual_exchange::key_of(who.name),
                          who.key == key_given::right
                            ? virtual_exchange::secret()
                            : paper::base64_encode("another secret than his")};
  return setup;
}

} // namespace

engine_world::engine_world(world_setup setup)
  : setup_{std::move(setup)},
    world_{options_of(setup_)},
    clock_{world_.clock()},
    exchange_{world_, exchange_of(setup_)},
    network_{world_, exchange_.service()} {
  network_.set_latency(setup_.latency);
  start();
}

engine_world::~engine_world() {
  world_.kill_actors();
}

engine_setup engine_world::make_setup() const {
  engine_setup setup;
  setup.journal = folder_.path();
  setup.tier = account_tier::pro;
  setup.seed = setup_.seed;
  setup.rules = setup_.rules;
  setup.one_thread = true;
  setup.messages_max = setup_.record ? setup_.record_max : 0;
  setup.private_streams_max = setup_.private_streams_max;
  setup.venue
    = kraken::make_venue({std::string{virtual_exchange::rest_url},
                          std::string{virtual_exchange::public_url},
                          std::string{virtual_exchange::private_url}});
  setup.master = account_of(setup_.members.front());
  for (size_t i = 1; i < setup_.members.size(); ++i)
    setup.followers.push_back(account_of(setup_.members[i]));
  return setup;
}

// -- the process --------------------------------------------------------------

void engine_world::start() {
  if (root_)
    throw std::logic_error{"the engine runs already"};
  engine_ = make_setup();
  auto opened = journal::journal::open({engine_.journal, engine_.mode, 0});
  if (!opened)
    throw std::runtime_error{opened.error().text};
  file_ = std::make_shared<journal::journal>(std::move(*opened));
  env_ = std::make_shared<environment>();
  process_clock_.emplace(clock_, world_.clock());
  env_->clock = &*process_clock_;
  env_->started = process_clock_->now();
  env_->transport = &network_;
  env_->mode = engine_.mode;
  env_->seed = engine_.seed;
  if (auto ok = restore_switches(file_->read(), *env_); !ok)
    throw std::runtime_error{ok.error().text};
  env_->messages = open_messages(engine_);
  directory_ = std::make_unique<directory>();
  troubles_ = std::make_unique<trouble_book>();
  addresses_ = make_addresses(world_.system(), engine_);
  root_ = start_tree(world_.system(), engine_, addresses_, env_, file_,
                     *directory_, *troubles_);
}

void engine_world::crash() {
  network_.stop();
  root_ = nullptr;
  world_.kill_actors();
  addresses_ = {};
  file_.reset(); // and with it the open group
}

engine_stop engine_world::stop() {
  engine_stop left;
  const auto take = [&](const caf::expected<stop_report>& told) {
    if (!told)
      return left.late.push_back("engine: " + describe(told.error()));
    left.late = told->unconfirmed;
    left.late.insert(left.late.end(), told->running.begin(),
                     told->running.end());
  };
  take(world_.ask_within<stop_report>(stop_timeout, root_, finish_atom_v));
  left.signals = signals();
  left.accounts = accounts();
  left.troubles = troubles();
  left.late.clear();
  take(world_.ask_within<stop_report>(stop_timeout, root_, stop_atom_v));
  crash(); // what is left of it: addresses, lines, the file
  return left;
}

void engine_world::kill(const std::string& name) {
  if (!world_.kill_actor(actor(name).id))
    throw std::logic_error{"there is no actor " + name};
}

std::vector<std::string> engine_world::actors_running() const {
  std::vector<std::string> names;
  for (const auto& line : directory_->snapshot(world_.now()))
    if (line.phase == actor_phase::running)
      names.push_back(line.name);
  return names;
}

std::string engine_world::message_log() const {
  std::ostringstream lines;
  if (auto done = journal::export_messages(folder_.path(), lines); !done)
    throw std::runtime_error{done.error().text};
  return std::move(lines).str();
}

void engine_world::tell(journal_entry entry) {
  const auto told = world_.ask<caf::unit_t>(
    addresses_.journal.as<journal_actor>(), append_atom_v, std::move(entry));
  if (!told)
    throw std::runtime_error{describe(told.error())};
}

// -- time ---------------------------------------------------------------------

bool engine_world::run_until(const std::function<bool()>& done,
                             duration patience, duration look) {
  const auto until = now() + patience;
  while (!done()) {
    if (now() >= until)
      return false;
    run_for(look);
  }
  return true;
}

bool engine_world::run_until_ready(duration patience) {
  return run_until(
    [this] {
      return std::ranges::none_of(accounts(), [](const account_report& a) {
        return a.phase == account_phase::starting;
      });
    },
    patience);
}

// -- what the engine says -----------------------------------------------------

std::vector<signal_report> engine_world::signals() {
  auto told = world_.ask_within<std::vector<signal_report>>(
    answer_timeout, addresses_.copier.as<copier_actor>(), report_atom_v);
  return told ? std::move(*told) : std::vector<signal_report>{};
}

account_report engine_world::report_of(const std::string& who) {
  account_report report;
  report.account = account_id{who};
  const auto follower = addresses_.followers.find(report.account);
  if (follower != addresses_.followers.end()) {
    auto told = world_.ask_within<account_report>(
      answer_timeout, follower->second.as<follower_actor>(), describe_atom_v);
    return told ? std::move(*told) : report;
  }
  report.master = true;
  const auto told = world_.ask_within<account_update>(
    answer_timeout, addresses_.brokers.at(report.account).as<broker_actor>(),
    refresh_atom_v);
  if (told) {
    report.phase = told->phase;
    report.why = told->why;
    report.words = told->words;
    report.balance = told->balance;
  }
  return report;
}

std::vector<account_report> engine_world::accounts() {
  std::vector<account_report> all;
  for (const auto& one : setup_.members)
    all.push_back(report_of(one.name));
  return all;
}

actor_line engine_world::actor(const std::string& name) const {
  const auto entry = directory_->find(name);
  return entry ? entry->line(world_.now()) : actor_line{};
}

copytrade::row engine_world::row(size_t signal, const std::string& who) {
  const auto all = signals();
  if (signal >= all.size())
    return {};
  const auto& rows = all[signal].rows;
  const auto at = std::ranges::find(rows, account_id{who},
                                    &copytrade::row::follower);
  return at == rows.end() ? copytrade::row{} : *at;
}

bool engine_world::settled(size_t count) {
  const auto all = signals();
  return all.size() >= count
         && std::ranges::all_of(all, &signal_report::complete);
}

decimal engine_world::book(const std::string& who, const std::string& asset) {
  const auto positions = report_of(who).positions;
  const auto at = positions.find(asset_id{asset});
  return at == positions.end() ? decimal{} : at->second.value();
}

} // namespace lockstep::simulated
