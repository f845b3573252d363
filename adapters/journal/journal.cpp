#include "adapters/journal/journal.hpp"

#include "adapters/journal/commit_mark.hpp"
#include "adapters/journal/database.hpp"
#include "adapters/journal/facts.hpp"
#include "adapters/journal/lock.hpp"
#include "adapters/journal/tables.hpp"

#include <sqlite3.h>

#include <optional>
#include <unordered_map>
#include <utility>

namespace lockstep::journal {

namespace {

/// Makes the folder, for its owner only, with all that is above it.
result<void> make_directory(const std::filesystem::path& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(directory, error))
    return {};
  if (fs::create_directories(directory, error); !error)
    fs::permissions(directory, fs::perms::owner_all, error);
  if (error)
    return fail("the data directory {} can not be made: {}", directory.string(),
                error.message());
  return {};
}

template <class Record>
const std::string& insert_of() {
  static const std::string sql = [] {
    std::string places = "?, ?, ?, ?, ?, ?";
    for (const char c : std::string{table<Record>::columns})
      places += c == ',' ? ", ?" : "";
    return fmt::format("INSERT INTO {}({}, {}) VALUES({}, ?) "
                       "ON CONFLICT DO NOTHING",
                       table<Record>::name, header_columns,
                       table<Record>::columns, places);
  }();
  return sql;
}

/// The newest line with a record's identity.
template <class Record>
const std::string& select_of() {
  static const std::string sql
    = fmt::format("SELECT {}, {} FROM {} WHERE {} ORDER BY seq DESC LIMIT 1",
                  header_columns, table<Record>::columns, table<Record>::name,
                  table<Record>::identity);
  return sql;
}

} // namespace

struct journal::state {
  std::filesystem::path file;
  directory_lock lock;
  database_ptr database;
  run_mode mode;
  reader readable;
  std::optional<commit_mark> mark = {};
  std::optional<emergency_file> emergency = {};
  std::vector<std::string> remarks = {};
  sequence last = 0;      ///< the newest number given
  sequence committed = 0; ///< the newest number on disk
  size_t written = 0;     ///< records in the open group
  bool open = false;      ///< a group is open
  bool may_pass = false;  ///< the last failure of the storage
  std::optional<failure> broken = {};
  std::unordered_map<const void*, SQLite::Statement> prepared = {};

  /// A statement, compiled at its first use.
  SQLite::Statement& statement(const std::string& sql) {
    auto at = prepared.find(&sql);
    if (at == prepared.end())
      at = prepared.emplace(&sql, SQLite::Statement{*database, sql}).first;
    return at->second;
  }

  void begin() {
    static const std::string sql = "BEGIN IMMEDIATE";
    if (open)
      return;
    run(statement(sql));
    open = true;
  }

  static void run(SQLite::Statement& s) {
    s.reset();
    s.exec();
    s.reset();
  }

  /// Ends the group without its records, if SQLite has not ended it already.
  void abandon() noexcept {
    if (open || broken) {
      for (auto& [sql, each] : prepared)
        each.tryReset();
      static_cast<void>(database->tryExec("ROLLBACK"));
    }
    last = committed;
    close_group();
  }

  void close_group() noexcept {
    open = false;
    written = 0;
    broken.reset();
  }

  result<void> admit(const header& from) {
    if (!broken)
      may_pass = false; // until this one fails
    if (broken)
      return tl::unexpected{*broken};
    if (from.mode != mode && from.mode != run_mode::observe)
      return fail("a record of mode {} can not go into {}, a journal of mode "
                  "{}",
                  to_string(from.mode), file.string(), to_string(mode));
    return {};
  }

  /// Runs a piece of the group; a failing storage breaks the group.
  template <class F>
  result<appended> in_group(const header& from, F&& work) {
    if (auto admitted = admit(from); !admitted)
      return tl::unexpected{admitted.error()};
    try {
      begin();
      return work();
    } catch (const SQLite::Exception& error) {
      break_group(error);
    } catch (const unreadable& error) {
      may_pass = false;
      broken = failure{fmt::format("the journal {} holds what can not be read: "
                                   "{}",
                                   file.string(), error.what())};
    }
    const auto why = *broken;
    if (written == 0) // nothing is lost, so nobody needs to be told again
      abandon();
    return tl::unexpected{why};
  }

