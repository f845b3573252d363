#include "adapters/journal/database.hpp"
#include "adapters/journal/emergency.hpp"
#include "test/adapters/journal_kit.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

// The file that takes over while the journal can not be written.

using namespace lockstep;
using namespace lockstep::journal;
using namespace lockstep::journal::kit;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

emergency_file open_file(const fs::path& directory, uint64_t size = 64 << 10) {
  auto opened = emergency_file::open(directory, size);
  INFO((opened ? "" : opened.error().text));
  REQUIRE(opened);
  return std::move(*opened);
}

const std::vector<any_record>& one_of_each() {
  static const std::vector<any_record> all{
    a_signal(),
    an_intent(),
    an_event("key-1", order_state::acknowledged),
    an_execution(),
    a_row(),
    enrolment_record{from("half"),
                     "N84G",
                     at("2026-05-05T09:00:00Z"),
                     {{asset_id{"BTC"}, quantity{number("0.5")}}}},
    note_record{from("half"), "exit", "K", reason::none, "words", "{}"},
    a_state(slot::nonce, "f00", "42"),
  };
  return all;
}

} // namespace

TEST_CASE(
  "every kind of record comes out of the emergency file as it went in") {
  scratch folder;
  {
    auto file = open_file(folder.path());
    for (const auto& record : one_of_each())
      REQUIRE(file.append({record}));
    REQUIRE(file.append(one_of_each()));
  }
  const auto file = open_file(folder.path());
  auto twice = one_of_each();
  twice.insert(twice.end(), one_of_each().begin(), one_of_each().end());
  CHECK(file.records() == twice);
}

TEST_CASE("the emergency file has its room from the start and never grows") {
  scratch folder;
  const auto path = folder.path() / emergency_file::file_name;
  auto file = open_file(folder.path());
  struct stat about {};
  REQUIRE(::stat(path.c_str(), &about) == 0);
  CHECK(about.st_size == 64 << 10);
  CHECK(about.st_blocks * 512 >= 64 << 10);
  CHECK((about.st_mode & 0077) == 0);
  int taken = 0;
  while (file.append({an_intent(fmt::format("key-{}", taken))}))
    ++taken;
  CHECK(taken > 50);
  const auto no = file.append({an_intent("more")});
  REQUIRE_FALSE(no);
  CHECK_THAT(no.error().text, ContainsSubstring("is full"));
  CHECK(fs::file_size(path) == 64 << 10);
  CHECK(open_file(folder.path()).records().size()
        == static_cast<size_t>(taken));
}

TEST_CASE("states and rows that were replaced make room for others") {
  scratch folder;
  {
    auto file = open_file(folder.path());
    REQUIRE(file.append({an_intent("first")}));
    for (int i = 0; i < 3'000; ++i)
      REQUIRE(file.append(
        {a_state(slot::nonce, "f00", fmt::format("{}", i)), a_row()}));
    REQUIRE(file.append({an_intent("last")}));
  }
  const auto file = open_file(folder.path());
  const auto& records = file.records();
  CHECK(std::get<intent_record>(records.front()).order.key
        == order_key{"first"});
  CHECK(std::get<intent_record>(records.back()).order.key == order_key{"last"});
  std::string nonce;
  for (const auto& record : records)
    if (const auto* state = std::get_if<state_record>(&record))
      nonce = state->value;
  CHECK(nonce == "2999");
}

TEST_CASE("what was moved away does not come back") {
  scratch folder;
  {
    auto file = open_file(folder.path());
    for (int i = 0; i < 30; ++i)
      REQUIRE(file.append({an_intent(fmt::format("old-{}", i))}));
    REQUIRE(file.clear());
    REQUIRE(file.append({an_intent("new-0")}));
  }
  const auto file = open_file(folder.path());
  CHECK(file.records() == std::vector<any_record>{an_intent("new-0")});
}

TEST_CASE("a group in the emergency file is there whole or not at all") {
  scratch folder;
  const auto path = folder.path() / emergency_file::file_name;
  {
    auto file = open_file(folder.path());
    REQUIRE(file.append({an_intent("kept")}));
    REQUIRE(file.append({an_intent("torn-1"), an_intent("torn-2")}));
  }
  std::fstream out{path, std::ios::in | std::ios::out | std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{out}, {}};
  out.clear();
  const auto second = bytes.find("torn-2");
  REQUIRE(second != bytes.npos);
  out.seekp(static_cast<std::streamoff>(second));
  out << "xxxx";
  out.close();
  CHECK(open_file(folder.path()).records()
        == std::vector<any_record>{an_intent("kept")});
}

TEST_CASE("an emergency file whose head is damaged is refused") {
  scratch folder;
  const auto path = folder.path() / emergency_file::file_name;
  static_cast<void>(open_file(folder.path()));
  {
    std::fstream out{path, std::ios::in | std::ios::out | std::ios::binary};
    out << "damaged";
    out.seekp(512);
    out << "damaged";
  }
  const auto opened = emergency_file::open(folder.path());
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().text, ContainsSubstring("is damaged"));
  CHECK_FALSE(journal::journal::open({folder.path()}));
}

