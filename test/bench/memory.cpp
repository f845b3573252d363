// What an idle follower holds in memory: the engine's own tree of actors,
// ready to trade, at an exchange without sockets.

#include "actors/engine_children.hpp"
#include "actors/runtime/system.hpp"
#include "adapters/clock.hpp"
#include "adapters/kraken/venue.hpp"
#include "test/bench/figures.hpp"
#include "test/bench/messages.hpp"

#include <caf/scoped_actor.hpp>
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace lockstep::bench {

namespace {

using namespace std::chrono_literals;
using namespace actors;

constexpr size_t count = 2'000;

/// Bytes that the program has asked for and not given back.
double heap() {
  malloc_trim(0);
  const auto now = mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd);
}

account_setup member(const std::string& name) {
  account_setup setup;
  setup.account = account_id{name};
  setup.who = credentials{"key-of-" + name, "bm8gc2VjcmV0IGF0IGFsbA=="};
  return setup;
}

engine_setup make_setup(const std::filesystem::path& folder, size_t followers) {
  engine_setup setup;
  setup.journal = folder;
  setup.venue = kraken::make_venue();
  setup.master = member("master");
  for (size_t i = 0; i < followers; ++i)
    setup.followers.push_back(member(fmt::format("follower-{}", i)));
  setup.private_streams_max = 0;
  return setup;
}

/// The engine's tree, started one kind of actor after the other.
class tree {
public:
  explicit tree(size_t followers)
    : setup_{make_setup(folder_, followers)},
      file_{open_journal()},
      system_{make_system()},
      addresses_{make_addresses(system_->get(), setup_)} {
    env_->clock = &time_;
    env_->transport = &outside_;
    children_ = make_children(setup_, addresses_, env_, file_, directory_);
    root_ = spawn_supervisor(system_->get(), directory_.entry("engine"), {});
  }

  ~tree() {
    caf::scoped_actor self{system_->get()};
    self->request(root_, 60s, stop_atom_v)
      .receive([](const stop_report&) {}, [](const caf::error&) {});
    root_ = nullptr;
    std::filesystem::remove_all(folder_);
  }

  tree(const tree&) = delete;
  tree& operator=(const tree&) = delete;

  /// Starts all of that role.
  void start(std::string_view role) {
    caf::scoped_actor self{system_->get()};
    for (auto& child : children_)
      if (child.role == role)
        self->request(root_, 60s, adopt_atom_v, std::move(child))
          .receive([] {},
                   [](const caf::error& e) {
                     throw std::runtime_error{describe(e)};
                   });
  }

  void await_brokers() {
    for (auto& [name, address] : addresses_.brokers)
      await([&](caf::scoped_actor& self) {
        bool ready = false;
        self->request(address.as<broker_actor>(), 10s, refresh_atom_v)
          .receive(
            [&](const account_update& told) {
              ready = told.phase == account_phase::ready;
            },
            [](const caf::error&) {});
        return ready;
      });
  }

  void await_followers(account_phase phase) {
    for (auto& [name, address] : addresses_.followers)
      await([&](caf::scoped_actor& self) {
        bool ready = false;
        self->request(address.as<follower_actor>(), 10s, describe_atom_v)
          .receive(
            [&](const account_report& told) { ready = told.phase == phase; },
            [](const caf::error&) {});
        return ready;
      });
  }

private:
  std::shared_ptr<journal::journal> open_journal() {
    auto file = journal::journal::open({folder_, run_mode::paper, 0});
    if (!file)
      throw std::runtime_error{file.error().text};
    return std::make_shared<journal::journal>(std::move(*file));
  }

  static std::unique_ptr<engine_system> make_system() {
    auto system = engine_system::make({2, 50, {}, init_engine_types});
    if (!system)
      throw std::runtime_error{system.error().text};
    return std::move(*system);
  }

  template <class Condition>
  void await(const Condition& holds) {
    caf::scoped_actor self{system_->get()};
    for (int i = 0; !holds(self); ++i) {
      if (i > 600)
        throw std::runtime_error{"an actor does not become ready"};
      std::this_thread::sleep_for(50ms);
    }
  }

  std::filesystem::path folder_ = std::filesystem::current_path()
                                  / fmt::format("bench-memory-{}", getpid());
  wall_clock time_;
  quiet_exchange outside_{time_};
  engine_setup setup_;
  std::shared_ptr<environment> env_ = std::make_shared<environment>();
  std::shared_ptr<journal::journal> file_;
  directory directory_;
  std::unique_ptr<engine_system> system_;
  engine_addresses addresses_;
  std::vector<child_spec> children_;
  supervisor_actor root_;
};

void memory(benchmark::State& state) {
  { tree warm{1}; } // what is there once for all
  double follower = 0;
  double broker = 0;
  for (auto _ : state) {
    const auto empty = heap();
    tree all{count};
    const auto planned = heap();
    for (const auto* role : {"journal", "market", "copier"})
      all.start(role);
    const auto common = heap();
    all.start("broker");
    all.await_brokers();
    const auto with_brokers = heap();
    all.start("follower");
    all.await_followers(account_phase::ready);
    const auto complete = heap();
    // Half of what an account takes before it starts (addresses, lines of the
    // directory, the supervisor's notes, settings) is for either actor.
    const auto share = (planned - empty) / 2;
    follower = (complete - with_brokers + share) / count;
    broker = (with_brokers - common + share) / count;
  }
  state.counters["follower"] = follower;
  state.counters["with_broker"] = follower + broker;
  tell({"memory, an idle follower", fmt::format("{:.0f} B", follower), "", "",
        "", "at most 6144 B"});
  tell({"memory, with his broker", fmt::format("{:.0f} B", follower + broker),
        "", "", "", ""});
}

BENCHMARK(memory)->Iterations(1)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace lockstep::bench
