#include "copytrade/movement_window.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace std::chrono_literals;

namespace {

timestamp at(duration since_start) {
  return timestamp{} + 1h + since_start;
}

balance asked_at(duration when) {
  balance b;
  b.as_of = at(when);
  return b;
}

ledger_entry moved_at(duration when) {
  ledger_entry entry;
  entry.time = at(when);
  return entry;
}

} // namespace

TEST_CASE("a window covers what moved since it was opened, and nothing older") {
  movement_window window;
  CHECK_FALSE(window.covers(at(0s), asked_at(1min)));
  window.open(at(0s));
  CHECK(window.covers(at(0s), asked_at(1min)));
  CHECK_FALSE(window.covers(at(-1us), asked_at(1min)));
}

TEST_CASE("a balance that may lack what moved before the window is no base") {
  movement_window window;
  window.open(at(0s));
  CHECK_FALSE(window.covers(at(10s), asked_at(-1s)));
  CHECK_FALSE(window.covers(at(10s), asked_at(3s)));
  CHECK(window.covers(at(10s), asked_at(4s)));
}

TEST_CASE("a window that was closed covers nothing until it is opened again") {
  movement_window window;
  window.open(at(0s));
  window.add(moved_at(1s));
  window.close();
  window.add(moved_at(2s));
  CHECK_FALSE(window.covers(at(10s), asked_at(1min)));
  window.open(at(20s));
  CHECK(window.movements().empty());
  CHECK_FALSE(window.covers(at(10s), asked_at(1min)));
  CHECK(window.covers(at(20s), asked_at(1min)));
}

TEST_CASE("what a window forgot it does not cover") {
  movement_window window;
  window.open(at(0s));
  window.add(moved_at(1s));
  window.add(moved_at(10s));
  window.forget_before(at(-5s));
  CHECK(window.covers(at(0s), asked_at(1min)));
  window.forget_before(at(5s));
  REQUIRE(window.movements().size() == 1);
  CHECK(window.movements().front().time == at(10s));
  CHECK_FALSE(window.covers(at(4s), asked_at(1min)));
  CHECK(window.covers(at(5s), asked_at(1min)));
}
