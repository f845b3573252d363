#include "model/reason.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>
#include <string>

using namespace lockstep;

TEST_CASE("every reason has its own name, a sentence and a remedy") {
  std::set<std::string_view> names;
  const auto count = static_cast<size_t>(reason::reason_count);
  for (size_t i = 0; i < count; ++i) {
    const auto r = static_cast<reason>(i);
    const auto& text = text_of(r);
    INFO(text.name);
    CHECK(names.insert(text.name).second);
    CHECK(text.sentence.ends_with('.'));
    CHECK(text.what_changes_it.ends_with('.'));
    CHECK(to_string(r) == text.name);
    CHECK(parse_reason(text.name) == r);
  }
}

TEST_CASE("names stand beside the right reasons") {
  CHECK(to_string(reason::none) == "none");
  CHECK(to_string(reason::carried) == "carried");
  CHECK(to_string(reason::stale_signal) == "stale_signal");
  CHECK(to_string(reason::second_engine) == "second_engine");
  CHECK(to_string(reason::rejected_by_venue) == "rejected_by_venue");
  CHECK(to_string(reason::manual_trade) == "manual_trade");
  CHECK(to_string(reason::internal_error) == "internal_error");
}

TEST_CASE("an unknown name is no reason") {
  CHECK_FALSE(parse_reason("because"));
  CHECK_FALSE(parse_reason(""));
}
