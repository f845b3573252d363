#include "adapters/journal/reader.hpp"

#include "adapters/journal/database.hpp"
#include "adapters/journal/tables.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace lockstep::journal {

namespace {

/// Runs a reading; what the file or its content throws becomes a failure.
template <class F>
auto guarded(const SQLite::Database& database, F&& reading)
  -> result<std::invoke_result_t<F>> {
  try {
    return reading();
  } catch (const SQLite::Exception& error) {
    return tl::unexpected{explain(database.getFilename(), error)};
  } catch (const unreadable& error) {
    return fail("the journal {} holds what can not be read: {}",
                database.getFilename(), error.what());
  }
}

template <class Record>
std::string select(std::string_view rest) {
  return fmt::format("SELECT {}, {} FROM {} {}", header_columns,
                     table<Record>::columns, table<Record>::name, rest);
}

using binding = std::function<void(column_writer&)>;

template <class Record>
result<std::vector<Record>>
all(SQLite::Database& database, std::string_view rest, const binding& bind) {
  return guarded(database, [&] {
    SQLite::Statement statement{database, select<Record>(rest)};
    statement_places cells{statement};
    column_writer places{cells};
    bind(places);
    std::vector<Record> records;
    while (statement.executeStep()) {
      statement_line cells_found{statement};
      column_reader line{cells_found};
      records.push_back(read_record<Record>(line));
    }
    return records;
  });
}

/// All records of one account, or of all.
template <class Record>
result<std::vector<Record>> of_account(SQLite::Database& database,
                                       const account_id& account,
                                       std::string_view rest = "1") {
  // Said differently for one and for all, so that an index is used.
  const auto where = fmt::format("WHERE {} AND {} ORDER BY seq", rest,
                                 account.empty() ? "?1 = ''" : "account = ?1");
  return all<Record>(database, where,
                     [&](column_writer& to) { to << account; });
}

/// Adds the newest event to each intent.
result<std::vector<known_intent>>
with_news(SQLite::Database& database, result<std::vector<intent_record>> from) {
  if (!from)
    return tl::unexpected{from.error()};
  return guarded(database, [&] {
    SQLite::Statement newest{database,
                             select<event_record>(
                               "WHERE key = ? ORDER BY seq DESC LIMIT 1")};
    std::vector<known_intent> intents;
    for (auto& intent : *from) {
      newest.reset();
      newest.bind(1, intent.order.key.str());
      auto& known = intents.emplace_back(known_intent{std::move(intent), {}});
      if (newest.executeStep()) {
        statement_line cells{newest};
        column_reader line{cells};
        known.newest = read_record<event_record>(line);
      }
    }
    return intents;
  });
}

constexpr auto sales_to_go_on = R"sql(
WHERE id IN (SELECT key FROM note WHERE account = ?1 AND kind = 'exit')
  AND (seq IN (SELECT max(s.seq) FROM note JOIN signal AS s ON s.id = note.key
               WHERE note.account = ?1 AND note.kind = 'exit'
               GROUP BY s.symbol)
       OR (SELECT ended FROM row WHERE row.account = ?1
           AND row.signal = signal.id ORDER BY row.seq DESC LIMIT 1) IS NULL)
ORDER BY seq
)sql";

/// A look without exactness: it decides who comes first, nothing else.
constexpr auto with_work = R"sql(
SELECT account FROM intent WHERE open
UNION
SELECT account FROM execution WHERE key <> '' GROUP BY account, symbol
HAVING abs(sum(CASE side WHEN 'buy' THEN 1 ELSE -1 END * quantity)) > 1e-12
)sql";

constexpr auto newest_number = R"sql(
SELECT max(
  coalesce((SELECT max(seq) FROM signal), 0),
  coalesce((SELECT max(seq) FROM intent), 0),
  coalesce((SELECT max(seq) FROM event), 0),
  coalesce((SELECT max(seq) FROM execution), 0),
  coalesce((SELECT max(seq) FROM row), 0),
  coalesce((SELECT max(seq) FROM enrolment), 0),
  coalesce((SELECT max(seq) FROM note), 0),
  coalesce((SELECT max(seq) FROM state), 0))
)sql";

} // namespace

result<reader> reader::open(const std::filesystem::path& directory) {
  return open_to_read(directory / file_name).map([](opened file) {
    return reader{std::move(file.database), file.mode};
  });
}

reader::reader(std::shared_ptr<SQLite::Database> database, run_mode mode)
  : database_{std::move(database)}, mode_{mode} {}

result<sequence> reader::newest() const {
  return guarded(*database_, [&] {
    return sequence{database_->execAndGet(newest_number).getInt64()};
  });
}

result<std::vector<signal_record>>
reader::signals(const account_id& master) const {
  return of_account<signal_record>(*database_, master);
}

result<std::vector<signal_record>>
reader::exit_signals(const account_id& follower) const {
  return all<signal_record>(*database_, sales_to_go_on,
                            [&](column_writer& to) { to << follower; });
}

result<std::vector<execution_record>>
reader::executions(const account_id& account) const {
  return of_account<execution_record>(*database_, account);
}

result<std::vector<known_intent>>
reader::intents(const account_id& account) const {
  return with_news(*database_, of_account<intent_record>(*database_, account));
}

result<std::vector<known_intent>>
reader::open_intents(const account_id& account) const {
  return with_news(*database_,
                   of_account<intent_record>(*database_, account, "open"));
}

result<std::vector<event_record>> reader::events(const order_key& key) const {
  return all<event_record>(*database_, "WHERE key = ? ORDER BY seq",
                           [&](column_writer& to) { to << key; });
}

result<std::vector<row_record>> reader::rows(const account_id& follower) const {
  return of_account<row_record>(
    *database_, follower,
    "NOT EXISTS (SELECT 1 FROM row AS later WHERE later.signal = row.signal "
    "AND later.account = row.account AND later.seq > row.seq)");
}

result<std::vector<row_record>>
reader::versions(const std::string& signal, const account_id& follower) const {
  return all<row_record>(*database_,
                         "WHERE signal = ? AND account = ? ORDER BY seq",
                         [&](column_writer& to) { to << signal << follower; });
}

result<std::vector<enrolment_record>> reader::enrolments() const {
  return of_account<enrolment_record>(*database_, {});
}

result<std::optional<enrolment_record>>
reader::enrolment(const account_id& account) const {
  return of_account<enrolment_record>(*database_, account)
    .map([](const std::vector<enrolment_record>& found) {
      return found.empty() ? std::nullopt : std::optional{found.front()};
    });
}

result<std::set<account_id>> reader::accounts_with_work() const {
  return guarded(*database_, [&] {
    SQLite::Statement found{*database_, with_work};
    std::set<account_id> accounts;
    while (found.executeStep())
      accounts.emplace(found.getColumn(0).getString());
    return accounts;
  });
}

result<std::vector<note_record>>
reader::notes(const account_id& account) const {
  return of_account<note_record>(*database_, account);
}

result<std::vector<state_record>> reader::states(slot kind) const {
  return all<state_record>(*database_, "WHERE slot = ? ORDER BY seq",
                           [&](column_writer& to) { to << kind; });
}

result<std::optional<std::string>> reader::state(slot kind,
                                                 const std::string& key) const {
  auto found = all<state_record>(*database_, "WHERE slot = ? AND key = ?",
                                 [&](column_writer& to) { to << kind << key; });
  return std::move(found).map([](const std::vector<state_record>& records) {
    return records.empty() ? std::nullopt
                           : std::optional{records.front().value};
  });
}

} // namespace lockstep::journal