  /// A damaged file does not mend itself; everything else may.
  void break_group(const SQLite::Exception& error) {
    const int code = error.getErrorCode();
    may_pass = code != SQLITE_CORRUPT && code != SQLITE_NOTADB
               && code != SQLITE_CONSTRAINT;
    broken = explain(file, error);
  }

  /// Writes a record under the next number; false if its key is taken.
  template <class Record>
  bool insert(const Record& record) {
    auto& s = statement(insert_of<Record>());
    s.reset();
    statement_places cells{s};
    column_writer places{cells};
    header numbered = record.from;
    numbered.number = last + 1;
    write(places, numbered);
    table<Record>::write(places, record);
    const bool done = s.exec() > 0;
    s.reset();
    if (done) {
      ++last;
      ++written;
    }
    return done;
  }

  template <class Record>
  std::optional<Record> find(const Record& like) {
    auto& s = statement(select_of<Record>());
    s.reset();
    statement_places cells{s};
    column_writer places{cells};
    table<Record>::identify(places, like);
    std::optional<Record> found;
    if (s.executeStep()) {
      statement_line cells_found{s};
      column_reader line{cells_found};
      found = read_record<Record>(line);
    }
    s.reset();
    return found;
  }

  /// Once per identity; the same again changes nothing, another is refused.
  template <class Record>
  result<appended> append_fact(const Record& record) {
    return in_group(record.from, [&]() -> result<appended> {
      if (insert(record))
        return appended{last, true};
      const auto earlier = find(record);
      if (earlier && says_the_same(record, *earlier))
        return appended{earlier->from.number, false};
      return fail("the {} contradicts what the journal has under that name "
                  "(record {})",
                  name_of(record), earlier ? earlier->from.number : 0);
    });
  }

  /// Each change is a new line; the same again changes nothing.
  template <class Record>
  std::optional<appended> append_version(const Record& record) {
    const auto newest = find(record);
    if (newest && says_the_same(record, *newest))
      return appended{newest->from.number, false};
    insert(record);
    return std::nullopt;
  }

  void mark_intent(const event_record& event) {
    static const std::string sql = "UPDATE intent SET open = ?1 "
                                   "WHERE key = ?2 AND open <> ?1";
    auto& s = statement(sql);
    s.reset();
    statement_places cells{s};
    column_writer places{cells};
    places << !event.ends << event.key;
    s.exec();
    s.reset();
  }

