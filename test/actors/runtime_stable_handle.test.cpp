#include "actors/runtime/directory.hpp"
#include "actors/runtime/stable_handle.hpp"
#include "test/actors/runtime_kit.hpp"
#include "tools/simulation/simulation.hpp"

#include <caf/send.hpp>
#include <catch2/catch_test_macros.hpp>

namespace lockstep::actors {

namespace {

using kit::worker_actor;
using kit::worker_state;

/// A worker's address and somebody who asks it, in virtual time.
struct handle_fixture {
  simulation sim;
  directory all;
  kit::traces_ptr seen = std::make_shared<kit::traces>();
  stable_handle address = kit::worker_address(sim.system(), 3);
  worker_actor worker = address.as<worker_actor>();

  caf::strong_actor_ptr spawn() {
    return caf::actor_cast<caf::strong_actor_ptr>(
      spawn_watched<worker_actor, worker_state>(sim.system(),
                                                all.entry("worker"), seen));
  }
};

} // namespace

TEST_CASE_METHOD(handle_fixture,
                 "An address reaches whichever incarnation is bound") {
  address.rebind(spawn());
  CHECK(sim.ask<uint32_t>(worker, caf::get_atom_v) == 1u);
  address.rebind(spawn());
  CHECK(sim.ask<uint32_t>(worker, caf::get_atom_v) == 2u);
}

TEST_CASE_METHOD(handle_fixture,
                 "A query waits for the next incarnation, a place bounces") {
  std::optional<uint32_t> answer;
  sim.system().spawn([&](caf::event_based_actor* self) {
    self->request(worker, std::chrono::hours{1}, caf::get_atom_v)
      .then([&](uint32_t x) { answer = x; });
  });
  sim.settle();
  CHECK(address.buffered() == 1);
  const auto placed = sim.ask<uint32_t>(worker, caf::put_atom_v, 7u);
  REQUIRE(!placed);
  CHECK(placed.error() == errc::unavailable);
  CHECK(never_delivered(placed.error()));
  CHECK_FALSE(answer);
  address.rebind(spawn());
  sim.settle();
  CHECK(answer == 1u);
  CHECK(seen->placed == 0);
}

TEST_CASE_METHOD(handle_fixture,
                 "No more messages wait than the policy allows") {
  for (int i = 0; i < 5; ++i)
    caf::anon_send(worker, caf::update_atom_v);
  CHECK(address.buffered() == 3);
  CHECK(address.bounced() == 2);
  address.rebind(spawn());
  sim.settle();
  CHECK(seen->noted == 3);
}

TEST_CASE_METHOD(handle_fixture, "An incarnation that ends unbinds itself") {
  address.rebind(spawn());
  sim.settle();
  REQUIRE(address.bound());
  caf::anon_send(worker, caf::reset_atom_v);
  sim.settle();
  CHECK_FALSE(address.bound());
  address.rebind(spawn());
  CHECK(address.bound());
}

TEST_CASE_METHOD(handle_fixture,
                 "Unbinding a former incarnation leaves the current one") {
  const auto former = spawn();
  address.rebind(former);
  address.rebind(spawn());
  address.unbind(former->id());
  CHECK(address.bound());
}

TEST_CASE_METHOD(handle_fixture,
                 "A closed address answers every request with the reason") {
  std::optional<caf::error> waited;
  sim.system().spawn([&](caf::event_based_actor* self) {
    self->request(worker, std::chrono::hours{1}, caf::get_atom_v)
      .then([](uint32_t) {}, [&](caf::error& e) { waited = e; });
  });
  sim.settle();
  address.close(errc::quarantined);
  sim.settle();
  REQUIRE(waited);
  CHECK(*waited == errc::quarantined);
  const auto answer = sim.ask<uint32_t>(worker, caf::get_atom_v);
  REQUIRE(!answer);
  CHECK(answer.error() == errc::quarantined);
}

TEST_CASE_METHOD(handle_fixture, "An exit message to an address ends nobody") {
  address.rebind(spawn());
  caf::anon_send_exit(worker, caf::exit_reason::kill);
  sim.settle();
  CHECK(address.bound());
}

TEST_CASE_METHOD(handle_fixture,
                 "An address does not keep ended incarnations or itself") {
  caf::weak_actor_ptr incarnation;
  caf::weak_actor_ptr itself;
  {
    auto other = kit::worker_address(sim.system());
    auto actor = spawn();
    other.rebind(actor);
    sim.settle();
    incarnation = caf::actor_cast<caf::weak_actor_ptr>(actor);
    itself
      = caf::actor_cast<caf::weak_actor_ptr>(other.as<caf::strong_actor_ptr>());
    actor = nullptr;
    CHECK(caf::actor_cast<caf::strong_actor_ptr>(incarnation));
  }
  CHECK_FALSE(caf::actor_cast<caf::strong_actor_ptr>(itself));
  CHECK_FALSE(caf::actor_cast<caf::strong_actor_ptr>(incarnation));
  CHECK(seen->read() == std::vector<std::string>{"ended worker"});
}

} // namespace lockstep::actors
