#include "adapters/journal/message_log.hpp"
#include "test/adapters/journal_kit.hpp"
#include "test/replay/log_kit.hpp"
#include "test/stories/stories.hpp"
#include "tools/lockstep/cli.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <sstream>

// `lockstep replay`, `lockstep journal export` and `trades`.

using namespace lockstep;
using namespace lockstep::recording::kit;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

struct said {
  int code;
  std::string out;
  std::string err;
};

said lockstep_with(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  commands::session with{out,
                         err,
                         [](const std::string&) {
                           return std::optional<std::string>{};
                         },
                         {},
                         "none.toml",
                         "lockstep",
                         {}};
  const int code = commands::run(arguments, with);
  return {code, out.str(), err.str()};
}

std::string written(const journal::kit::scratch& in, const std::string& log) {
  const auto file = in.path() / "log.jsonl";
  std::ofstream{file, std::ios::binary} << log;
  return file.string();
}

std::string plain_copy() {
  return read_file(log_of("plain_copy"));
}

size_t line_with(const std::string& log, const std::string& what) {
  return lines_of(log.substr(0, log.find(what))).size();
}

} // namespace

TEST_CASE("a log that is decided alike is told in one line, with code 0") {
  const auto told = lockstep_with({"replay", kept_logs().front().string()});
  CHECK(told.code == 0);
  CHECK(told.err.empty());
  CHECK_THAT(told.out, ContainsSubstring(" messages, ")
                         && ContainsSubstring(" requests: all are as they were")
                         && ContainsSubstring(" messages a second\n"));
  CHECK(std::ranges::count(told.out, '\n') == 1);
}

TEST_CASE("the first difference is told with both sides and code 1") {
  journal::kit::scratch in;
  const auto file = written(in, replaced(plain_copy(), "type=buy&ordertype",
                                         "type=bux&ordertype"));
  const auto told = lockstep_with({"replay", file});
  CHECK(told.code == 1);
  CHECK_THAT(told.out, StartsWith(file + ":")
                         && ContainsSubstring(" decides otherwise\n  recorded")
                         && ContainsSubstring("type=bux")
                         && ContainsSubstring("  decided ")
                         && ContainsSubstring("type=buy")
                         && ContainsSubstring("not all are as they were"));
}

TEST_CASE("what is no log is told with file and line and code 2") {
  journal::kit::scratch in;
  const auto file = written(in, plain_copy() + "{\"n\":oops}\n");
  const auto told = lockstep_with({"replay", file});
  CHECK(told.code == 2);
  CHECK_THAT(told.err, StartsWith("lockstep: " + file + ":")
                         && ContainsSubstring(R"("n" and "who")"));
  CHECK(std::ranges::count(told.err, '\n') == 1);
  CHECK(lockstep_with({"replay", file + ".none"}).code == 2);
}

TEST_CASE("each way in which a log is garbled is one sentence with its place") {
  const auto log = plain_copy();
  const auto lines = lines_of(log).size();
  const auto cut_at = log.rfind("{\"n\":") + 30;
  struct garbled {
    const char* what;
    std::string log;
    size_t line;
    const char* words;
  };
  const auto [what, text, line, words] = GENERATE_COPY(values<garbled>(
    {{"nothing", "", 1, "there is nothing in it"},
     {"a picture", "\x89PNG\r\n\x1a\n", 1, "begins with"},
     {"a log of something else", replaced(log, "messages", "prices"), 1,
      "it is a log of prices"},
     {"a newer version's", replaced(log, R"("schema":1)", R"("schema":2)"), 1,
      "use the version that wrote it"},
     {"a cut line", log.substr(0, cut_at),
      lines_of(log.substr(0, cut_at)).size(), "it is no JSON object"},
     {"an unknown kind of line", log + "{\"weather\":\"fine\"}\n", lines + 1,
      "it is no line of a log of messages"},
     {"an unknown call",
      replaced(log, R"("call":"on_signal")", R"("call":"on_sigmal")"),
      line_with(log, R"("call":"on_signal")"), R"("call" is missing)"},
     {"a wrong byte", replaced(log, R"("step":3)", "\"step\":\x01"),
      line_with(log, R"("step":3)"), R"("step" is missing)"},
     {"a lifetime of centuries",
      replaced(log, R"("order_lifetime_ns":)",
               R"("order_lifetime_ns":90000000)"),
      line_with(log, R"("order_lifetime_ns":)"),
      R"("settings" is missing or can not be read)"}}));
  CAPTURE(what);
  journal::kit::scratch in;
  const auto file = written(in, text);
  const auto told = lockstep_with({"replay", file});
  CHECK(told.code == 2);
  CHECK(told.out.empty());
  CHECK_THAT(told.err, StartsWith(fmt::format("lockstep: {}:{}: ", file, line))
                         && ContainsSubstring(words));
  CHECK(std::ranges::count(told.err, '\n') == 1);
}

TEST_CASE("the log of a data directory is exported, and can be replayed") {
  journal::kit::scratch in;
  const auto log = plain_copy();
  const auto head = log.find('\n') + 1;
  {
    auto file = journal::message_log::open(in.path(), 1 << 20,
                                           log.substr(0, head));
    REQUIRE(file);
    REQUIRE(file->append(log.substr(head)));
  }
  const auto to = (in.path() / "out.jsonl").string();
  const auto told = lockstep_with(
    {"journal", "export", "--data", in.path().string(), "-o", to});
  CHECK(told.err.empty());
  REQUIRE(told.code == 0);
  CHECK(read_file(to) == log);
  CHECK(lockstep_with({"replay", to}).code == 0);

  journal::kit::scratch empty;
  const auto none = lockstep_with({"journal", "export", empty.path().string()});
  CHECK(none.code == 2);
  CHECK_THAT(none.err, ContainsSubstring("there is no log of messages"));
  CHECK_THAT(lockstep_with({"journal", "export"}).err,
             ContainsSubstring("name the folder of the journal"));
}

TEST_CASE("each copy is one line for a spreadsheet") {
  journal::kit::scratch in;
  {
    auto file = journal::kit::open(in.path());
    auto signal = journal::kit::a_signal();
    journal::kit::put(file, signal);
    journal::row_record row;
    row.from = journal::kit::from("half");
    row.signal = signal.id;
    row.outcome = "copied";
    row.executed = quantity{journal::kit::number("0.02")};
    row.value = notional{journal::kit::number("1000.1")};
    row.fees = notional{journal::kit::number("2.6")};
    row.ended = signal.executed + std::chrono::milliseconds{262};
    journal::kit::put(file, row);
    REQUIRE(file.commit());
  }
  const auto told
    = lockstep_with({"journal", "trades", "--data", in.path().string()});
  CHECK(told.code == 0);
  CHECK(told.out
        == R"({"time":"2026-05-05T10:00:05.262001Z","account":"half",)"
           R"("signal":"OQCLML@0.05","side":"buy","pair":"BTC/USD",)"
           R"("quantity":"0.02","price":"50005","value":"1000.1",)"
           R"("fee":"2.6","outcome":"copied","reason":"","latency":262})"
           "\n");
}