TEST_CASE("a start moves what waits into the journal, once, and says so") {
  scratch folder;
  {
    auto file = emergency_file::open(folder.path());
    REQUIRE(file);
    REQUIRE(file->append(one_of_each()));
  }
  {
    const auto j = open(folder.path());
    REQUIRE(j.remarks().size() == 1);
    CHECK_THAT(j.remarks().front(), ContainsSubstring("8 records that waited"));
    CHECK(j.read().intents()->size() == 1);
    CHECK(j.read().state(slot::nonce, "f00").value()
          == std::optional<std::string>{"42"});
  }
  CHECK(open(folder.path()).remarks().empty());
}

TEST_CASE("a start without room for what waits is refused and loses nothing") {
  scratch folder;
  static_cast<void>(open(folder.path()));
  auto large = a_signal();
  large.payload = std::string(400'000, 'x');
  {
    auto file = emergency_file::open(folder.path());
    REQUIRE(file);
    REQUIRE(file->append({an_intent(), large}));
  }
  {
    const auto j = journal::journal::open({folder.path(), run_mode::paper, 40});
    REQUIRE_FALSE(j);
    CHECK_THAT(j.error().text, ContainsSubstring("2 records wait"));
  }
  const auto j = open(folder.path());
  CHECK(j.read().signals()->size() == 1);
  CHECK(j.read().intents()->size() == 1);
}

TEST_CASE("a journal tells a failing storage from a record that is wrong") {
  scratch folder;
  auto opened = journal::journal::open({folder.path(), run_mode::paper, 60});
  REQUIRE(opened);
  auto& j = *opened;
  put(j, a_signal());
  auto other = a_signal();
  other.price = price{number("1")};
  CHECK_FALSE(j.append(other));
  CHECK_FALSE(j.storage_failed());
  auto large = a_signal("LARGE");
  large.payload = std::string(1'000'000, 'x');
  CHECK_FALSE(j.append(large));
  CHECK(j.storage_failed());
  CHECK_FALSE(j.commit());
  CHECK(j.storage_failed());
  j.limit_pages(0);
  put(j, large);
  CHECK_FALSE(j.storage_failed());
  CHECK(j.commit());
  j.set_read_only(true);
  CHECK_FALSE(j.append(an_intent()));
  CHECK(j.storage_failed());
  j.set_read_only(false);
  put(j, an_intent());
  CHECK(j.commit());
}

namespace {

/// A small file system of its own, where that is allowed.
class small_disk {
public:
  explicit small_disk(const char* size) {
    mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, size) == 0;
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;
  ~small_disk() {
    if (mounted_)
      ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }

private:
  scratch folder_;
  bool mounted_ = false;
};

} // namespace

TEST_CASE("on a disk that is really full the emergency file still takes") {
  const small_disk disk{"size=4m"};
  if (!disk.mounted())
    SKIP("file systems can not be mounted here");
  auto opened = journal::journal::open(
    {disk.path(), run_mode::paper, 0, {}, uint64_t{256} << 10});
  REQUIRE(opened);
  auto& j = *opened;
  {
    std::ofstream filler{disk.path() / "filler"};
    const std::string block(4'096, 'x');
    while (filler << block && filler.flush()) {
    }
  }
  result<appended> last = appended{};
  result<void> done;
  for (int i = 0; last && done && i < 2'000; ++i) {
    last = j.append(a_signal(fmt::format("O{}", i)));
    if (last)
      done = j.commit();
  }
  REQUIRE((!last || !done));
  CHECK(j.storage_failed());
  j.rollback();
  REQUIRE(j.emergency() != nullptr);
  for (int i = 0; i < 100; ++i)
    CHECK(j.emergency()->append({an_intent(fmt::format("exit-{}", i))}));
  // Room again: the journal takes them.
  fs::remove(disk.path() / "filler");
  for (const auto& record : j.emergency()->records())
    CHECK(j.append(record));
  CHECK(j.commit());
  CHECK(j.read().intents()->size() == 100);
}

TEST_CASE(
  "without room for the emergency file the journal says what that means") {
  const small_disk disk{"size=1m"};
  if (!disk.mounted())
    SKIP("file systems can not be mounted here");
  auto opened = journal::journal::open({disk.path()});
  INFO((opened ? "" : opened.error().text));
  REQUIRE(opened);
  CHECK(opened->emergency() == nullptr);
  REQUIRE(opened->remarks().size() == 1);
  CHECK_THAT(opened->remarks().front(), ContainsSubstring("nothing is sent"));
  CHECK_FALSE(fs::exists(disk.path() / emergency_file::file_name));
}
