#include "adapters/journal/database.hpp"
#include "test/adapters/journal_kit.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <unistd.h>

#include <fstream>

using namespace lockstep;
using namespace lockstep::journal;
using namespace lockstep::journal::kit;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Opens and wants a refusal, in one line.
std::string refusal(const std::filesystem::path& directory,
                    run_mode mode = run_mode::paper) {
  const auto opened = journal::journal::open({directory, mode, 0});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().text.find('\n') == std::string::npos);
  return opened.error().text;
}

void fill(const std::filesystem::path& directory, int count) {
  auto j = open(directory);
  for (int i = 0; i < count; ++i)
    put(j, a_signal(fmt::format("O{}", i)));
  REQUIRE(j.commit());
}

} // namespace

TEST_CASE("a journal of another mode is refused") {
  scratch folder;
  fill(folder.path(), 1);
  CHECK_THAT(refusal(folder.path(), run_mode::live),
             ContainsSubstring("belongs to mode paper")
               && ContainsSubstring("mode live"));
}

TEST_CASE("a file that is no database is refused and left as it is") {
  scratch folder;
  const std::string text(5'000, 'x');
  std::ofstream{folder.path() / file_name} << text;
  CHECK_THAT(refusal(folder.path()), ContainsSubstring("no SQLite database"));
  std::ifstream file{folder.path() / file_name};
  const std::string now{std::istreambuf_iterator<char>{file}, {}};
  CHECK(now == text);
}

TEST_CASE("a database of another program is refused") {
  scratch folder;
  SQLite::Database{(folder.path() / file_name).string(),
                   SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}
    .exec("CREATE TABLE theirs(x)");
  CHECK_THAT(refusal(folder.path()),
             ContainsSubstring("no journal of Lockstep"));
}

TEST_CASE("a journal of a newer schema is refused") {
  scratch folder;
  fill(folder.path(), 1);
  SQLite::Database{(folder.path() / file_name).string(), SQLite::OPEN_READWRITE}
    .exec("PRAGMA user_version = 99");
  CHECK_THAT(refusal(folder.path()), ContainsSubstring("has schema 99"));
}

TEST_CASE("a damaged journal is refused") {
  scratch folder;
  fill(folder.path(), 2'000);
  const auto file = folder.path() / file_name;
  const auto size = std::filesystem::file_size(file);
  REQUIRE(size > 200'000);

  SECTION("when a part is overwritten") {
    std::fstream out{file, std::ios::in | std::ios::out | std::ios::binary};
    out.seekp(40 * 4'096);
    out << std::string(8 * 4'096, '\xAA');
    out.close();
    CHECK_THAT(refusal(folder.path()), ContainsSubstring("is damaged"));
  }
  SECTION("when its end is missing") {
    std::filesystem::resize_file(file, size / 2);
    CHECK_THAT(refusal(folder.path()), ContainsSubstring("is damaged"));
  }
}

TEST_CASE("a full disk breaks the group and is told at every step") {
  scratch folder;
  auto opened = journal::journal::open({folder.path(), run_mode::paper, 60});
  REQUIRE(opened);
  auto& j = *opened;
  put(j, an_intent("kept"));
  REQUIRE(j.commit());
  result<appended> last = appended{};
  int taken = 0;
  for (; last && taken < 10'000; ++taken)
    last = j.append(a_signal(fmt::format("O{}", taken)));
  REQUIRE_FALSE(last);
  CHECK_THAT(last.error().text, ContainsSubstring("can not grow"));
  CHECK_FALSE(j.append(an_intent("after")));
  const auto committed = j.commit();
  REQUIRE_FALSE(committed);
  CHECK(committed.error() == last.error());
  CHECK(j.read().signals()->empty());
  CHECK(j.read().intents()->size() == 1);

  SECTION("and what fits is taken again afterwards") {
    CHECK(put(j, a_signal("small")) == appended{2, true});
    REQUIRE(j.commit());
    CHECK(j.read().signals()->size() == 1);
  }
}

TEST_CASE("a full disk with nothing to lose is told at once and only once") {
  scratch folder;
  auto opened = journal::journal::open({folder.path(), run_mode::paper, 60});
  REQUIRE(opened);
  auto& j = *opened;
  auto large = a_signal();
  large.payload = std::string(1'000'000, 'x');
  CHECK_FALSE(j.append(large));
  CHECK(j.commit());
  CHECK(put(j, a_signal()) == appended{1, true});
  CHECK(j.commit());
}

TEST_CASE("a directory that can not be written is named") {
  if (::geteuid() == 0)
    SKIP("the superuser can write everywhere");
  scratch folder;
  std::filesystem::permissions(folder.path(),
                               std::filesystem::perms::owner_read
                                 | std::filesystem::perms::owner_exec);
  CHECK_THAT(refusal(folder.path()),
             ContainsSubstring(folder.path().string())
               && ContainsSubstring("can not be written"));
}

TEST_CASE("a data directory below a file is named") {
  scratch folder;
  std::ofstream{folder.path() / "file"} << "x";
  CHECK_THAT(refusal(folder.path() / "file" / "data"),
             ContainsSubstring("can not be made"));
}

TEST_CASE("reading a directory without a journal is refused") {
  scratch folder;
  const auto r = reader::open(folder.path());
  REQUIRE_FALSE(r);
  CHECK_THAT(r.error().text, ContainsSubstring("there is no journal"));
}

TEST_CASE("a value that nobody wrote is told and not guessed") {
  scratch folder;
  fill(folder.path(), 1);
  SQLite::Database{(folder.path() / file_name).string(), SQLite::OPEN_READWRITE}
    .exec("UPDATE signal SET side = 'sideways'");
  const auto j = open(folder.path());
  const auto signals = j.read().signals();
  REQUIRE_FALSE(signals);
  CHECK_THAT(signals.error().text, ContainsSubstring("'sideways'"));
}
