#include "adapters/journal/database.hpp"
#include "adapters/journal/schema.hpp"
#include "test/adapters/journal_kit.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/stat.h>

#include <fstream>

// Journals of schemas before this one, kept as text.

using namespace lockstep;
using namespace lockstep::journal;
using namespace lockstep::journal::kit;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

void make_schema_1(const fs::path& directory) {
  std::ifstream in{fs::path{LOCKSTEP_SOURCE_DIR}
                   / "test/adapters/journal_schemas/schema_1.sql"};
  const std::string sql{std::istreambuf_iterator<char>{in}, {}};
  REQUIRE_FALSE(sql.empty());
  SQLite::Database{(directory / file_name).string(),
                   SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}
    .exec(sql);
}

/// Every record of a journal, each as its reader gives it.
std::string told(const reader& from) {
  return fmt::format("{} {} {} {} {} {} {}", from.signals()->size(),
                     from.intents()->size(), from.executions()->size(),
                     from.rows()->size(), from.enrolments()->size(),
                     from.notes()->size(), from.newest().value());
}

std::vector<std::string> objects_of(const fs::path& file) {
  SQLite::Database database{file.string()};
  SQLite::Statement all{database,
                        "SELECT coalesce(sql, name) FROM sqlite_master "
                        "ORDER BY name"};
  std::vector<std::string> names;
  while (all.executeStep())
    names.push_back(all.getColumn(0).getString());
  return names;
}

} // namespace

TEST_CASE("a journal of schema 1 is brought to this one with all it holds") {
  scratch folder;
  make_schema_1(folder.path());
  const auto before = told(reader::open(folder.path()).value());
  CHECK(before == "2 4 6 6 3 10 57");
  std::string remark;
  {
    auto j = journal::journal::open(
      {folder.path(), run_mode::paper, 0, at("2026-05-05T10:00:00Z")});
    INFO((j ? "" : j.error().text));
    REQUIRE(j);
    CHECK(told(j->read()) == before);
    REQUIRE(j->remarks().size() == 1);
    remark = j->remarks().front();
    CHECK(put(*j, a_signal()) == appended{58, true});
    REQUIRE(j->commit());
  }
  CHECK_THAT(remark, ContainsSubstring("from schema 1 to 2")
                       && ContainsSubstring(
                         "journal.sqlite.schema-1.20260505T100000Z"));
  CHECK(open(folder.path()).remarks().empty());

  SECTION("and is then like one that was made new") {
    scratch other;
    static_cast<void>(open(other.path()));
    CHECK(objects_of(folder.path() / file_name)
          == objects_of(other.path() / file_name));
  }
  SECTION("and the copy is the journal as it was, for its owner only") {
    const auto copy = folder.path()
                      / "journal.sqlite.schema-1.20260505T100000Z";
    SQLite::Database kept{copy.string()};
    CHECK(kept.execAndGet("PRAGMA user_version").getInt() == 1);
    CHECK(kept.execAndGet("SELECT count(*) FROM row").getInt() == 14);
    CHECK(kept
            .execAndGet("SELECT count(*) FROM sqlite_master "
                        "WHERE name = 'intent_open'")
            .getInt()
          == 1);
    struct stat about {};
    REQUIRE(::stat(copy.c_str(), &about) == 0);
    CHECK((about.st_mode & 0077) == 0);
  }
}

TEST_CASE("a journal that can not be copied is not brought to another schema") {
  scratch folder;
  make_schema_1(folder.path());
  // Nothing can be written where the copy is to be.
  fs::create_directory_symlink(
    "/nowhere", folder.path() / "journal.sqlite.schema-1.20260505T100000Z");
  const auto j = journal::journal::open(
    {folder.path(), run_mode::paper, 0, at("2026-05-05T10:00:00Z")});
  REQUIRE_FALSE(j);
  CHECK_THAT(j.error().text, ContainsSubstring("it is as it was"));
  SQLite::Database file{(folder.path() / file_name).string()};
  CHECK(file.execAndGet("PRAGMA user_version").getInt() == 1);
}

TEST_CASE("a program of an older schema refuses a newer journal") {
  scratch folder;
  {
    auto j = open(folder.path());
    put(j, a_signal());
    REQUIRE(j.commit());
  }
  SQLite::Database{(folder.path() / file_name).string(), SQLite::OPEN_READWRITE}
    .exec(fmt::format("PRAGMA user_version = {}", schema_version + 1));
  const auto words = fmt::format("has schema {}, but this Lockstep knows "
                                 "schema {}",
                                 schema_version + 1, schema_version);
  const auto j = journal::journal::open({folder.path()});
  REQUIRE_FALSE(j);
  CHECK_THAT(j.error().text, ContainsSubstring(words));
  const auto r = reader::open(folder.path());
  REQUIRE_FALSE(r);
  CHECK_THAT(r.error().text, ContainsSubstring(words));
}

TEST_CASE("what is read of one account is found by an index") {
  scratch folder;
  static_cast<void>(open(folder.path()));
  SQLite::Database file{(folder.path() / file_name).string()};
  for (const std::string table : {"intent", "execution", "row", "note"}) {
    CAPTURE(table);
    SQLite::Statement plan{file, "EXPLAIN QUERY PLAN SELECT * FROM " + table
                                   + " WHERE account = 'half' ORDER BY seq"};
    REQUIRE(plan.executeStep());
    CHECK_THAT(plan.getColumn(3).getString(), ContainsSubstring("USING INDEX"));
  }
}