  void replace(const state_record& record) {
    static const std::string sql
      = fmt::format("REPLACE INTO state({}, {}) "
                    "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    header_columns, table<state_record>::columns);
    auto& s = statement(sql);
    s.reset();
    statement_places cells{s};
    column_writer places{cells};
    header numbered = record.from;
    numbered.number = ++last;
    write(places, numbered);
    table<state_record>::write(places, record);
    s.exec();
    s.reset();
    ++written;
  }
};

/// Moves what waits in the emergency file to where it belongs.
result<void> journal::take_emergency_in() {
  auto& s = *state_;
  if (!s.emergency || s.emergency->records().empty())
    return {};
  const auto count = s.emergency->records().size();
  result<void> done;
  for (const auto& record : s.emergency->records())
    if (auto written = append(record); !written && (s.broken || s.may_pass))
      done = tl::unexpected{written.error()};
    else if (!written)
      s.remarks.push_back(written.error().text);
  if (done)
    done = commit();
  if (!done) {
    rollback();
    return fail("{} records wait in {} until the journal can be written, and "
                "it can not: {}",
                count, emergency_file::file_name, done.error().text);
  }
  s.remarks.push_back(fmt::format("{} records that waited in {} were moved "
                                  "into the journal",
                                  count, emergency_file::file_name));
  return s.emergency->clear();
}

result<journal> journal::open(const options& how) {
  const auto forward = [](const failure& e) { return tl::unexpected{e}; };
  if (auto made = make_directory(how.directory); !made)
    return forward(made.error());
  auto lock = directory_lock::take(how.directory);
  if (!lock)
    return forward(lock.error());
  const auto file = how.directory / file_name;
  auto mark = commit_mark::open(how.directory);
  const auto known = mark ? mark->read() : std::nullopt;
  auto opened = open_to_write(file, {how.mode, how.pages_max, how.now, known});
  if (!opened)
    return forward(opened.error());
  reader readable{opened->database, opened->mode};
  auto last = readable.newest();
  if (!last)
    return forward(last.error());
  auto made
    = std::make_unique<state>(state{file, std::move(*lock), opened->database,
                                    opened->mode, std::move(readable)});
  made->remarks = std::move(opened->remarks);
  made->last = made->committed = *last;
  if (mark)
    made->mark = std::move(*mark);
  if (how.emergency_size > 0) {
    auto spare = emergency_file::open(how.directory, how.emergency_size);
    if (!spare
        && std::filesystem::exists(how.directory / emergency_file::file_name))
      return forward(spare.error());
    if (spare)
      made->emergency = std::move(*spare);
    else
      made->remarks.push_back(
        fmt::format("there is no emergency file, so if the journal can not be "
                    "written, nothing is sent: {}",
                    spare.error().text));
  }
  journal ready{std::move(made)};
  if (auto moved = ready.take_emergency_in(); !moved)
    return forward(moved.error());
  if (ready.state_->mark)
    ready.state_->mark->write(ready.state_->committed);
  return ready;
}

journal::journal(std::unique_ptr<state> s) : state_{std::move(s)} {}

journal::journal(journal&&) noexcept = default;
journal& journal::operator=(journal&&) noexcept = default;

journal::~journal() {
  if (state_)
    rollback();
}

result<appended> journal::append(const signal_record& record) {
  return state_->append_fact(record);
}

result<appended> journal::append(const intent_record& record) {
  return state_->append_fact(record);
}

result<appended> journal::append(const execution_record& record) {
  return state_->append_fact(record);
}

result<appended> journal::append(const enrolment_record& record) {
  return state_->append_fact(record);
}

result<appended> journal::append(const note_record& record) {
  return state_->append_fact(record);
}

result<appended> journal::append(const event_record& record) {
  return state_->in_group(record.from, [&] {
    if (const auto known = state_->append_version(record))
      return *known;
    state_->mark_intent(record);
    return appended{state_->last, true};
  });
}

result<appended> journal::append(const row_record& record) {
  return state_->in_group(record.from, [&] {
    const auto known = state_->append_version(record);
    return known ? *known : appended{state_->last, true};
  });
}

result<appended> journal::append(const state_record& record) {
  return state_->in_group(record.from, [&]() -> result<appended> {
    const auto newest = state_->find(record);
    if (newest && says_the_same(record, *newest))
      return appended{newest->from.number, false};
    if (record.slot == slot::nonce) {
      const auto next = parse_nonce(record.value);
      if (!next)
        return tl::unexpected{next.error()};
      if (newest && *next < parse_nonce(newest->value).value_or(0))
        return fail("the nonce of key {} would go back from {} to {}",
                    record.key, newest->value, record.value);
    }
    state_->replace(record);
    return appended{state_->last, true};
  });
}

result<appended> journal::append(const any_record& record) {
  return std::visit([this](const auto& x) { return append(x); }, record);
}

result<void> journal::commit() {
  static const std::string sql = "COMMIT";
  auto& s = *state_;
  if (!s.open && !s.broken)
    return {};
  if (!s.broken) {
    try {
      state::run(s.statement(sql));
      s.committed = s.last;
      s.close_group();
      s.may_pass = false;
      if (s.mark)
        s.mark->write(s.committed);
      return {};
    } catch (const SQLite::Exception& error) {
      s.break_group(error);
    }
  }
  const auto why = *s.broken;
  rollback();
  return tl::unexpected{why};
}

void journal::rollback() {
  state_->abandon();
}

size_t journal::pending() const {
  return state_->written;
}

run_mode journal::mode() const {
  return state_->mode;
}

const std::filesystem::path& journal::file() const {
  return state_->file;
}

const std::vector<std::string>& journal::remarks() const {
  return state_->remarks;
}

bool journal::storage_failed() const {
  return state_->may_pass;
}

emergency_file* journal::emergency() {
  return state_->emergency ? &*state_->emergency : nullptr;
}

void journal::limit_pages(uint32_t pages_max) {
  lockstep::journal::limit_pages(*state_->database, pages_max);
}

void journal::set_read_only(bool on) {
  state_->database->exec(fmt::format("PRAGMA query_only = {}", on ? 1 : 0));
}

const reader& journal::read() const {
  return state_->readable;
}

} // namespace lockstep::journal
