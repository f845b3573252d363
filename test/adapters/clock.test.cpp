#include "adapters/clock.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

/// Shows what a test sets.
struct set_clock final : clock {
  [[nodiscard]] timestamp now() const override { return at; }
  timestamp at{};
};

} // namespace

TEST_CASE("a clock that is set does not move the time of a process") {
  set_clock wall;
  set_clock even;
  wall.at = timestamp{1000h};
  even.at = timestamp{7s};
  const even_clock time{wall, even};
  CHECK(time.now() == timestamp{1000h});
  wall.at -= 30s;
  CHECK(time.now() == timestamp{1000h});
  even.at += 2s;
  CHECK(time.now() == timestamp{1000h + 2s});
}

TEST_CASE("the real time begins with what the machine shows and goes on") {
  const wall_clock time;
  const auto first = time.now();
  CHECK(std::chrono::abs(machine_clock{}.now() - first) < 1min);
  CHECK(time.now() >= first);
}
