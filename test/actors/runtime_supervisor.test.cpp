#include "actors/runtime/supervisor.hpp"
#include "test/actors/runtime_kit.hpp"
#include "tools/simulation/simulation.hpp"

#include <caf/send.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;
using kit::worker_actor;

/// Two workers below a supervisor, in virtual time.
struct family {
  explicit family(uint64_t seed = 1, supervisor_options given = {})
    : sim(seed), options(std::move(given)) {
    options.seed = seed;
    options.on_quarantine = [this](const auto& who, const auto& why) {
      told.push_back(who + ": " + why);
    };
    options.on_outage = [this](const auto& who, const auto& why, bool over) {
      told.push_back(who + (over ? " is back" : " is out: " + why));
    };
  }

  void add(const std::string& name, std::string role = "worker") {
    specs.push_back(
      kit::worker_spec(sim.system(), all, name, seen[name], std::move(role)));
    address[name] = specs.back().address;
  }

  void start() {
    boss = spawn_supervisor(sim.system(), all.entry("boss"), specs, options);
    specs.clear();
    sim.settle();
  }

  worker_actor worker(const std::string& name) {
    return address.at(name).as<worker_actor>();
  }

  void crash(const std::string& name) {
    caf::anon_send(worker(name), caf::reset_atom_v);
    sim.settle();
  }

  actor_phase phase(const std::string& name) { return all.find(name)->phase(); }

  /// Crashes as often as the budget allows and once more.
  void spend_budget(const std::string& name) {
    while (phase(name) != actor_phase::quarantined) {
      crash(name);
      sim.run_until([&] {
        return address[name].bound() || phase(name) == actor_phase::quarantined;
      });
    }
  }

  struct traces_by_name : std::map<std::string, kit::traces_ptr> {
    kit::traces_ptr& operator[](const std::string& name) {
      auto& found = map::operator[](name);
      if (!found)
        found = std::make_shared<kit::traces>();
      return found;
    }
  };

  traces_by_name seen;
  directory all;
  std::vector<std::string> told;
  std::map<std::string, stable_handle> address;
  simulation sim;
  supervisor_options options;
  std::vector<child_spec> specs;
  supervisor_actor boss;
};

struct two_workers : family {
  two_workers() {
    add("left");
    add("right");
    start();
  }
};

} // namespace

TEST_CASE_METHOD(two_workers,
                 "A restart keeps the address, lets queries wait and bounces "
                 "a place") {
  crash("left");
  REQUIRE(phase("left") == actor_phase::restarting);
  std::optional<uint32_t> answer;
  sim.system().spawn([&](caf::event_based_actor* self) {
    self->request(worker("left"), 1h, caf::get_atom_v).then([&](uint32_t x) {
      answer = x;
    });
  });
  sim.settle();
  const auto placed = sim.ask<uint32_t>(worker("left"), caf::put_atom_v, 1u);
  REQUIRE(!placed);
  CHECK(placed.error() == errc::unavailable);
  CHECK_FALSE(answer);
  sim.run_for(1s);
  CHECK(answer == 2u);
  CHECK(sim.ask<uint32_t>(worker("left"), caf::put_atom_v, 1u) == 1u);
  CHECK(seen["left"]->placed == 1);
}

TEST_CASE_METHOD(two_workers,
                 "The directory tells of a restart and its cause") {
  crash("left");
  sim.run_for(1s);
  const auto lines = all.snapshot(sim.now());
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].name == "boss");
  CHECK(lines[1].name == "left");
  CHECK(lines[1].phase == actor_phase::running);
  CHECK(lines[1].restarts == 1);
  CHECK(lines[1].faults == 1);
  CHECK(lines[1].last_error == "out of cheese");
  CHECK(lines[2].restarts == 0);
}

TEST_CASE_METHOD(two_workers,
                 "A spent budget quarantines one child, the other goes on") {
  spend_budget("left");
  CHECK(seen["left"]->incarnations == options.restarts_max + 1);
  CHECK(told == std::vector<std::string>{"left: out of cheese"});
  for (const auto& answer :
       {sim.ask<uint32_t>(worker("left"), caf::put_atom_v, 1u),
        sim.ask<uint32_t>(worker("left"), caf::get_atom_v)}) {
    REQUIRE(!answer);
    CHECK(answer.error() == errc::quarantined);
  }
  sim.run_for(24h);
  CHECK(phase("left") == actor_phase::quarantined);
  CHECK(sim.ask<uint32_t>(worker("right"), caf::get_atom_v) == 1u);
}

TEST_CASE_METHOD(two_workers, "A quarantined child is released by its name") {
  spend_budget("left");
  CHECK(sim.ask<caf::unit_t>(boss, release_atom_v, std::string{"left"}));
  CHECK(sim.ask<uint32_t>(worker("left"), caf::get_atom_v));
  crash("left"); // the budget is fresh
  CHECK(phase("left") == actor_phase::restarting);
  const auto nobody = sim.ask<caf::unit_t>(boss, release_atom_v,
                                           std::string{"nobody"});
  REQUIRE(!nobody);
  CHECK(nobody.error() == errc::unknown_child);
}

