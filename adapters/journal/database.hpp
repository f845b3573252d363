#pragma once

#include "model/result.hpp"
#include "model/run_mode.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include <cstdint>
#include <filesystem>
#include <memory>

namespace lockstep::journal {

/// The name of the file in a data directory.
inline constexpr auto file_name = "journal.sqlite";

using database_ptr = std::shared_ptr<SQLite::Database>;

/// An open file and what it says about itself.
struct opened {
  database_ptr database;
  run_mode mode = run_mode::paper;
};

/// Opens the file for writing; makes it, for its owner only, if it is missing.
[[nodiscard]] result<opened> open_to_write(const std::filesystem::path& file,
                                           run_mode mode, uint32_t pages_max);

/// Opens an existing file for reading.
[[nodiscard]] result<opened> open_to_read(const std::filesystem::path& file);

/// SQLite's complaint as a sentence that names the file and what can be done.
[[nodiscard]] failure explain(const std::filesystem::path& file,
                              const SQLite::Exception& error);

} // namespace lockstep::journal
