#include "actors/engine.hpp"

#include "actors/engine_children.hpp"
#include "actors/reviews.hpp"
#include "actors/runtime/system.hpp"
#include "actors/switches.hpp"

#include <caf/scoped_actor.hpp>
#include <spdlog/spdlog.h>

#include <set>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto answer_timeout = 3s;
constexpr auto repair_timeout = 35s; // longer than the journal may take
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
    root_ = start_tree(system_->get(), setup_, addresses_, env_, file_,
                       directory_, troubles_);
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

  /// All are asked at once, so that those who are stuck cost one time limit
  /// and not one each.
  std::vector<account_report> accounts() override {
    std::vector<account_report> all(1 + setup_.followers.size());
    caf::scoped_actor self{system_->get()};
    auto master = self->request(
      addresses_.brokers.at(setup_.master.account).as<broker_actor>(),
      answer_timeout, refresh_atom_v);
    const auto ask = [&](const account_setup& who) {
      return self->request(
        addresses_.followers.at(who.account).as<follower_actor>(),
        answer_timeout, describe_atom_v);
    };
    std::vector<decltype(ask(setup_.master))> asked;
    for (const auto& follower : setup_.followers)
      asked.push_back(ask(follower));
    all[0].account = setup_.master.account;
    all[0].master = true;
    std::move(master).receive(
      [&](const account_update& told) { describe_master(all[0], told); },
      [&](const caf::error& why) { all[0].words = describe(why); });
    for (size_t i = 0; i < asked.size(); ++i) {
      auto& told = all[i + 1];
      told.account = setup_.followers[i].account;
      std::move(asked[i]).receive([&](const account_report& r) { told = r; },
                                  [&](const caf::error& why) {
                                    told.phase = account_phase::failed;
                                    told.why = reason::quarantined;
                                    told.words = describe(why);
                                  });
    }
    return all;
  }

  std::vector<actor_line> actors() override {
    return directory_.snapshot(system_->get().clock().now());
  }

  std::vector<std::string> troubles() override { return troubles_.read(); }

  [[nodiscard]] halt_level halted() const override {
    if (env_->halts->everything)
      return halt_level::everything;
    return env_->halts->entries ? halt_level::entries : halt_level::none;
  }

  result<void> halt(halt_level level) override {
    spdlog::warn("halt: {}", to_string(level));
    return bring_to_disk(set_halt(*env_, level));
  }

  result<void> pause(const account_id& who, bool on) override {
    if (!addresses_.followers.contains(who))
      return fail("there is no follower {}", who);
    spdlog::warn("pause: {} {}", who, on ? "pauses" : "goes on");
    return bring_to_disk(set_pause(*env_, who, on));
  }

  result<std::vector<account_review>>
  reconcile(const std::vector<account_id>& of) override {
    return reviews_of(system_->get(), setup_, addresses_, *env_, of);
  }

  result<copytrade::signal_id>
  repair(const copytrade::repair_order& what) override {
    result<copytrade::signal_id> made;
    caf::scoped_actor self{system_->get()};
    self
      ->request(addresses_.copier.as<copier_actor>(), repair_timeout,
                repair_atom_v, what)
      .receive([&](copytrade::signal_id& id) { made = std::move(id); },
               [&](const caf::error& why) {
                 made = fail("{}", describe(why));
               });
    return made;
  }

  engine_stop stop() override {
    engine_stop report;
    if (!root_)
      return report;
    caf::scoped_actor self{system_->get()};
    ask_root<finish_atom>(self, report);
    report.signals = signals();
    report.accounts = accounts();
    report.troubles = troubles();
    report.late.clear(); // the second stage tells them again
    ask_root<stop_atom>(self, report);
    root_ = nullptr;
    return report;
  }

private:
  result<void> bring_to_disk(journal_entry entry) {
    result<void> done;
    caf::scoped_actor self{system_->get()};
    self
      ->request(addresses_.journal.as<journal_actor>(), answer_timeout,
                append_atom_v, std::move(entry))
      .receive([] {},
               [&](const caf::error& why) {
                 done = fail("it is in force, but it is not certain that it "
                             "survives a restart: {}",
                             describe(why));
               });
    return done;
  }

  static void describe_master(account_report& into,
                              const account_update& told) {
    into.phase = told.phase;
    into.why = told.why;
    into.words = told.words;
    into.balance = told.balance;
  }

  template <class Stage>
  void ask_root(caf::scoped_actor& self, engine_stop& report) {
    self->request(root_, stop_timeout, Stage{})
      .receive(
        [&](const stop_report& told) {
          report.late = told.unconfirmed;
          report.late.insert(report.late.end(), told.running.begin(),
                             told.running.end());
        },
        [&](const caf::error& why) {
          report.late.push_back("engine: " + describe(why));
        });
  }

  engine_setup setup_;
  environment_ptr env_;
  std::shared_ptr<journal::journal> file_;
  directory directory_;
  trouble_book troubles_;
  std::unique_ptr<engine_system> system_;
  engine_addresses addresses_;
  supervisor_actor root_;
};

} // namespace

result<std::unique_ptr<engine>>
engine::start(engine_setup setup, const clock& time, net::transport& outside) {
  if (auto ok = check_keys(setup); !ok)
    return tl::unexpected{ok.error()};
  auto file
    = journal::journal::open({setup.journal, setup.mode, 0, time.now()});
  if (!file)
    return tl::unexpected{file.error()};
  for (const auto& remark : file->remarks())
    spdlog::warn("journal-opened: {}", remark);
  system_options how;
  how.threads = setup.threads;
  how.arguments = setup.caf_arguments;
  how.init_types = init_engine_types;
  auto system = engine_system::make(how);
  if (!system)
    return tl::unexpected{system.error()};
  auto env = std::make_shared<environment>();
  env->clock = &time;
  env->started = time.now();
  env->transport = &outside;
  env->mode = setup.mode;
  env->seed = setup.seed;
  env->only_looks = setup.only_looks;
  if (auto ok = restore_switches(file->read(), *env); !ok)
    return tl::unexpected{ok.error()};
  env->messages = open_messages(setup);
  return std::make_unique<running_engine>(
    std::move(setup), std::move(env),
    std::make_shared<journal::journal>(std::move(*file)), std::move(*system));
}

} // namespace lockstep::actors
