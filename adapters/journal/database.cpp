#include "adapters/journal/database.hpp"

#include "adapters/journal/schema.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
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
}

/// Whose file it is, which version, and for which mode.
result<run_mode> identify(SQLite::Database& database, const path& file) {
  if (number_of(database, "PRAGMA application_id") != application_id)
    return fail("{} is a database, but no journal of Lockstep", file.string());
  const int version = number_of(database, "PRAGMA user_version");
  if (version != schema_version)
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
  return *mode;
}

result<void> check(SQLite::Database& database, const path& file) {
  const std::string found
    = database.execAndGet("PRAGMA quick_check(1)").getString();
  if (found != "ok")
    return fail("the journal {} is damaged ({}): restore a backup, or move it "
                "away and let reconcile look at the accounts",
                file.string(), found.substr(0, found.find('\n')));
  return {};
}

result<opened> prepare(database_ptr database, const path& file, run_mode mode) {
  if (is_empty(*database))
    create(*database, mode);
  auto found = identify(*database, file);
  if (!found)
    return tl::unexpected{found.error()};
  if (*found != mode)
    return fail("{} belongs to mode {} and can not be used in mode {}: give "
                "each mode its own data_dir",
                file.string(), to_string(*found), to_string(mode));
  if (auto sound = check(*database, file); !sound)
    return tl::unexpected{sound.error()};
  return opened{std::move(database), *found};
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

result<opened> open_to_write(const path& file, run_mode mode,
                             uint32_t pages_max) {
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
    if (pages_max > 0)
      number_of(*database,
                fmt::format("PRAGMA max_page_count = {}", pages_max));
    return prepare(std::move(database), file, mode);
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
    return identify(*database, file).map([&](run_mode mode) {
      return opened{database, mode};
    });
  } catch (const SQLite::Exception& error) {
    return tl::unexpected{explain(file, error)};
  }
}

} // namespace lockstep::journal
