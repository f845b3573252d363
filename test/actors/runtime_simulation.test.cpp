#include "tools/simulation/simulation.hpp"

#include <caf/send.hpp>
#include <catch2/catch_test_macros.hpp>

#include <string>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

/// Ticks for ever; each tick writes its letter.
caf::behavior ticker(caf::event_based_actor* self, char letter,
                     std::string* written) {
  self->delayed_send(self, 1s, caf::tick_atom_v);
  return {[=](caf::tick_atom) {
    *written += letter;
    self->delayed_send(self, 1s, caf::tick_atom_v);
  }};
}

std::string order_of_ticks(uint64_t seed, uint64_t* hash = nullptr) {
  std::string written;
  simulation sim{seed};
  for (const auto letter : {'a', 'b', 'c', 'd'})
    sim.system().spawn(ticker, letter, &written);
  sim.run_for(5s);
  if (hash)
    *hash = sim.trace_hash();
  return written;
}

} // namespace

TEST_CASE("A simulation with a ticking actor ends") {
  CHECK(order_of_ticks(1).size() == 20);
}

TEST_CASE("The same seed makes the same trace and another seed another one") {
  uint64_t first = 0;
  uint64_t again = 0;
  uint64_t other = 0;
  CHECK(order_of_ticks(7, &first) == order_of_ticks(7, &again));
  CHECK(order_of_ticks(8, &other) != order_of_ticks(7));
  CHECK(first == again);
  CHECK(first != other);
}

TEST_CASE("The clock of a simulation follows the virtual time") {
  simulation sim;
  const auto start = sim.clock().now();
  CHECK(to_rfc3339(start) == "2026-01-05T00:00:00.000000Z");
  sim.run_for(90min);
  CHECK(sim.clock().now() == start + 90min);
}

TEST_CASE("A timer that was disposed of does not move the virtual time") {
  simulation sim;
  auto idle = sim.system().spawn([](caf::event_based_actor* self) {
    self->run_delayed(1s, [] {}).dispose();
    self->run_delayed(1h, [] {});
    return caf::behavior{[](caf::tick_atom) {}};
  });
  const auto start = sim.clock().now();
  sim.run_for(2s);
  CHECK(sim.clock().now() == start + 2s);
}

TEST_CASE("A condition that never comes is given up") {
  std::string written;
  simulation sim;
  sim.system().spawn(ticker, 'a', &written);
  CHECK_FALSE(sim.run_until([] { return false; }, 100));
  CHECK(sim.run_until([&] { return written.size() == 200; }));
}

TEST_CASE("Actors that hold each other end with their simulation") {
  auto witness = std::make_shared<int>(1);
  {
    simulation sim;
    auto hold = [witness](caf::event_based_actor* self) -> caf::behavior {
      return {[self, witness](const caf::actor& other) {
        self->become([self, witness, other](caf::tick_atom) {});
      }};
    };
    auto a = sim.system().spawn(hold);
    auto b = sim.system().spawn(hold);
    caf::anon_send(a, b);
    caf::anon_send(b, a);
    sim.settle();
    REQUIRE(witness.use_count() > 1);
  }
  CHECK(witness.use_count() == 1);
}

} // namespace lockstep::actors
