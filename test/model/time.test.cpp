#include "model/time.hpp"

#include "test/support/properties.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace lockstep;
using namespace std::chrono_literals;
using lockstep::test::holds;

TEST_CASE("times are printed in UTC to the microsecond") {
  const timestamp t{1'777'975'205s + 120us};
  CHECK(to_rfc3339(t) == "2026-05-05T10:00:05.000120Z");
  CHECK(to_rfc3339(timestamp{}) == "1970-01-01T00:00:00.000000Z");
}

TEST_CASE("times are read with any number of decimals") {
  const auto whole = parse_rfc3339("2026-05-05T10:00:05Z");
  REQUIRE(whole);
  CHECK(*whole == timestamp{1'777'975'205s});
  CHECK(*parse_rfc3339("2026-05-05T10:00:05.5Z") == *whole + 500ms);
  CHECK(*parse_rfc3339("2026-05-05 10:00:05.000000001+00:00") == *whole + 1ns);
  CHECK(*parse_rfc3339("2024-02-29T00:00:00Z") == timestamp{1'709'164'800s});
}

TEST_CASE("what is no time in range is refused with the text in it") {
  const std::string text = GENERATE(
    "", "yesterday", "2026-05-05", "2026-05-05T10:00:05",
    "2026-05-05T10:00:05+02:00", "2026-13-05T10:00:05Z", "2026-02-29T10:00:05Z",
    "2026-05-05T24:00:05Z", "2026-05-05T10:60:05Z", "2026-05-05T10:00:61Z",
    "2026-05-05T10:00:05.Z", "2026-05-05T10:00:05.1", "-026-05-05T10:00:05Z",
    "9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", "2200-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z");
  const auto t = parse_rfc3339(text);
  REQUIRE_FALSE(t);
  CHECK(t.error().text.find(text) != std::string::npos);
}

TEST_CASE("seconds since 1970 are read and printed as venues do") {
  CHECK(*parse_unix_seconds("1688667796.8802")
        == timestamp{1'688'667'796'880'200'000ns});
  CHECK(to_unix_seconds(timestamp{1'688'667'796'880'200'000ns}, 4)
        == "1688667796.8802");
  CHECK(to_unix_seconds(timestamp{1'688'667'796'880'299'999ns}, 4)
        == "1688667796.8802");
  CHECK_FALSE(parse_unix_seconds("-1"));
  CHECK_FALSE(parse_unix_seconds("soon"));
  CHECK_FALSE(parse_unix_seconds("99999999999999"));
  CHECK(parse_unix_seconds("7258118399.999999999") // the last of 2199
        == parse_rfc3339("2199-12-31T23:59:59.999999999Z"));
  CHECK_FALSE(parse_unix_seconds("7258118400"));
}

TEST_CASE("any time reads back as it was printed") {
  holds("round trip", [] {
    const auto us = *rc::gen::inRange<int64_t>(0, 7'200'000'000'000'000);
    const timestamp t{std::chrono::microseconds{us}};
    RC_ASSERT((parse_rfc3339(to_rfc3339(t)) == result<timestamp>{t}));
    RC_ASSERT(
      (parse_unix_seconds(to_unix_seconds(t, 6)) == result<timestamp>{t}));
  });
}
