#include "actors/runtime/system.hpp"
#include "test/actors/runtime_kit.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <catch2/catch_test_macros.hpp>

#include <future>
#include <thread>

// The runtime on CAF's real scheduler, with real threads and real time.
namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;
using kit::worker_actor;

std::unique_ptr<engine_system> make_engine() {
  auto made = engine_system::make();
  REQUIRE(made);
  return std::move(*made);
}

/// What became of the queries of one thread.
struct tally {
  size_t answered = 0;
  size_t refused = 0;
  size_t timed_out = 0;
};

tally ask_often(caf::actor_system& system, const worker_actor& worker,
                size_t times) {
  tally result;
  caf::scoped_actor self{system};
  for (size_t i = 0; i < times; ++i)
    self->request(worker, 30s, caf::get_atom_v)
      .receive([&](uint32_t) { ++result.answered; },
               [&](const caf::error& e) {
                 ++(e == caf::sec::request_timeout ? result.timed_out
                                                   : result.refused);
               });
  return result;
}

stop_report stop(caf::actor_system& system, const supervisor_actor& boss) {
  stop_report result;
  caf::scoped_actor self{system};
  self->request(boss, 60s, stop_atom_v)
    .receive([&](stop_report& r) { result = std::move(r); },
             [](const caf::error& e) { FAIL(describe(e)); });
  return result;
}

} // namespace

TEST_CASE("Threads that ask while a child crashes always get an answer") {
  const auto engine = make_engine();
  auto& system = engine->get();
  directory all;
  const auto seen = std::make_shared<kit::traces>();
  const auto spec = kit::worker_spec(system, all, "worker", seen);
  const auto worker = spec.address.as<worker_actor>();
  auto boss = spawn_supervisor(
    system, all.entry("boss"), {spec},
    {.restarts_max = 1'000'000, .backoff_first = 1us, .backoff_max = 1ms});
  auto ask = [&] { return ask_often(system, worker, 400); };
  auto one = std::async(std::launch::async, ask);
  auto two = std::async(std::launch::async, ask);
  for (int i = 0; i < 200; ++i) {
    caf::anon_send(worker, caf::reset_atom_v);
    std::this_thread::yield();
  }
  for (const auto& t : {one.get(), two.get()}) {
    CHECK(t.timed_out == 0);
    CHECK(t.answered + t.refused == 400);
    CHECK(t.answered > 0);
  }
  CHECK(stop(system, boss).running.empty());
}

TEST_CASE("An address is bound, unbound and closed while threads use it") {
  const auto engine = make_engine();
  auto& system = engine->get();
  directory all;
  const auto seen = std::make_shared<kit::traces>();
  const auto address = kit::worker_address(system);
  const auto worker = address.as<worker_actor>();
  const auto spawn = [&] {
    return caf::actor_cast<caf::strong_actor_ptr>(
      spawn_watched<worker_actor, kit::worker_state>(
        system, all.entry("worker"), seen));
  };
  auto ask = [&] { return ask_often(system, worker, 300); };
  auto one = std::async(std::launch::async, ask);
  auto two = std::async(std::launch::async, ask);
  for (int i = 0; i < 100; ++i) {
    const auto incarnation = spawn();
    address.rebind(incarnation);
    if (i % 3 == 0)
      address.unbind(incarnation->id());
    if (i % 7 == 0)
      address.close(errc::unavailable);
  }
  address.rebind(spawn());
  for (const auto& t : {one.get(), two.get()}) {
    CHECK(t.timed_out == 0);
    CHECK(t.answered + t.refused == 300);
  }
  address.close(errc::stopping);
}

TEST_CASE("A child that hangs does not hold up the stop and is named") {
  const auto engine = make_engine();
  auto& system = engine->get();
  directory all;
  const auto seen = std::make_shared<kit::traces>();
  std::promise<void> entered;
  std::promise<void> opened;
  auto hang = [&](caf::event_based_actor* self) -> caf::behavior {
    self->set_default_handler(caf::drop);
    return {[&](caf::wait_for_atom) {
      entered.set_value();
      opened.get_future().wait();
    }};
  };
  child_spec hanging{.name = "hanging",
                     .role = "worker",
                     .start =
                       [&](caf::local_actor& parent) {
                         return caf::actor_cast<caf::strong_actor_ptr>(
                           parent.spawn(hang));
                       },
                     .address = kit::worker_address(system),
                     .entry = all.entry("hanging")};
  auto boss = spawn_supervisor(
    system, all.entry("boss"),
    {kit::worker_spec(system, all, "journal", seen, "journal"), hanging},
    {.finish_within = 50ms, .end_within = 50ms});
  caf::anon_send(hanging.address.as<caf::actor>(), caf::wait_for_atom_v);
  entered.get_future().wait();
  const auto report = stop(system, boss);
  opened.set_value();
  CHECK(report.unconfirmed == std::vector<std::string>{"hanging"});
  CHECK(report.running == std::vector<std::string>{"hanging"});
  CHECK(seen->read()
        == std::vector<std::string>{"stop journal", "ended journal"});
}

TEST_CASE("The engine shares work and lets nobody run without bounds") {
  const auto engine = make_engine();
  const auto& config = engine->get().config();
  CHECK(caf::get_as<std::string>(config, "caf.scheduler.policy")
        == std::string{"sharing"});
  CHECK(caf::get_as<size_t>(config, "caf.scheduler.max-threads") == 2u);
  CHECK(caf::get_as<size_t>(config, "caf.scheduler.max-throughput") == 50u);
}

TEST_CASE("Arguments for CAF win, and wrong ones are refused") {
  auto four = engine_system::make(
    {.threads = 1, .arguments = {"--caf.scheduler.max-threads=3"}});
  REQUIRE(four);
  CHECK(
    caf::get_as<size_t>((*four)->get().config(), "caf.scheduler.max-threads")
    == 3u);
  CHECK_FALSE(
    engine_system::make({.arguments = {"--caf.scheduler.max-threads=many"}}));
  CHECK_FALSE(engine_system::make({.arguments = {"--no-such-thing=1"}}));
  CHECK_FALSE(engine_system::make({.arguments = {"nonsense"}}));
}

} // namespace lockstep::actors
