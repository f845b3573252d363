#include "adapters/journal/migrations.hpp"

#include "adapters/journal/raw_file.hpp"
#include "adapters/journal/schema.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::journal {

namespace {

using std::filesystem::path;

/// The step from each version to the next; the first one is from version 1.
constexpr std::array<const char*, schema_version - 1> steps{
  // To 2: what is read at a start is read by account.
  R"sql(
DROP INDEX intent_open;
CREATE INDEX intent_account ON intent(account);
DROP INDEX row_newest;
CREATE INDEX row_newest ON row(account, signal);
)sql",
};

/// Copies the whole journal, the log with it, and looks whether it is sound.
result<void> back_up(SQLite::Database& from, const path& to) {
  if (auto made = raw_file::open(to); !made) // for its owner only
    return tl::unexpected{made.error()};
  SQLite::Database copy{to.string(), SQLite::OPEN_READWRITE};
  SQLite::Backup{copy, from}.executeStep();
  const std::string found
    = copy.execAndGet("PRAGMA quick_check(1)").getString();
  if (found != "ok")
    return fail("the copy {} is damaged ({})", to.string(), found);
  return {};
}

void run_steps(SQLite::Database& database, int version) {
  SQLite::Transaction whole{database};
  for (; version < schema_version; ++version)
    database.exec(steps.at(static_cast<size_t>(version) - 1));
  database.exec(fmt::format("PRAGMA user_version = {}", schema_version));
  whole.commit();
}

} // namespace

path name_of_copy(const path& file, const std::string& what, timestamp now) {
  auto time = to_rfc3339(std::chrono::floor<std::chrono::seconds>(now));
  time.resize(std::min(time.size(), time.find('.')));
  std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
  const auto name = fmt::format("{}.{}.{}Z", file.string(), what, time);
  path free = name;
  for (int i = 2; std::filesystem::exists(free); ++i)
    free = fmt::format("{}-{}", name, i);
  return free;
}

result<void> migrate(SQLite::Database& database, const path& file, int version,
                     timestamp now, std::vector<std::string>& remarks) {
  if (version == schema_version)
    return {};
  const auto copy = name_of_copy(file, fmt::format("schema-{}", version), now);
  const auto failed = [&](const std::string& why) {
    return fail("the journal {} has schema {} and can not be brought to schema "
                "{}: {}; it is as it was",
                file.string(), version, schema_version, why);
  };
  try {
    if (auto kept = back_up(database, copy); !kept)
      return failed(kept.error().text);
    run_steps(database, version);
  } catch (const SQLite::Exception& error) {
    return failed(error.what());
  }
  remarks.push_back(fmt::format("the journal was brought from schema {} to {}; "
                                "as it was before, it is kept as {}",
                                version, schema_version, copy.string()));
  return {};
}

} // namespace lockstep::journal
