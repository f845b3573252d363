// Intents per second to the disk, in groups: the journal, with its headers,
// identities and index, beside SQLite alone with one prepared statement and
// texts that are ready. Same file system, same settings, same columns.

#include "adapters/journal/journal.hpp"

#include "test/bench/figures.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace lockstep::bench {

namespace {

/// A folder that ends with this.
class scratch {
public:
  scratch()
    : path_{std::filesystem::current_path()
            / fmt::format("bench-journal-{}", getpid())} {
    std::filesystem::create_directories(path_ / "bare");
  }
  ~scratch() { std::filesystem::remove_all(path_); }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

std::string key_text(int64_t number) {
  return fmt::format("6d1b345e-2821-50e2-ad83-{:012}", number);
}

journal::intent_record make_intent(int64_t number) {
  journal::intent_record r;
  r.from.at = timestamp{std::chrono::seconds{1'780'000'000 + number}};
  r.from.account = account_id{"follower-17"};
  r.from.venue = "kraken";
  r.order.key = order_key{key_text(number)};
  r.order.symbol = symbol_id{"BTC/USD"};
  r.order.side = side::buy;
  r.order.type = order_type::limit;
  r.order.quantity = quantity{*decimal::parse("0.00075")};
  r.order.limit = price{*decimal::parse("65325.1")};
  r.order.lifetime = time_in_force::immediate_or_cancel;
  r.order.deadline = r.from.at + std::chrono::seconds{10};
  r.signal = "OQCLML-BW3P3-BUCMWZ@0.0015";
  r.leg = "entry";
  return r;
}

/// SQLite with the journal's settings and a table like its intents.
class bare_journal {
public:
  explicit bare_journal(const std::filesystem::path& file)
    : database_{file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE} {
    database_.exec("PRAGMA journal_mode = WAL");
    database_.exec("PRAGMA synchronous = FULL");
    database_.exec("PRAGMA wal_autocheckpoint = 4000");
    database_.exec(
      "CREATE TABLE intent(seq INTEGER PRIMARY KEY, at TEXT, account TEXT, "
      "venue TEXT, mode TEXT, inputs TEXT, key TEXT NOT NULL UNIQUE, "
      "signal TEXT, leg TEXT, symbol TEXT, side TEXT, type TEXT, "
      "quantity TEXT, limit_price TEXT, trigger_price TEXT, lifetime TEXT, "
      "deadline TEXT, validate_only INTEGER, payload TEXT, "
      "open INTEGER NOT NULL DEFAULT 1)");
    database_.exec("CREATE INDEX intent_open ON intent(account) WHERE open");
    insert_.emplace(database_, "INSERT INTO intent VALUES(?, "
                               "'2026-05-05T10:00:05.000000001Z', "
                               "'follower-17', 'kraken', 'paper', '', ?, "
                               "'OQCLML-BW3P3-BUCMWZ@0.0015', 'entry', "
                               "'BTC/USD', 'buy', 'limit', '0.00075', "
                               "'65325.1', NULL, 'immediate_or_cancel', "
                               "'2026-05-05T10:00:15.000000001Z', 0, '', 1)");
  }

  void append(int64_t number, const std::string& key) {
    insert_->bind(1, number);
    insert_->bindNoCopy(2, key);
    insert_->exec();
    insert_->reset();
  }

  void begin() { database_.exec("BEGIN IMMEDIATE"); }
  void commit() { database_.exec("COMMIT"); }

private:
  SQLite::Database database_;
  std::optional<SQLite::Statement> insert_;
};

void journal_rows(benchmark::State& state) {
  const auto group = state.range(0);
  const scratch folder;
  auto ours = journal::journal::open({folder.path(), run_mode::paper, 0});
  if (!ours)
    throw std::runtime_error{ours.error().text};
  bare_journal bare{folder.path() / "bare" / "bare.sqlite"};
  int64_t number = 0;
  std::vector<journal::intent_record> records;
  const auto fill = [&] {
    records.clear();
    for (int64_t i = 0; i < group; ++i)
      records.push_back(make_intent(++number));
  };
  beside(
    state,
    {fmt::format("journal, groups of {}", group), static_cast<double>(group),
     "/s"},
    [&] {
      fill();
      return measure([&] {
        for (const auto& r : records)
          if (!ours->append(r))
            throw std::runtime_error{"an intent was refused"};
        if (!ours->commit())
          throw std::runtime_error{"the journal could not be written"};
      });
    },
    [&] {
      return measure([&] {
        bare.begin();
        for (const auto& r : records)
          bare.append(number++, r.order.key.str());
        bare.commit();
      });
    });
}

BENCHMARK(journal_rows)
  ->RangeMultiplier(10)
  ->Range(1, 1'000)
  ->UseManualTime()
  ->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace lockstep::bench
