#include "adapters/journal/message_log.hpp"

#include "test/adapters/journal_kit.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

// The files of the log of messages.

using namespace lockstep;
using namespace lockstep::journal;
using namespace lockstep::journal::kit;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

message_log open_log(const scratch& in,
                     uint64_t size_max = message_log::size_min) {
  auto log = message_log::open(in.path(), size_max, "head\n");
  INFO((log ? "" : log.error().text));
  REQUIRE(log);
  return std::move(*log);
}

std::string exported(const scratch& in) {
  std::ostringstream out;
  REQUIRE(export_messages(in.path(), out));
  return std::move(out).str();
}

} // namespace

TEST_CASE("what several runs have logged is exported in its order") {
  scratch in;
  CHECK(exported(in).empty());
  {
    auto log = open_log(in);
    CHECK(log.numbers_before() == 0);
    REQUIRE(log.append("one\ntwo\n"));
  }
  auto log = open_log(in);
  CHECK(log.numbers_before() == message_log::numbers_of_part);
  REQUIRE(log.append("three\n"));
  CHECK(exported(in) == "head\none\ntwo\nhead\nthree\n");

  SECTION("but for a last line that is under way or torn") {
    REQUIRE(log.append("fou"));
    CHECK(exported(in) == "head\none\ntwo\nhead\nthree\n");
  }
  SECTION("and only its owner can read it") {
    struct stat about {};
    REQUIRE(::stat(message_parts(in.path())->front().c_str(), &about) == 0);
    CHECK((about.st_mode & 0077) == 0);
    REQUIRE(::stat((in.path() / "messages").c_str(), &about) == 0);
    CHECK((about.st_mode & 0077) == 0);
  }
}

TEST_CASE("a log that has its size loses its oldest part") {
  scratch in;
  auto log = open_log(in);
  const std::string line(9'999, 'x');
  for (int i = 0; i < 500; ++i) {
    REQUIRE(log.turn_if_due());
    REQUIRE(log.append(line + '\n'));
  }
  uint64_t size = 0;
  const auto parts = message_parts(in.path()).value();
  for (const auto& each : parts)
    size += fs::file_size(each);
  CHECK(size <= message_log::size_min);
  CHECK(size > message_log::size_min / 2);
  CHECK(parts.front().filename() != "00000000.jsonl");
}

TEST_CASE("a log that can not be written says so and begins anew when it can") {
  scratch in;
  auto log = open_log(in);
  REQUIRE(log.append(std::string(message_log::size_min, 'x') + '\n'));
  const auto folder = in.path() / message_log::folder_name;
  fs::remove_all(folder);
  std::ofstream{folder} << "no folder";
  for (int i = 0; i < 3; ++i) {
    const auto turned = log.turn_if_due();
    REQUIRE_FALSE(turned);
    CHECK_THAT(turned.error().text, ContainsSubstring("can not be made"));
  }
  fs::remove(folder);
  fs::create_directory(folder);
  CHECK(log.turn_if_due().value());
  REQUIRE(log.append("again\n"));
  CHECK(exported(in) == "head\nagain\n");
}
