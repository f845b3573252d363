#include "actors/runtime/directory.hpp"
#include "actors/runtime/system.hpp"
#include "actors/runtime/watched.hpp"
#include "test/actors/runtime_kit.hpp"
#include "tools/simulation/simulation.hpp"

#include <caf/send.hpp>
#include <catch2/catch_test_macros.hpp>

#include <future>
#include <thread>

namespace lockstep::actors {

namespace {

static_assert(sizeof(directory_entry) < 300, "there is one per follower");

/// The PATIENT actor interface: hangs in its handler until it is let go.
using patient_actor = caf::typed_actor<
  // Tells that it is inside, then waits.
  caf::result<void>(caf::wait_for_atom),
  // Does nothing.
  caf::result<void>(caf::update_atom)>;

/// Between the test and a patient actor.
struct gate {
  std::promise<void> entered;
  std::promise<void> opened;
};

class patient_state {
public:
  static constexpr const char* name = "patient";

  patient_state(patient_actor::pointer, gate* g) : gate_(g) {}

  patient_actor::behavior_type make_behavior() {
    return {
      [this](caf::wait_for_atom) {
        gate_->entered.set_value();
        gate_->opened.get_future().wait();
      },
      [](caf::update_atom) {},
    };
  }

private:
  gate* gate_;
};

} // namespace

TEST_CASE("A stuck actor shows with its queue and for how long it runs") {
  auto engine = engine_system::make();
  REQUIRE(engine);
  auto& system = (*engine)->get();
  directory all;
  gate g;
  {
    const auto actor = spawn_watched<patient_actor, patient_state>(
      system, all.entry("stuck"), &g);
    caf::anon_send(actor, caf::wait_for_atom_v);
    g.entered.get_future().wait();
    for (int i = 0; i < 7; ++i)
      caf::anon_send(actor, caf::update_atom_v);
    const auto later = system.clock().now() + std::chrono::minutes{5};
    const auto line = all.snapshot(later).at(0);
    CHECK(line.depth == 8);
    REQUIRE(line.running_for);
    CHECK(*line.running_for >= std::chrono::minutes{5});
    CHECK(*line.running_for < std::chrono::minutes{6});
    g.opened.set_value();
    const auto line_now = [&] { return all.snapshot(later).at(0); };
    while (line_now().depth != 0 || line_now().running_for)
      std::this_thread::yield();
  }
  system.await_all_actors_done();
  CHECK(all.snapshot(system.clock().now()).at(0).phase == actor_phase::stopped);
}

TEST_CASE("The depth of a mailbox follows every message") {
  simulation sim;
  directory all;
  const auto seen = std::make_shared<kit::traces>();
  const auto line = all.entry("worker");
  const auto actor = spawn_watched<kit::worker_actor, kit::worker_state>(
    sim.system(), line, seen);
  sim.settle();
  CHECK(line->line(sim.now()).depth == 0);
  for (int i = 0; i < 5; ++i)
    caf::anon_send(actor, caf::update_atom_v);
  CHECK(line->line(sim.now()).depth == 5);
  REQUIRE(sim.run_until([&] { return seen->noted == 2; }));
  CHECK(line->line(sim.now()).depth == 3);
  sim.settle();
  CHECK(line->line(sim.now()).depth == 0);
  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  sim.settle();
  caf::anon_send(actor, caf::update_atom_v); // nobody takes it
  CHECK(line->line(sim.now()).depth == 0);
}

TEST_CASE("The directory lists by name and keeps a line across incarnations") {
  simulation sim;
  directory all;
  const auto seen = std::make_shared<kit::traces>();
  std::vector<kit::worker_actor> actors;
  for (const auto* name : {"follower:b", "broker:x", "follower:a"})
    actors.push_back(spawn_watched<kit::worker_actor, kit::worker_state>(
      sim.system(), all.entry(name), seen));
  sim.settle();
  const auto lines = all.snapshot(sim.now());
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].name == "broker:x");
  CHECK(lines[1].name == "follower:a");
  CHECK(lines[2].name == "follower:b");
  CHECK(lines[2].id == actors[0].id());
  CHECK(lines[2].state == "ready");
  CHECK(all.entry("broker:x") == all.find("broker:x"));
  all.remove("broker:x");
  CHECK(all.find("broker:x") == nullptr);
}

TEST_CASE("The state of a watched actor ends with the actor") {
  simulation sim;
  directory all;
  const auto seen = std::make_shared<kit::traces>();
  const auto actor = spawn_watched<kit::worker_actor, kit::worker_state>(
    sim.system(), all.entry("worker"), seen);
  caf::anon_send(actor, caf::reset_atom_v);
  sim.settle();
  CHECK(seen->read() == std::vector<std::string>{"ended worker"});
}

} // namespace lockstep::actors
