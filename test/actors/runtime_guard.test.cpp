#include "actors/runtime/directory.hpp"
#include "actors/runtime/guard.hpp"
#include "actors/runtime/watched.hpp"
#include "tools/simulation/simulation.hpp"

#include <caf/send.hpp>
#include <catch2/catch_test_macros.hpp>

#include <stdexcept>
#include <string>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

/// The CAREFUL actor interface: what guards have to deal with.
using careful_actor = caf::typed_actor<
  // Adds; fails for 13.
  caf::result<int32_t>(caf::add_atom, int32_t),
  // The same, as a caf::result.
  caf::result<int32_t>(caf::put_atom, int32_t),
  // Fails, without a result.
  caf::result<void>(caf::reset_atom),
  // Fails and can not be put right again.
  caf::result<void>(caf::close_atom),
  // Watches another actor.
  caf::result<void>(caf::monitor_atom, caf::actor),
  // Asks another actor and has no idea what to do with an error.
  caf::result<void>(caf::forward_atom, caf::actor),
  // Fails in a timer.
  caf::result<void>(caf::tick_atom)>;

class careful_state {
public:
  static constexpr const char* name = "careful";

  careful_state(careful_actor::pointer self, std::string* faults)
    : self_(self), faults_(faults) {}

  careful_actor::behavior_type make_behavior() {
    install_guards(self_);
    const auto put_right = [this](const std::string& words) {
      *faults_ += words + ";";
      sum_ = 0;
    };
    return {
      guarded(
        self_, [this](caf::add_atom, int32_t x) { return add(x); }, put_right),
      guarded(
        self_,
        [this](caf::put_atom, int32_t x) -> caf::result<int32_t> {
          return add(x);
        },
        put_right),
      guarded(
        self_, [](caf::reset_atom) { throw std::logic_error{"reset"}; },
        put_right),
      guarded(
        self_, [](caf::close_atom) { throw std::logic_error{"close"}; },
        [](const std::string&) { throw std::logic_error{"beyond repair"}; }),
      [this](caf::monitor_atom, const caf::actor& a) { self_->monitor(a); },
      [this](caf::forward_atom, const caf::actor& a) {
        self_->request(a, 1s, caf::get_atom_v).then([] {});
      },
      [this](caf::tick_atom) { self_->run_delayed(1s, [] { throw 42; }); },
    };
  }

private:
  int32_t add(int32_t x) {
    sum_ += x;
    if (x == 13)
      throw std::runtime_error{"unlucky"};
    return sum_;
  }

  careful_actor::pointer self_;
  std::string* faults_;
  int32_t sum_ = 0;
};

/// A careful actor in virtual time.
struct careful_fixture {
  std::string faults;
  directory all;
  directory_entry_ptr line = all.entry("careful");
  simulation sim;
  careful_actor actor
    = spawn_watched<careful_actor, careful_state>(sim.system(), line, &faults);

  bool alive() { return line->phase() == actor_phase::running; }
};

} // namespace

TEST_CASE_METHOD(careful_fixture,
                 "A handler that throws keeps the actor and its mailbox") {
  std::optional<int32_t> queued;
  std::optional<caf::error> refused;
  sim.system().spawn([&](caf::event_based_actor* self) {
    self->request(actor, 1h, caf::add_atom_v, 13)
      .then([](int32_t) {}, [&](caf::error& e) { refused = e; });
    self->request(actor, 1h, caf::add_atom_v, 5).then([&](int32_t x) {
      queued = x;
    });
  });
  sim.settle();
  REQUIRE(refused);
  CHECK(*refused == errc::handler_failed);
  CHECK(describe(*refused) == "unlucky");
  CHECK_FALSE(never_delivered(*refused));
  CHECK(queued == 5); // the state was put right in between
  CHECK(faults == "unlucky;");
  CHECK(line->faults() == 1);
  CHECK(line->line(sim.now()).last_error.ends_with("unlucky"));
  CHECK(alive());
}

TEST_CASE_METHOD(careful_fixture,
                 "A guarded handler may return a value, a result or nothing") {
  CHECK(sim.ask<int32_t>(actor, caf::add_atom_v, 1) == 1);
  CHECK(sim.ask<int32_t>(actor, caf::put_atom_v, 2) == 3);
  CHECK(!sim.ask<int32_t>(actor, caf::put_atom_v, 13));
  CHECK(!sim.ask<caf::unit_t>(actor, caf::reset_atom_v));
  CHECK(faults == "unlucky;reset;");
  CHECK(sim.ask<int32_t>(actor, caf::put_atom_v, 2) == 2);
}

TEST_CASE_METHOD(careful_fixture,
                 "A state that can not be put right ends the actor") {
  const auto answer = sim.ask<caf::unit_t>(actor, caf::close_atom_v);
  REQUIRE(!answer);
  CHECK(describe(answer.error()) == "beyond repair");
  CHECK(line->faults() == 2);
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(careful_fixture,
                 "An exception in a timer ends the actor and is counted") {
  CHECK(sim.ask<caf::unit_t>(actor, caf::tick_atom_v));
  sim.run_for(2s);
  CHECK_FALSE(alive());
  CHECK(line->faults() == 1);
  CHECK(line->line(sim.now()).last_error.ends_with("no std::exception"));
}

TEST_CASE_METHOD(careful_fixture,
                 "Stray errors, down messages and strangers are counted") {
  auto mute = sim.system().spawn([](caf::event_based_actor* self) {
    self->set_default_handler(caf::drop);
    return caf::behavior{[](caf::put_atom) {}};
  });
  CHECK(sim.ask<caf::unit_t>(actor, caf::monitor_atom_v, mute));
  CHECK(sim.ask<caf::unit_t>(actor, caf::forward_atom_v, mute));
  sim.settle();
  CHECK(line->faults() == 1); // its request was refused
  caf::anon_send(caf::actor_cast<caf::actor>(actor),
                 caf::make_error(errc::failed, std::string{"lost"}));
  sim.settle();
  CHECK(line->faults() == 2);
  CHECK(line->line(sim.now()).last_error.ends_with("lost"));
  caf::anon_send_exit(mute, caf::exit_reason::user_shutdown);
  sim.settle();
  CHECK(line->faults() == 3);
  caf::anon_send(caf::actor_cast<caf::actor>(actor), std::string{"hello"});
  sim.settle();
  CHECK(line->faults() == 4);
  CHECK(alive());
}

TEST_CASE_METHOD(careful_fixture, "An exit message ends a guarded actor") {
  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  sim.settle();
  CHECK_FALSE(alive());
  CHECK(line->faults() == 0);
}

TEST_CASE("Our failures cross to CAF and back with their words") {
  init_runtime_types();
  const auto e = to_caf(failure{"the file has no line 7"});
  CHECK(e == errc::failed);
  CHECK(from_caf(e) == failure{"the file has no line 7"});
  CHECK(describe(caf::make_error(errc::unknown_child))
        == sentence_of(errc::unknown_child));
  CHECK(describe(caf::make_error(caf::sec::request_timeout))
        == "request_timeout");
}

TEST_CASE("Every error has a name that reads back and a sentence") {
  for (uint8_t i = 0; i < static_cast<uint8_t>(errc::errc_count); ++i) {
    errc e{};
    errc again{};
    REQUIRE(from_integer(i, e));
    CHECK(from_string(to_string(e), again));
    CHECK(again == e);
    CHECK(sentence_of(e).ends_with('.'));
  }
  errc e{};
  CHECK_FALSE(from_integer(static_cast<uint8_t>(errc::errc_count), e));
  CHECK_FALSE(from_string("errc_count", e));
}

} // namespace lockstep::actors
