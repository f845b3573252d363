#include "tools/lockstep/trades.hpp"

#include "tools/lockstep/json_lines.hpp"

#include <chrono>
#include <ostream>
#include <string>
#include <unordered_map>

namespace lockstep::commands {

namespace {

using journal::row_record;
using journal::signal_record;

/// The average; nothing was executed: empty.
std::string price_of(const row_record& row) {
  if (!row.executed.is_positive())
    return {};
  return divide(row.value.value(), row.executed.value(), rounding::half_up)
    .str();
}

std::string line_of(const row_record& row, const signal_record& of) {
  const bool ended = row.ended != timestamp{};
  json_line line;
  line.add("time", to_rfc3339(ended ? row.ended : row.decided))
    .add("account", row.from.account.str())
    .add("signal", row.signal)
    .add("side", to_string(of.side))
    .add("pair", of.symbol.str())
    .add("quantity", row.executed.str())
    .add("price", price_of(row))
    .add("value", row.value.str())
    .add("fee", row.fees.str())
    .add("outcome", row.outcome)
    .add("reason", row.why == reason::none ? "" : to_string(row.why));
  if (ended && of.executed != timestamp{})
    line.add("latency", std::chrono::floor<std::chrono::milliseconds>(
                          row.ended - of.executed)
                          .count());
  return line.str();
}

} // namespace

result<void> write_trades(const journal::reader& from, std::ostream& out) {
  const auto signals = from.signals();
  if (!signals)
    return tl::unexpected{signals.error()};
  const auto rows = from.rows();
  if (!rows)
    return tl::unexpected{rows.error()};
  std::unordered_map<std::string, const signal_record*> by_id;
  for (const auto& each : *signals)
    by_id.emplace(each.id, &each);
  const signal_record none;
  for (const auto& row : *rows) {
    const auto at = by_id.find(row.signal);
    out << line_of(row, at == by_id.end() ? none : *at->second) << '\n';
  }
  return {};
}

} // namespace lockstep::commands