TEST_CASE_METHOD(two_workers, "Releasing a child that runs changes nothing") {
  CHECK(sim.ask<caf::unit_t>(boss, release_atom_v, std::string{"left"}));
  CHECK(seen["left"]->incarnations == 1);
}

TEST_CASE_METHOD(two_workers, "Deaths outside of the period are forgotten") {
  for (int i = 0; i < 50; ++i) {
    crash("left");
    sim.run_for(20s);
  }
  CHECK(phase("left") == actor_phase::running);
  CHECK(seen["left"]->incarnations == 51);
}

TEST_CASE_METHOD(two_workers, "A child that can not start spends its budget") {
  seen["left"]->fails_at_start = true;
  crash("left");
  sim.run_for(1min);
  CHECK(phase("left") == actor_phase::quarantined);
  CHECK(told
        == std::vector<std::string>{"left: can not start: the disk is full"});
}

TEST_CASE("A vital child is never given up, and its outage is told once") {
  family f;
  f.add("vital");
  f.specs.front().vital = true;
  f.start();
  f.seen["vital"]->fails_at_start = true;
  f.crash("vital");
  f.sim.run_for(10min);
  CHECK(f.told
        == std::vector<std::string>{
          "vital is out: can not start: the disk is full"});
  CHECK(f.phase("vital") == actor_phase::restarting);

  f.seen["vital"]->fails_at_start = false;
  f.sim.run_for(40s); // the longest wait
  CHECK(f.phase("vital") == actor_phase::running);
  CHECK(f.told.size() == 1); // it has to stay up for a while
  f.sim.run_for(f.options.period);
  REQUIRE(f.told.size() == 2);
  CHECK(f.told.back() == "vital is back");
  f.crash("vital");
  f.sim.run_for(1s); // the first wait is short again
  CHECK(f.phase("vital") == actor_phase::running);
}

TEST_CASE("The first half of a stop leaves all able to answer") {
  family f;
  f.add("left");
  f.add("right");
  f.start();
  f.seen["left"]->ignores_stop = true;
  const auto first = f.sim.ask<stop_report>(f.boss, finish_atom_v);
  REQUIRE(first);
  CHECK(first->unconfirmed == std::vector<std::string>{"left"});
  CHECK(f.sim.ask<uint32_t>(f.worker("left"), caf::get_atom_v) == 1u);
  f.crash("right");
  f.sim.run_for(1h);
  CHECK(f.phase("right") == actor_phase::stopped);
  const auto second = f.sim.ask<stop_report>(f.boss, stop_atom_v);
  REQUIRE(second);
  CHECK(second->unconfirmed == std::vector<std::string>{"left"});
  CHECK(f.seen["right"]->read().front() == "stop right");
  CHECK(f.phase("left") == actor_phase::stopped);
}

TEST_CASE_METHOD(two_workers, "Children can be added while others work") {
  const auto spec = kit::worker_spec(sim.system(), all, "third", seen["third"]);
  CHECK(sim.ask<caf::unit_t>(boss, adopt_atom_v, spec));
  CHECK(sim.ask<uint32_t>(spec.address.as<worker_actor>(), caf::get_atom_v)
        == 1u);
  const auto twice = sim.ask<caf::unit_t>(boss, adopt_atom_v, spec);
  REQUIRE(!twice);
  CHECK(twice.error() == errc::duplicate_child);
  const auto children = sim.ask<std::vector<child_state>>(boss,
                                                          children_atom_v);
  REQUIRE(children);
  REQUIRE(children->size() == 3);
  CHECK(children->back().name == "third");
  CHECK(children->back().phase == actor_phase::running);
}

