#include "model/order_state.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>
#include <string>

using namespace lockstep;
using enum order_state;
using enum order_event;

namespace {

constexpr std::array all_states{created,          sent,    acknowledged,
                                partially_filled, filled,  canceled,
                                rejected,         expired, unknown};
constexpr std::array all_events{send,   acknowledge, fill_part, fill_whole,
                                cancel, reject,      expire,    lose_track};

} // namespace

TEST_CASE("no event has two outcomes in one state") {
  std::set<std::pair<order_state, order_event>> seen;
  for (const auto& row : detail::order_transitions)
    CHECK(seen.emplace(row.from, row.on).second);
}

TEST_CASE("nothing leads back to before an order was sent") {
  for (const auto& row : detail::order_transitions) {
    CHECK(row.to != created);
    CHECK((row.to != sent || row.from == created));
  }
}

TEST_CASE("every state can be reached and every open one can end") {
  std::set<order_state> reached{created};
  for (size_t round = 0; round < all_states.size(); ++round)
    for (const auto& row : detail::order_transitions)
      if (reached.contains(row.from))
        reached.insert(row.to);
  CHECK(reached.size() == all_states.size());
  for (const auto state : all_states) {
    bool ends = is_closed(state);
    for (const auto event : all_events)
      if (const auto to = next(state, event))
        ends = ends || is_closed(*to);
    CHECK(ends);
  }
}

TEST_CASE("a late execution wins over every verdict") {
  for (const auto state : all_states)
    if (state != created) {
      REQUIRE(next(state, fill_whole));
      CHECK(*next(state, fill_whole) == filled);
      CHECK(next(state, fill_part));
    }
}

TEST_CASE("losing track never makes a closed order open again") {
  for (const auto state : all_states)
    if (is_closed(state)) {
      CHECK_FALSE(next(state, lose_track));
      CHECK_FALSE(next(state, send));
    }
}

TEST_CASE("what executed is never refused or expired afterwards") {
  CHECK_FALSE(next(filled, reject));
  CHECK_FALSE(next(filled, expire));
  CHECK_FALSE(next(partially_filled, reject));
}

TEST_CASE("only what may be at the venue is pending") {
  CHECK_FALSE(is_pending(created));
  for (const auto state : {sent, acknowledged, partially_filled, unknown})
    CHECK(is_pending(state));
  for (const auto state : {filled, canceled, rejected, expired})
    CHECK_FALSE(is_pending(state));
}

TEST_CASE("states and events have distinct names") {
  std::set<std::string_view> names;
  for (const auto state : all_states)
    CHECK(names.insert(to_string(state)).second);
  names.clear();
  for (const auto event : all_events)
    CHECK(names.insert(to_string(event)).second);
}
