#include "model/time.hpp"

#include "model/decimal.hpp"

#include <fmt/chrono.h>

#include <charconv>

namespace lockstep {

namespace {

using namespace std::chrono;

constexpr int128 units_per_nanosecond = 1'000'000'000;

// The years of a time that can be told: the difference of any two such times
// fits a count of nanoseconds, and so does their sum with half a century.
constexpr int first_year = 1970;
constexpr int last_year = 2199;
constexpr timestamp end_of_time{sys_days{year{last_year + 1} / January / 1}};

/// Reads a fixed-width field of digits.
bool read_field(std::string_view text, size_t at, size_t width, int& out) {
  if (text.size() < at + width)
    return false;
  const auto* first = text.data() + at;
  const auto [end, error] = std::from_chars(first, first + width, out);
  return error == std::errc{} && end == first + width && *first != '-';
}

/// Reads `.123456` into nanoseconds; what is left must be `Z`.
bool read_fraction(std::string_view text, nanoseconds& out) {
  int64_t value = 0;
  int places = 0;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9';
         text.remove_prefix(1), ++places)
      if (places < 9)
        value = value * 10 + (text.front() - '0');
    if (places == 0)
      return false;
  }
  for (; places < 9; ++places)
    value *= 10;
  out = nanoseconds{value};
  return text == "Z" || text == "+00:00";
}

} // namespace

std::string to_rfc3339(timestamp t) {
  const auto whole = floor<seconds>(t);
  const auto micros = duration_cast<microseconds>(t - whole).count();
  const year_month_day day{floor<days>(whole)};
  const hh_mm_ss time{whole - floor<days>(whole)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
                     static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), micros);
}

result<timestamp> parse_rfc3339(std::string_view text) {
  int y = 0;
  int mo = 0;
  int d = 0;
  int h = 0;
  int mi = 0;
  int s = 0;
  nanoseconds fraction{};
  const bool shaped = read_field(text, 0, 4, y) && read_field(text, 5, 2, mo)
                      && read_field(text, 8, 2, d) && read_field(text, 11, 2, h)
                      && read_field(text, 14, 2, mi)
                      && read_field(text, 17, 2, s) && text[4] == '-'
                      && text[7] == '-' && (text[10] == 'T' || text[10] == ' ')
                      && text[13] == ':' && text[16] == ':'
                      && read_fraction(text.substr(19), fraction);
  const year_month_day day{year{y}, month{static_cast<unsigned>(mo)},
                           std::chrono::day{static_cast<unsigned>(d)}};
  if (!shaped || !day.ok() || y < first_year || y > last_year || h > 23
      || mi > 59 || s > 60)
    return fail("'{}' is not a time like 2026-05-05T10:00:05Z",
                text.substr(0, 60));
  return timestamp{sys_days{day} + hours{h} + minutes{mi} + seconds{s}
                   + fraction};
}

std::string to_unix_seconds(timestamp t, int places) {
  const auto units = int128{t.time_since_epoch().count()};
  return decimal::from_units(units * units_per_nanosecond)
    .str(places, rounding::down);
}

result<timestamp> parse_unix_seconds(std::string_view text) {
  auto value = decimal::parse(text);
  if (!value)
    return fail("'{}' is not a time in seconds since 1970", text.substr(0, 60));
  const auto count = value->units() / units_per_nanosecond;
  if (value->is_negative() || count >= end_of_time.time_since_epoch().count())
    return fail("the time '{}' is out of range", text.substr(0, 60));
  return timestamp{nanoseconds{static_cast<int64_t>(count)}};
}

} // namespace lockstep
