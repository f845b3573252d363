// A sound journal with a value in it that nobody wrote: table, column and
// value come from the input.

#include "adapters/journal/database.hpp"
#include "adapters/journal/reader.hpp"
#include "adapters/journal/schema.hpp"
#include "test/fuzz/fuzz.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <array>
#include <vector>

using namespace lockstep;

namespace {

constexpr std::array tables{"signal", "intent",    "event", "execution",
                            "row",    "enrolment", "note",  "state"};

/// A journal in memory with one line in each table, of values that fit.
journal::database_ptr make_journal() {
  auto made = std::make_shared<SQLite::Database>(
    ":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  made->exec(journal::schema);
  made->exec(R"sql(
INSERT INTO signal VALUES(1, NULL, 'm', 'kraken', 'paper', '', 's', 'O', 0,
  'BTC/USD', 'buy', '1', '2', NULL, '{}');
INSERT INTO intent VALUES(2, NULL, 'f', 'kraken', 'paper', '1', 'k', 's',
  'entry', 'BTC/USD', 'buy', 'limit', '1', '2', NULL, 'immediate_or_cancel',
  NULL, 0, '', 1);
INSERT INTO event VALUES(3, NULL, 'f', 'kraken', 'paper', '', 'k', 'filled',
  'O', '1', '2', 'none', '', 1);
INSERT INTO execution VALUES(4, NULL, 'f', 'kraken', 'paper', '', 'x', 'O', 'k',
  'BTC/USD', 'buy', 'limit', '1', '2', '2', '0.1 USD', NULL, 0);
INSERT INTO row VALUES(5, NULL, 'f', 'kraken', 'paper', '', 's', 'copied',
  'none', '', 'k', '1', '1', '1', '2', '0.1', NULL, NULL);
INSERT INTO enrolment VALUES(6, NULL, 'f', 'kraken', 'paper', '', 'i', NULL,
  '1 BTC');
INSERT INTO note VALUES(7, NULL, 'f', 'kraken', 'paper', '', 'exit', 's',
  'none', '', '{}');
INSERT INTO state VALUES(8, NULL, 'f', 'kraken', 'paper', '', 'nonce', 'k',
  '42');
)sql");
  return made;
}

std::vector<std::string> columns_of(SQLite::Database& in, const char* table) {
  SQLite::Statement all{in, fmt::format("SELECT name FROM "
                                        "pragma_table_info('{}')",
                                        table)};
  std::vector<std::string> names;
  while (all.executeStep())
    names.push_back(all.getColumn(0).getString());
  return names;
}

void read_all(const journal::reader& from) {
  const account_id follower{"f"};
  static_cast<void>(from.newest());
  static_cast<void>(from.signals());
  static_cast<void>(from.exit_signals(follower));
  static_cast<void>(from.executions(follower));
  static_cast<void>(from.intents());
  static_cast<void>(from.open_intents(follower));
  static_cast<void>(from.events(order_key{"k"}));
  static_cast<void>(from.rows());
  static_cast<void>(from.enrolments());
  static_cast<void>(from.notes());
  static_cast<void>(from.accounts_with_work());
  static_cast<void>(from.states(journal::slot::nonce));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto database = make_journal();
  fuzz::feed in{data, size};
  const auto* table = tables.at(in.number(1) % tables.size());
  const auto columns = columns_of(*database, table);
  const auto& column = columns.at(in.number(1) % columns.size());
  const bool as_number = in.number(1) % 4 == 0;
  database->exec("SAVEPOINT one");
  SQLite::Statement change{
    *database, fmt::format("UPDATE OR IGNORE {} SET {} = ?", table, column)};
  if (as_number)
    change.bind(1, static_cast<int64_t>(in.number(4)));
  else
    change.bind(1, std::string{in.rest()});
  static_cast<void>(change.tryExecuteStep());
  change.tryReset();
  read_all(journal::reader{database, run_mode::paper});
  database->exec("ROLLBACK TO one");
  database->exec("RELEASE one");
  return 0;
}