TEST_CASE("Five hundred crashes lose no query that waited") {
  family f{1, {.restarts_max = 1'000'000}};
  f.add("left");
  f.start();
  size_t answered = 0;
  for (uint32_t i = 0; i < 500; ++i) {
    f.crash("left");
    for (int k = 0; k < 20; ++k)
      f.sim.system().spawn([&](caf::event_based_actor* self) {
        self->request(f.worker("left"), 24h, caf::get_atom_v)
          .then([&, i](uint32_t x) { answered += x == i + 2 ? 1 : 0; });
      });
    f.sim.run_until([&] { return f.address["left"].bound(); });
    f.sim.settle();
  }
  CHECK(answered == 10'000);
}

TEST_CASE("The waits before restarts grow, and a seed repeats them") {
  const auto waits_of = [](uint64_t seed) {
    family f{seed, {.restarts_max = 6, .period = 1h}};
    f.add("left");
    f.start();
    std::vector<int64_t> waits;
    for (int i = 0; i < 6; ++i) {
      f.crash("left");
      const auto died = f.sim.now();
      f.sim.run_until([&] { return f.address["left"].bound(); });
      waits.push_back((f.sim.now() - died).count());
    }
    return std::pair{waits, f.sim.trace_hash()};
  };
  const auto [waits, trace] = waits_of(3);
  CHECK(std::ranges::is_sorted(waits));
  CHECK(waits.front() >= std::chrono::nanoseconds{100ms}.count());
  CHECK(waits.back() >= std::chrono::nanoseconds{3'200ms}.count());
  CHECK(waits.back() <= std::chrono::nanoseconds{4s}.count());
  CHECK(waits_of(3) == std::pair{waits, trace});
  CHECK(waits_of(4).first != waits);
}

TEST_CASE("A stop goes from the last role to the first, then all end") {
  family f;
  f.seen["journal"] = f.seen["a"] = f.seen["b"]
    = std::make_shared<kit::traces>();
  f.add("journal", "journal");
  f.add("a", "follower");
  f.add("b", "follower");
  f.start();
  const auto report = f.sim.ask<stop_report>(f.boss, stop_atom_v);
  REQUIRE(report);
  CHECK(report->unconfirmed.empty());
  CHECK(report->running.empty());
  const auto lines = f.seen["a"]->read();
  REQUIRE(lines.size() == 6);
  CHECK(lines[2] == "stop journal"); // both followers have stopped before
  CHECK(f.phase("journal") == actor_phase::stopped);
  CHECK(f.phase("boss") == actor_phase::stopped);
  const auto late = f.sim.ask<uint32_t>(f.worker("a"), caf::get_atom_v);
  REQUIRE(!late);
  CHECK(late.error() == errc::stopping);
}

TEST_CASE("A child that does not finish is named, and the others stop") {
  family f;
  for (const auto* name : {"journal", "slow", "quick"})
    f.add(name, name == std::string{"journal"} ? "journal" : "follower");
  f.seen["slow"]->ignores_stop = true;
  f.start();
  const auto begin = f.sim.now();
  const auto report = f.sim.ask<stop_report>(f.boss, stop_atom_v);
  REQUIRE(report);
  CHECK(report->unconfirmed == std::vector<std::string>{"slow"});
  CHECK(report->running.empty());
  CHECK(f.sim.now() - begin == f.options.finish_within);
  CHECK(f.seen["journal"]->read()
        == std::vector<std::string>{"stop journal", "ended journal"});
}

TEST_CASE("A stop does not wait for a child that is down or in quarantine") {
  two_workers f;
  f.spend_budget("left");
  f.crash("right");
  REQUIRE(f.phase("right") == actor_phase::restarting);
  const auto begin = f.sim.now();
  const auto report = f.sim.ask<stop_report>(f.boss, stop_atom_v);
  REQUIRE(report);
  CHECK(f.sim.now() == begin);
  f.sim.run_for(1h);
  CHECK(f.seen["right"]->incarnations == 1);
  CHECK(f.phase("right") == actor_phase::stopped);
}

TEST_CASE("Thousands of children stop, whatever some of them do") {
  family f;
  for (int i = 0; i < 2'500; ++i)
    f.add("f" + std::to_string(i));
  for (int i = 0; i < 2'500; i += 10)
    f.seen["f" + std::to_string(i)]->ignores_stop = true;
  f.start();
  f.crash("f1");
  caf::anon_send(f.worker("f3"), caf::reset_atom_v); // ends during the stop
  const auto report = f.sim.ask<stop_report>(f.boss, stop_atom_v);
  REQUIRE(report);
  CHECK(report->unconfirmed.size() == 250);
  CHECK(report->running.empty());
  CHECK(f.seen["f7"]->read()
        == std::vector<std::string>{"stop f7", "ended f7"});
}

TEST_CASE("A supervisor that is told to end takes its children along") {
  two_workers f;
  caf::anon_send_exit(f.boss, caf::exit_reason::user_shutdown);
  f.sim.settle();
  CHECK(f.phase("left") == actor_phase::stopped);
  CHECK(f.phase("right") == actor_phase::stopped);
  CHECK_FALSE(f.address["left"].bound());
}

TEST_CASE("A supervisor below another one reports who was late below it") {
  family f;
  auto slow = f.seen["slow"];
  slow->ignores_stop = true;
  auto venue = f.all.entry("venue");
  auto below = kit::worker_spec(f.sim.system(), f.all, "slow", slow);
  f.specs.push_back(
    {.name = "venue",
     .role = "venue",
     .start =
       [venue, below](caf::local_actor& parent) {
         return caf::actor_cast<caf::strong_actor_ptr>(
           spawn_supervisor(parent, venue, {below}, {.finish_within = 2s}));
       },
     .address = {},
     .entry = venue});
  f.start();
  const auto report = f.sim.ask<stop_report>(f.boss, stop_atom_v);
  REQUIRE(report);
  CHECK(report->unconfirmed == std::vector<std::string>{"slow"});
  CHECK(f.phase("venue") == actor_phase::stopped);
}

} // namespace lockstep::actors
