#pragma once

#include "adapters/journal/reader.hpp"

#include <iosfwd>

namespace lockstep::commands {

/// Writes one JSON object for each copy and each refusal, the oldest first:
/// what a spreadsheet wants of a journal. Amounts are texts, `latency` is in
/// milliseconds from the master's execution to the end of the copy.
[[nodiscard]] result<void> write_trades(const journal::reader& from,
                                        std::ostream& out);

} // namespace lockstep::commands
