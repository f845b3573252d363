#pragma once

#include "model/result.hpp"
#include "model/run_mode.hpp"
#include "model/time.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::journal {

/// The name of the file in a data directory.
inline constexpr auto file_name = "journal.sqlite";

using database_ptr = std::shared_ptr<SQLite::Database>;

/// An open file and what it says about itself.
struct opened {
  database_ptr database;
  run_mode mode = run_mode::paper;
  /// What was found and done about it, one sentence each.
  std::vector<std::string> remarks = {};
};

/// How a file is opened for writing.
struct write_options {
  run_mode mode = run_mode::paper;
  uint32_t pages_max = 0; ///< 0: what the disk holds
  timestamp now{};        ///< for the names of copies
  /// The newest record that was on the disk, if somebody knows.
  std::optional<int64_t> mark;
};

/// Opens the file for writing; makes it, for its owner only, if it is missing.
/// Brings an older schema to this one. A torn end of the log, which nobody was
/// told about, is dropped and reported, and kept as a copy. Refuses a file
/// that has lost what was committed, and leaves it as it is.
[[nodiscard]] result<opened> open_to_write(const std::filesystem::path& file,
                                           const write_options& how);

/// How many pages the file may have from now on; 0: what the disk holds.
void limit_pages(SQLite::Database& database, uint32_t pages_max);

/// Opens an existing file for reading; one of an older schema, too.
[[nodiscard]] result<opened> open_to_read(const std::filesystem::path& file);

/// SQLite's complaint as a sentence that names the file and what can be done.
[[nodiscard]] failure explain(const std::filesystem::path& file,
                              const SQLite::Exception& error);

} // namespace lockstep::journal
