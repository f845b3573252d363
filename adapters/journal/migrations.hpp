#pragma once

#include "adapters/journal/database.hpp"
#include "model/time.hpp"

#include <string>
#include <vector>

namespace lockstep::journal {

/// Brings a journal of an older schema to the one of this program, in one
/// transaction, after a copy was made beside it that is named with the version
/// it has and the time: `journal.sqlite.schema-1.20260505T100000Z`. Adds a
/// sentence to `remarks` if there was something to do. A failure leaves the
/// journal as it was.
[[nodiscard]] result<void>
migrate(SQLite::Database& database, const std::filesystem::path& file,
        int version, timestamp now, std::vector<std::string>& remarks);

/// A name that nothing has yet: `FILE.WHAT.TIME`, with a number if need be.
[[nodiscard]] std::filesystem::path
name_of_copy(const std::filesystem::path& file, const std::string& what,
             timestamp now);

} // namespace lockstep::journal
