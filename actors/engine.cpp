#include "actors/engine.hpp"

#include "actors/engine_children.hpp"
#include "actors/runtime/system.hpp"

#include <caf/scoped_actor.hpp>
#include <spdlog/spdlog.h>

#include <set>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto answer_timeout = 3s;
constexpr auto stop_timeout = 60s;

result<void> check_keys(const engine_setup& setup) {
  std::set<account_id> names{setup.master.account};
  std::map<std::string, account_id> owners;
  if (setup.master.who)
    owners.emplace(setup.master.who->key, setup.master.account);
  for (const auto& follower : setup.followers) {
    if (!names.insert(follower.account).second)
      return fail("two accounts are called {}", follower.account);
    if (!follower.who)
      continue;
    const auto [at, is_new] = owners.emplace(follower.who->key,
                                             follower.account);
    if (!is_new)
      return fail("{} and {} have the same API key: an account can not copy "
                  "itself",
                  at->second, follower.account);
  }
  return {};
}

class running_engine final : public engine {
public:
  running_engine(engine_setup setup, environment_ptr env,
                 std::shared_ptr<journal::journal> file,
                 std::unique_ptr<engine_system> system)
    : setup_{std::move(setup)},
      env_{std::move(env)},
      file_{std::move(file)},
      system_{std::move(system)},
      addresses_{make_addresses(system_->get(), setup_)} {
    supervisor_options options;
    options.seed = setup_.seed;
    options.finish_within = 3s;
    options.end_within = 3s;
    options.on_quarantine = [this](const std::string& name,
                                   const std::string&) { on_quarantine(name); };
    root_ = spawn_supervisor(
      system_->get(), directory_.entry("engine"),
      make_children(setup_, addresses_, env_, file_, directory_), options);
  }

  ~running_engine() override { stop(); }

  std::vector<signal_report> signals() override {
    std::vector<signal_report> all;
    caf::scoped_actor self{system_->get()};
    self
      ->request(addresses_.copier.as<copier_actor>(), answer_timeout,
                report_atom_v)
      .receive([&](std::vector<signal_report>& told) { all = std::move(told); },
               [](const caf::error& why) {
                 spdlog::warn("engine-signals: {}", describe(why));
               });
    return all;
  }

  std::vector<account_report> accounts() override {
    std::vector<account_report> all;
    caf::scoped_actor self{system_->get()};
    all.push_back(master_report(self));
    for (const auto& follower : setup_.followers) {
      account_report told;
      told.account = follower.account;
      self
        ->request(
          addresses_.followers.at(follower.account).as<follower_actor>(),
          answer_timeout, describe_atom_v)
        .receive([&](const account_report& r) { told = r; },
                 [&](const caf::error& why) {
                   told.phase = account_phase::failed;
                   told.why = reason::quarantined;
                   told.words = describe(why);
                 });
      all.push_back(std::move(told));
    }
    return all;
  }

  std::vector<actor_line> actors() override {
    return directory_.snapshot(system_->get().clock().now());
  }

  halt_switch& halts() override { return *env_->halts; }

  engine_stop stop() override {
    engine_stop report;
    if (!root_)
      return report;
    report.signals = signals();
    report.accounts = accounts();
    caf::scoped_actor self{system_->get()};
    self->request(root_, stop_timeout, stop_atom_v)
      .receive(
        [&](const stop_report& told) {
          report.late = told.unconfirmed;
          report.late.insert(report.late.end(), told.running.begin(),
                             told.running.end());
        },
        [&](const caf::error& why) {
          report.late.push_back("engine: " + describe(why));
        });
    root_ = nullptr;
    return report;
  }

private:
  account_report master_report(caf::scoped_actor& self) {
    account_report told;
    told.account = setup_.master.account;
    told.master = true;
    self
      ->request(addresses_.brokers.at(setup_.master.account).as<broker_actor>(),
                answer_timeout, refresh_atom_v)
      .receive(
        [&](const account_update& r) {
          told.phase = r.phase;
          told.why = r.why;
          told.words = r.words;
          told.balance = r.balance;
        },
        [&](const caf::error& why) { told.words = describe(why); });
    return told;
  }

  /// Whoever is out of service can not write his rows: the copier does.
  void on_quarantine(const std::string& name) {
    constexpr std::string_view prefix = "follower:";
    if (name.starts_with(prefix))
      caf::anon_send(addresses_.copier.as<copier_actor>(), quarantine_atom_v,
                     account_id{name.substr(prefix.size())}, true);
  }

  engine_setup setup_;
  environment_ptr env_;
  std::shared_ptr<journal::journal> file_;
  directory directory_;
  std::unique_ptr<engine_system> system_;
  engine_addresses addresses_;
  supervisor_actor root_;
};

} // namespace

result<std::unique_ptr<engine>>
engine::start(engine_setup setup, const clock& time, net::transport& outside) {
  if (auto ok = check_keys(setup); !ok)
    return tl::unexpected{ok.error()};
  auto file = journal::journal::open({setup.journal, setup.mode, 0});
  if (!file)
    return tl::unexpected{file.error()};
  system_options how;
  how.threads = setup.threads;
  how.arguments = setup.caf_arguments;
  how.init_types = init_engine_types;
  auto system = engine_system::make(how);
  if (!system)
    return tl::unexpected{system.error()};
  auto env = std::make_shared<environment>();
  env->clock = &time;
  env->transport = &outside;
  env->mode = setup.mode;
  env->seed = setup.seed;
  return std::make_unique<running_engine>(
    std::move(setup), std::move(env),
    std::make_shared<journal::journal>(std::move(*file)), std::move(*system));
}

} // namespace lockstep::actors
