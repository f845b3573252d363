#include "adapters/journal/commit_mark.hpp"
#include "adapters/journal/database.hpp"
#include "adapters/journal/wal.hpp"
#include "test/adapters/journal_kit.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <fstream>

// What a crash, a power cut or a bad disk leaves of the journal's end.

using namespace lockstep;
using namespace lockstep::journal;
using namespace lockstep::journal::kit;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

constexpr uintmax_t frame_size = 24 + 4'096;

/// The files of a journal as a killed process leaves them: with their log.
class killed {
public:
  explicit killed(int groups) {
    auto j = open(first_.path());
    for (int i = 0; i < groups; ++i) {
      put(j, a_signal(fmt::format("O{}", i)));
      REQUIRE(j.commit());
    }
    for (const auto* name : {"journal.sqlite", "journal.sqlite-wal",
                             "journal.mark", "journal.emergency"})
      fs::copy(first_.path() / name, path() / name);
  }

  [[nodiscard]] const fs::path& path() const { return left_.path(); }
  [[nodiscard]] fs::path log() const { return path() / "journal.sqlite-wal"; }
  [[nodiscard]] std::string bytes() const {
    std::ifstream in{log(), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  void cut(uintmax_t bytes_off) const {
    fs::resize_file(log(), fs::file_size(log()) - bytes_off);
  }
  void damage(uintmax_t at) const {
    std::fstream out{log(), std::ios::in | std::ios::out | std::ios::binary};
    out.seekp(static_cast<std::streamoff>(at));
    out << "damaged";
  }
  [[nodiscard]] std::string refusal() const {
    const auto before = bytes();
    const auto opened = journal::journal::open({path()});
    REQUIRE_FALSE(opened);
    CHECK(bytes() == before); // left as it is
    CHECK(opened.error().text.find('\n') == std::string::npos);
    return opened.error().text;
  }
  [[nodiscard]] size_t copies() const {
    return static_cast<size_t>(std::ranges::count_if(
      fs::directory_iterator{path()}, [](const fs::directory_entry& e) {
        return e.path().string().find(".torn.") != std::string::npos;
      }));
  }

private:
  scratch first_;
  scratch left_;
};

} // namespace

TEST_CASE("a log without damage is kept whole and nothing is said") {
  const killed left{20};
  const auto seen = look_at_wal(left.log());
  REQUIRE(seen);
  CHECK(seen->groups >= 20);
  CHECK(seen->dropped == 0);
  const auto j = open(left.path());
  CHECK(j.read().signals()->size() == 20);
  CHECK(j.remarks().empty());
  CHECK(left.copies() == 0);
}

TEST_CASE("a write that was not finished is dropped, told and kept as a copy") {
  const killed left{20};
  const auto whole = left.bytes();
  // As if a group had been under way: a frame of this log, cut short.
  {
    std::ofstream out{left.log(), std::ios::app | std::ios::binary};
    out << whole.substr(whole.size() - frame_size, 24) << "half a page";
  }
  const auto torn = left.bytes();
  const auto j = open(left.path());
  CHECK(j.read().signals()->size() == 20);
  REQUIRE(j.remarks().size() == 1);
  CHECK_THAT(j.remarks().front(),
             ContainsSubstring("groups kept, 1 page dropped")
               && ContainsSubstring("journal.sqlite-wal.torn."));
  REQUIRE(left.copies() == 1);
  for (const auto& entry : fs::directory_iterator{left.path()})
    if (entry.path().string().find(".torn.") != std::string::npos)
      CHECK(fs::file_size(entry.path()) == torn.size());
}

TEST_CASE("a journal whose committed end is cut off is refused") {
  const killed left{20};
  SECTION("between two groups, where the log itself looks whole") {
    const auto whole = look_at_wal(left.log())->groups;
    uintmax_t off = 0;
    do {
      left.cut(frame_size);
      off += frame_size;
    } while (look_at_wal(left.log())->dropped > 0
             || look_at_wal(left.log())->groups == whole);
    CHECK_THAT(left.refusal(),
               ContainsSubstring("ends with record 19, but record 20 was on "
                                 "the disk")
                 && ContainsSubstring("journal.mark"));
    // A backup that is to be used.
    fs::remove(left.path() / commit_mark::file_name);
    CHECK(open(left.path()).read().signals()->size() == 19);
  }
  SECTION("in the middle of its last group") {
    left.cut(100);
    CHECK_THAT(left.refusal(), ContainsSubstring("record 20 was on the disk"));
  }
}

TEST_CASE("a log with damage before groups that were on the disk is refused") {
  const killed left{20};
  const auto middle = 32 + 10 * frame_size + 24 + 1'000;
  SECTION("with the mark, which knows") {
    left.damage(middle);
  }
  SECTION("and without it, by the groups that follow") {
    fs::remove(left.path() / commit_mark::file_name);
    left.damage(middle);
  }
  SECTION("when its head is damaged, which makes it look empty") {
    left.damage(4);
    const auto seen = look_at_wal(left.log());
    REQUIRE(seen);
    CHECK(seen->headless);
  }
  const auto refused = left.refusal();
  CHECK_THAT(refused, ContainsSubstring("damaged")
                        || ContainsSubstring("was on the disk"));
}

TEST_CASE("a last group that is damaged is dropped where nobody was told") {
  const killed left{20};
  // The mark is written after the sync, so here the sync never ended.
  {
    auto mark = commit_mark::open(left.path());
    REQUIRE(mark);
    mark->write(19);
  }
  left.damage(left.bytes().size() - 50);
  const auto j = open(left.path());
  CHECK(j.read().signals()->size() == 19);
  REQUIRE(j.remarks().size() == 1);
  CHECK_THAT(j.remarks().front(), ContainsSubstring("dropped"));
}

TEST_CASE("a damaged journal says what can still be read") {
  scratch folder;
  {
    auto j = open(folder.path());
    for (int i = 0; i < 2'000; ++i) {
      put(j, a_signal(fmt::format("O{}", i)));
      put(j, an_event(fmt::format("key-{}", i), order_state::filled));
    }
    REQUIRE(j.commit());
  }
  const auto file = folder.path() / file_name;
  SQLite::Database look{file.string()};
  const auto root = look
                      .execAndGet("SELECT rootpage FROM sqlite_master "
                                  "WHERE name = 'event'")
                      .getInt64();
  {
    std::fstream out{file, std::ios::in | std::ios::out | std::ios::binary};
    out.seekp((root - 1) * 4'096);
    out << std::string(4'096, '\xAA');
  }
  const auto opened = journal::journal::open({folder.path()});
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().text,
             ContainsSubstring("2000 records can be read; cut off is event")
               && ContainsSubstring("restore a backup"));
}
