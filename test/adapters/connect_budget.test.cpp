#include "adapters/connect_budget.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

constexpr timestamp start{1'000h};

/// Takes connects until there are no more.
size_t take_all(connect_budget& budget, timestamp now, bool urgent) {
  size_t taken = 0;
  while (budget.take(now, urgent))
    ++taken;
  return taken;
}

} // namespace

TEST_CASE(
  "connects of one address are limited, with a reserve for the urgent") {
  connect_budget budget{{10, 3, 10min}};
  CHECK(take_all(budget, start, false) == 7);
  CHECK(budget.next(start, false) == start + 10min);
  CHECK(budget.next(start, true) == start);
  CHECK(take_all(budget, start, true) == 3);
  CHECK(budget.next(start, true) == start + 10min);
}

TEST_CASE("no ten minutes see more connects than the limit") {
  connect_budget budget{{10, 0, 10min}};
  std::deque<timestamp> all;
  for (auto now = start; now < start + 2h; now += 7s)
    if (budget.take(now, false)) {
      all.push_back(now);
      while (all.front() + 10min <= now)
        all.pop_front();
      REQUIRE(all.size() <= 10);
    }
  CHECK(all.size() == 10);
}

TEST_CASE("the next connect is possible when the budget says so, not before") {
  connect_budget budget{{3, 1, 10min}};
  REQUIRE(budget.take(start, false));
  REQUIRE(budget.take(start + 1min, false));
  const auto next = budget.next(start + 2min, false);
  CHECK(next == start + 10min);
  CHECK_FALSE(budget.take(next - 1ns, false));
  CHECK(budget.take(next, false));
}
