#include "adapters/journal/database.hpp"

#include "adapters/journal/migrations.hpp"
#include "adapters/journal/schema.hpp"
#include "adapters/journal/wal.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <limits>
#include <string>

namespace lockstep::journal {

namespace {

using std::filesystem::path;

constexpr int busy_timeout_ms = 5'000;

int number_of(SQLite::Database& database, const std::string& sql) {
  return database.execAndGet(sql).getInt();
}

/// SQLite gives its other files the rights of the main one.
result<void> make_private(const path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC,
                                0600);
  if (descriptor < 0)
    return fail("the journal {} can not be written: {}", file.string(),
                std::strerror(errno));
  ::close(descriptor);
  return {};
}

bool is_empty(SQLite::Database& database) {
  return number_of(database, "SELECT count(*) FROM sqlite_master") == 0;
}

void create(SQLite::Database& database, run_mode mode) {
  SQLite::Transaction whole{database};
  database.exec(schema);
  SQLite::Statement meta{database, "INSERT INTO meta VALUES('mode', ?)"};
  meta.bind(1, std::string{to_string(mode)});
  meta.exec();
  database.exec(fmt::format("PRAGMA application_id = {}", application_id));
  database.exec(fmt::format("PRAGMA user_version = {}", schema_version));
  whole.commit();
  // From here on the file is never empty: of an empty one SQLite drops the log.
  database.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)");
}

/// What a file says about itself.
struct identity {
  int version = 0;
  run_mode mode = run_mode::paper;
};

/// Whose file it is, which version, and for which mode. A newer schema than
/// ours is refused: nobody knows what it means.
result<identity> identify(SQLite::Database& database, const path& file) {
  if (number_of(database, "PRAGMA application_id") != application_id)
    return fail("{} is a database, but no journal of Lockstep", file.string());
  const int version = number_of(database, "PRAGMA user_version");
  if (version < 1 || version > schema_version)
    return fail("{} has schema {}, but this Lockstep knows schema {}: use the "
                "version that wrote it, or a new data_dir",
                file.string(), version, schema_version);
  const std::string name
    = database.execAndGet("SELECT value FROM meta WHERE key = 'mode'")
        .getString();
  const auto mode = parse_run_mode(name);
  if (!mode)
    return fail("{} says that its mode is '{}', which does not exist",
                file.string(), name);
  return identity{version, *mode};
}

constexpr std::array tables{"signal", "intent",    "event", "execution",
                            "row",    "enrolment", "note",  "state"};

/// What a damaged journal still tells, for whoever decides what to do.
std::string what_can_be_read(SQLite::Database& database) {
  int64_t records = 0;
  std::string lost;
  for (const std::string table : tables) {
    try {
      SQLite::Statement all{database,
                            "SELECT * FROM " + table + " NOT INDEXED"};
      while (all.executeStep())
        ++records;
    } catch (const SQLite::Exception&) {
      lost += (lost.empty() ? "" : ", ") + table;
    }
  }
  return fmt::format("{} records can be read; {}", records,
                     lost.empty() ? "no table is cut off"
                                  : "cut off is " + lost);
}

/// Of SQLite's complaint the line that names the place.
std::string place_of(const std::string& complaint) {
  auto line = complaint.substr(complaint.rfind('\n') + 1);
  return line.empty() ? "no place is named" : line;
}

result<void> check(SQLite::Database& database, const path& file) {
  const std::string found
    = database.execAndGet("PRAGMA quick_check(1)").getString();
  if (found == "ok")
    return {};
  return fail("the journal {} is damaged ({}; {}) and was left as it is: "
              "restore a backup, or move it away and let reconcile look at the "
              "accounts",
              file.string(), place_of(found), what_can_be_read(database));
}

/// The newest number over all tables.
int64_t newest_of(SQLite::Database& database) {
  int64_t newest = 0;
  for (const std::string table : tables)
    newest = std::max(
      newest, database.execAndGet("SELECT coalesce(max(seq), 0) FROM " + table)
                .getInt64());
  return newest;
}

path wal_of(const path& file) {
  return file.string() + "-wal";
}

std::string count_of(uint64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

/// Looks at the log before SQLite does, which drops what it can not use
/// without a word. A torn end is kept as a copy.
result<std::vector<std::string>> look_at_log(const path& file,
                                             const write_options& how) {
  std::vector<std::string> remarks;
  const auto seen = look_at_wal(wal_of(file));
  if (!seen)
    return tl::unexpected{seen.error()};
  if (seen->lost_a_commit || (seen->headless && !how.mark))
    return fail(
      "the log {} is damaged after {}, and groups that were on the "
      "disk are lost; it was left as it is: restore a backup, or move "
      "the folder away and let reconcile look at the accounts",
      wal_of(file).string(), count_of(seen->groups, "group"));
  if (seen->dropped == 0 && !seen->headless)
    return remarks;
  const auto copy = name_of_copy(wal_of(file), "torn", how.now);
  std::error_code error;
  std::filesystem::copy_file(wal_of(file), copy, error);
  if (error)
    return fail("the log {} has a torn end, and no copy of it can be made: {}",
                wal_of(file).string(), error.message());
  remarks.push_back(fmt::format(
    "the journal's log ended in a write that was not finished: {} kept, {} "
    "dropped, which nobody was told about; as it was, it is kept as {}",
    count_of(seen->groups, "group"), count_of(seen->dropped, "page"),
    copy.string()));
  return remarks;
}

/// Compares with what a witness says was on the disk.
result<void> check_end(SQLite::Database& database, const path& file,
                       const write_options& how) {
  const auto newest = is_empty(database) ? 0 : newest_of(database);
  if (!how.mark || newest >= *how.mark)
    return {};
  // Closing would tidy up what is perhaps still wanted.
  ::sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                      nullptr);
  return fail("the journal {} ends with record {}, but record {} was on the "
              "disk: put the newer one back; or, if this is a backup that is "
              "to be used, delete journal.mark beside it, and what it lacks is "
              "looked for at the exchange",
              file.string(), newest, *how.mark);
}

