#include "test/replay/log_kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>
#include <map>
#include <regex>

// Whatever an input says that decisions depend on is noticed when it changes.

using namespace lockstep;
using namespace lockstep::recording;
using namespace lockstep::recording::kit;

namespace {

/// Where a member's value begins in a line.
struct member_place {
  std::string name;
  size_t line;
  size_t begin;
};

/// The members of all lines that are no decisions.
std::vector<member_place> members_of(const std::vector<std::string>& lines) {
  static const std::regex member{R"re("([a-z_]+)":(\[?"|[0-9tf]))re"};
  std::vector<member_place> all;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (is_decision(lines[i]))
      continue;
    const auto& line = lines[i];
    for (std::sregex_iterator at{line.begin(), line.end(), member}, end;
         at != end; ++at)
      all.push_back(
        {(*at)[1].str(), i,
         static_cast<size_t>(at->position(2) + at->length(2))
           - (std::isalnum(static_cast<unsigned char>((*at)[2].str().back()))
                ? 1U
                : 0U)});
  }
  return all;
}

/// The same line with other values of the same kind there: of a number, none,
/// less and more.
std::vector<std::string> with_other_values(const std::string& line,
                                           size_t begin) {
  const auto end = line.find_first_of("\",}]", begin);
  const auto value = line.substr(begin, end - begin);
  const auto with = [&](const std::string& other) {
    return line.substr(0, begin) + other + line.substr(end);
  };
  if (value == "true" || value == "false")
    return {with(value == "true" ? "false" : "true")};
  if (value.find_first_not_of("0123456789.") == value.npos && !value.empty())
    return {with("0"), with("0.00001"), with("1" + value)};
  auto other = value.empty() ? std::string{"z"} : value;
  other.front() = other.front() == 'z' ? 'y' : 'z';
  return {with(other), with("")};
}

/// What nobody decides by: it is there for people, or for the same record to
/// be found again.
const std::set<std::string> for_people{"venue_key",     "quote",    "opened",
                                       "cost_decimals", "received", "leg",
                                       "mode",          "last",     "ask",
                                       "validate_only", "number"};

/// What came out of the copier has it too, and is compared there; of signals
/// that are only restored nobody works out a size once more.
const std::set<std::string> of_signals{"batch", "equity_before",
                                       "position_before", "position_after",
                                       "fraction"};

} // namespace

TEST_CASE("each kind of input is noticed in a log when it changes") {
  std::map<std::string, size_t> tried;
  std::map<std::string, size_t> noticed;
  for (const auto& file : kept_logs()) {
    auto lines = lines_of(read_file(file));
    std::map<std::string, size_t> here;
    for (const auto& member : members_of(lines)) {
      // A few of each kind in each log, until one of them is noticed.
      if (noticed[member.name] > 2 || ++here[member.name] > 40)
        continue;
      const auto line = lines[member.line];
      ++tried[member.name];
      for (auto& other : with_other_values(line, member.begin)) {
        lines[member.line] = std::move(other);
        noticed[member.name] += is_refused(joined(lines)) ? 1 : 0;
      }
      lines[member.line] = line;
    }
  }
  std::vector<std::string> unnoticed;
  for (const auto& [name, times] : tried)
    if (noticed[name] == 0 && !for_people.contains(name)
        && !of_signals.contains(name))
      unnoticed.push_back(name);
  INFO("unnoticed: " << fmt::format("{}", fmt::join(unnoticed, " ")));
  CHECK(unnoticed.empty());
  CHECK(tried.size() > 60);
}

TEST_CASE("a log that lacks a call is replayed up to there, and it is said") {
  const auto log = read_file(kept_logs().front());
  bool dropped = false;
  size_t his = 0;
  const auto gap = with_calls_of(log, "half", [&](const std::string& line) {
    if (is_call(line) && ++his == 5)
      dropped = true;
    else if (is_call(line))
      dropped = false;
    return dropped ? std::string{} : line;
  });
  const auto told = replayed(gap);
  REQUIRE(told);
  CHECK_FALSE(told->first);
  CHECK(told->after_gap > 0);
  CHECK(told->before_begin == 0);
}

TEST_CASE("a log without its begin says whose calls could not be judged") {
  auto lines = lines_of(read_file(kept_logs().front()));
  std::erase_if(lines, [](const std::string& line) {
    return line.find(R"("call":"begin")") != line.npos;
  });
  const auto told = replayed(joined(lines));
  REQUIRE(told);
  CHECK(told->before_begin > 0);
  CHECK(told->after_gap == 0);
}

TEST_CASE("a log of another schema is refused with a sentence") {
  const auto log = replaced(read_file(kept_logs().front()), R"("schema":1)",
                            R"("schema":2)");
  const auto told = replayed(log);
  REQUIRE_FALSE(told);
  CHECK(told.error().line == 1);
  CHECK(told.error().words.find("knows messages, schema 1")
        != std::string::npos);
}

TEST_CASE("what is no log is refused with the line that is none") {
  const auto log = read_file(kept_logs().front());
  const auto line_of_refusal = [](const std::string& text) {
    const auto told = replayed(text);
    return told ? uint64_t{} : told.error().line;
  };
  CHECK(line_of_refusal("") == 1);
  CHECK(line_of_refusal("hello\n") == 1);
  CHECK(line_of_refusal(log + "hello\n") == lines_of(log).size() + 1);
  CHECK(line_of_refusal(
          replaced(log, R"("call":"on_signal")", R"("call":"on_sigmal")"))
        > 1);
  CHECK(line_of_refusal(replaced(log, R"("step":3)", R"("step":-3)")) > 1);
  CHECK(line_of_refusal(replaced(log, R"("who":")", R"("whom":")")) > 1);
}
