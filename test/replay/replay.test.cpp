#include "test/replay/log_kit.hpp"
#include "test/simulation/kit.hpp"
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
  const auto kept = read_file(log_of(story.name));
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

TEST_CASE("what is in the journal names the calls that it was made from") {
  auto setup = simulated::kit::with(simulated::kit::master_half_quarter());
  setup.record = true;
  simulated::engine_world all{setup};
  REQUIRE(all.run_until_ready());
  all.exchange().market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(1); }));
  all.run_for(std::chrono::seconds{1});
  const auto log = all.message_log();
  const auto call_of = [&](int64_t number, const std::string& who) {
    const auto line = fmt::format(R"({{"n":{},"who":"{}",)", number, who);
    const auto at = log.find(line);
    return at == log.npos ? std::string{}
                          : log.substr(at, log.find('\n', at) - at);
  };
  const auto& read = all.journal_file().read();
  const auto rows = read.rows().value();
  CHECK(rows.size() == 2);
  for (const auto& row : rows) {
    REQUIRE(row.from.inputs.size() == 1);
    CHECK_FALSE(
      call_of(row.from.inputs.front(), row.from.account.str()).empty());
  }
  const auto signal = read.signals().value().front();
  REQUIRE(signal.from.inputs.size() == 3);
  CHECK_THAT(call_of(signal.from.inputs[0], "master"),
             ContainsSubstring(R"("call":"add")"));
  CHECK_THAT(call_of(signal.from.inputs[1], "master"),
             ContainsSubstring(R"("call":"set_equity")"));
  CHECK_THAT(call_of(signal.from.inputs[2], "master"),
             ContainsSubstring(R"("call":"next")"));
}

TEST_CASE("without a log, and with one, the same is decided at the same time") {
  const auto orders = [](bool recording) {
    auto setup = simulated::kit::with(simulated::kit::master_half_quarter());
    setup.record = recording;
    simulated::engine_world all{setup};
    REQUIRE(all.run_until_ready());
    for (const auto* side : {"buy", "buy", "sell"}) {
      all.exchange().market_order("master", side, "XBTUSD", "0.01");
      all.run_for(std::chrono::seconds{10});
    }
    return simulated::kit::told_of(all.exchange(), "half");
  };
  CHECK(orders(true) == orders(false));
}
