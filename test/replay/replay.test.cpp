#include "test/replay/log_kit.hpp"
#include "test/stories/stories.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cctype>

// Logs of messages, kept and of today, decided for once more.

using namespace lockstep;
using namespace lockstep::recording;
using namespace lockstep::recording::kit;
using Catch::Matchers::ContainsSubstring;

namespace {

void check_is_replayed(const std::string& log, size_t threads = 1) {
  const auto told = replayed(log, {threads, false});
  INFO((told ? "" : told.error().words));
  REQUIRE(told);
  if (told->first)
    FAIL_CHECK("line " << told->first->line << "\nrecorded "
                       << told->first->recorded << "\ndecided  "
                       << told->first->decided);
  CHECK(told->before_begin == 0);
  CHECK(told->after_gap == 0);
  CHECK(told->messages > 20);
  CHECK(told->requests > 0);
}

/// The line with one letter or digit of its `place`-th value changed; the
/// same line if it has no such value.
std::string spoiled(std::string line, size_t place) {
  size_t at = 0;
  for (size_t i = 0; i <= place && at != line.npos; ++i)
    at = line.find(':', at + 1);
  while (at < line.size()
         && !std::isalnum(static_cast<unsigned char>(line[at])))
    ++at;
  if (at < line.size())
    line[at] = line[at] == '7'                                      ? '8'
               : line[at] == 'b'                                    ? 'c'
               : std::isdigit(static_cast<unsigned char>(line[at])) ? '7'
                                                                    : 'b';
  return line;
}

} // namespace

TEST_CASE("every log that is kept is decided alike once more") {
  REQUIRE(kept_logs().size() >= 10);
  const auto file = GENERATE(from_range(kept_logs()));
  CAPTURE(file);
  check_is_replayed(read_file(file));
  check_is_replayed(read_file(file), 3);
}

TEST_CASE("each story has its log, and what happens today is replayed too") {
  const auto& all = simulated::stories();
  const auto which = GENERATE_REF(range(size_t{0}, all.size()));
  const auto& story = all[which];
  CAPTURE(story.name);
  const auto log = record(story);
  check_is_replayed(log);
  const auto kept = read_file(std::filesystem::path{LOCKSTEP_SOURCE_DIR}
                              / "test/replay/logs" / (story.name + ".jsonl"));
  for (const auto& text : story.shows) {
    CHECK_THAT(log, ContainsSubstring(text));
    CHECK_THAT(kept, ContainsSubstring(text));
  }
}

TEST_CASE("a changed byte in what came out makes the replay fail, any line") {
  const auto file = GENERATE(from_range(kept_logs()));
  CAPTURE(file);
  auto lines = lines_of(read_file(file));
  size_t place = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!is_decision(lines[i]))
      continue;
    const auto line = lines[i];
    lines[i] = spoiled(line, place++ % 6);
    if (lines[i] == line)
      lines[i] = spoiled(line, 1);
    INFO(i + 1 << ": " << lines[i]);
    CHECK(is_refused(joined(lines)));
    lines[i] = line;
  }
  CHECK(place > 10);
}