result<opened> prepare(database_ptr database, const path& file,
                       const write_options& how) {
  if (is_empty(*database)) {
    if (auto whole = check_end(*database, file, how); !whole)
      return tl::unexpected{whole.error()};
    create(*database, how.mode);
  }
  auto found = identify(*database, file);
  if (!found)
    return tl::unexpected{found.error()};
  if (found->mode != how.mode)
    return fail("{} belongs to mode {} and can not be used in mode {}: give "
                "each mode its own data_dir",
                file.string(), to_string(found->mode), to_string(how.mode));
  if (auto sound = check(*database, file); !sound)
    return tl::unexpected{sound.error()};
  if (auto whole = check_end(*database, file, how); !whole)
    return tl::unexpected{whole.error()};
  std::vector<std::string> remarks;
  if (auto done = migrate(*database, file, found->version, how.now, remarks);
      !done)
    return tl::unexpected{done.error()};
  return opened{std::move(database), found->mode, std::move(remarks)};
}

} // namespace

failure explain(const path& file, const SQLite::Exception& error) {
  const auto name = file.string();
  switch (error.getErrorCode()) {
    case SQLITE_FULL:
      return {fmt::format("the journal {} can not grow: the disk (or the limit "
                          "set for the journal) is full",
                          name)};
    case SQLITE_NOTADB:
      return {
        fmt::format("{} is not a journal: it is no SQLite database", name)};
    case SQLITE_CORRUPT:
      return {fmt::format("the journal {} is damaged ({}): restore a backup, "
                          "or move it away and let reconcile look at the "
                          "accounts",
                          name, error.what())};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return {fmt::format("the journal {} can not be written: {}", name,
                          error.what())};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {fmt::format("the journal {} is locked by another program that "
                          "writes to it",
                          name)};
    default:
      return {fmt::format("the journal {} failed: {}", name, error.what())};
  }
}

void limit_pages(SQLite::Database& database, uint32_t pages_max) {
  const auto most = pages_max > 0 ? pages_max
                                  : std::numeric_limits<uint32_t>::max() - 1;
  database.execAndGet(fmt::format("PRAGMA max_page_count = {}", most));
}

result<opened> open_to_write(const path& file, const write_options& how) {
  auto remarks = look_at_log(file, how);
  if (!remarks)
    return tl::unexpected{remarks.error()};
  if (auto made = make_private(file); !made)
    return tl::unexpected{made.error()};
  try {
    auto database = std::make_shared<SQLite::Database>(file.string(),
                                                       SQLite::OPEN_READWRITE,
                                                       busy_timeout_ms);
    // A damaged file is told before anything is changed in it.
    static_cast<void>(number_of(*database, "PRAGMA schema_version"));
    const std::string kind
      = database->execAndGet("PRAGMA journal_mode = WAL").getString();
    if (kind != "wal")
      return fail("the file system of {} can not hold a journal (SQLite's "
                  "write-ahead log does not work there)",
                  file.string());
    database->exec("PRAGMA synchronous = FULL");
    database->exec("PRAGMA wal_autocheckpoint = 4000");
    database->exec("PRAGMA journal_size_limit = 67108864");
    if (how.pages_max > 0)
      limit_pages(*database, how.pages_max);
    auto ready = prepare(std::move(database), file, how);
    if (ready)
      std::ranges::move(ready->remarks, std::back_inserter(*remarks));
    if (ready)
      ready->remarks = std::move(*remarks);
    return ready;
  } catch (const SQLite::Exception& error) {
    return tl::unexpected{explain(file, error)};
  }
}

result<opened> open_to_read(const path& file) {
  if (!std::filesystem::exists(file))
    return fail("there is no journal in {}: {} is missing",
                file.parent_path().string(), file.filename().string());
  try {
    auto database = std::make_shared<SQLite::Database>(file.string(),
                                                       SQLite::OPEN_READONLY,
                                                       busy_timeout_ms);
    return identify(*database, file).map([&](const identity& found) {
      return opened{database, found.mode};
    });
  } catch (const SQLite::Exception& error) {
    return tl::unexpected{explain(file, error)};
  }
}

} // namespace lockstep::journal
