#include "adapters/journal/reader.hpp"
#include "adapters/journal/text.hpp"
#include "tools/lockstep/command.hpp"
#include "tools/lockstep/json_lines.hpp"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace lockstep::commands {

namespace {

using namespace lockstep::journal;

/// What is exported, and how.
struct wanted {
  std::filesystem::path directory;
  bool rows = false;
  bool signals = false;
  bool executions = false;
  bool json = false;
};

/// One line of the export: names and values, all as text.
using cells = std::vector<std::pair<std::string_view, std::string>>;

std::string time_text(timestamp t) {
  return t == timestamp{} ? std::string{} : to_rfc3339(t);
}

cells header_cells(const header& from) {
  return {{"number", fmt::format("{}", from.number)},
          {"at", time_text(from.at)},
          {"mode", std::string{to_string(from.mode)}},
          {"venue", from.venue},
          {"account", from.account.str()}};
}

cells cells_of(const row_record& x) {
  auto all = header_cells(x.from);
  all.insert(all.end(), {{"signal", x.signal},
                         {"outcome", x.outcome},
                         {"reason", std::string{to_string(x.why)}},
                         {"words", x.words},
                         {"key", x.key.str()},
                         {"intended", x.intended.str()},
                         {"ordered", x.ordered.str()},
                         {"executed", x.executed.str()},
                         {"value", x.value.str()},
                         {"fees", x.fees.str()},
                         {"decided", time_text(x.decided)},
                         {"ended", time_text(x.ended)}});
  return all;
}

cells cells_of(const signal_record& x) {
  auto all = header_cells(x.from);
  all.insert(all.end(), {{"signal", x.id},
                         {"order", x.order.str()},
                         {"batch", fmt::format("{}", x.batch)},
                         {"symbol", x.symbol.str()},
                         {"side", std::string{to_string(x.side)}},
                         {"quantity", x.quantity.str()},
                         {"price", x.price.str()},
                         {"executed", time_text(x.executed)}});
  return all;
}

cells cells_of(const execution_record& x) {
  auto all = header_cells(x.from);
  const auto& fill = x.fill;
  all.insert(all.end(), {{"execution", fill.id.str()},
                         {"order", fill.order.str()},
                         {"key", fill.key.str()},
                         {"symbol", fill.symbol.str()},
                         {"side", std::string{to_string(fill.side)}},
                         {"type", std::string{to_string(fill.type)}},
                         {"quantity", fill.quantity.str()},
                         {"price", fill.price.str()},
                         {"cost", fill.cost.str()},
                         {"fees", to_text(fill.fees)},
                         {"time", time_text(fill.time)}});
  return all;
}

/// RFC 4180: quotes only where they are needed.
std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos)
    return text;
  std::string out = "\"";
  for (const char c : text)
    out += c == '"' ? std::string{"\"\""} : std::string{c};
  return out + "\"";
}

void print_csv(std::ostream& out, const cells& line, bool names) {
  std::string_view comma;
  for (const auto& [name, value] : line) {
    out << comma << (names ? std::string{name} : csv_cell(value));
    comma = ",";
  }
  out << '\n';
}

void print_json(std::ostream& out, const cells& line) {
  json_line object;
  for (const auto& [name, value] : line)
    object.add(name, value);
  out << object.str() << '\n';
}

template <class Record>
exit_code print(const session& with, const wanted& what,
                const result<std::vector<Record>>& records) {
  if (!records)
    return refuse(with, records.error().text);
  if (!what.json)
    print_csv(with.out, cells_of(Record{}), true);
  for (const auto& each : *records)
    if (what.json)
      print_json(with.out, cells_of(each));
    else
      print_csv(with.out, cells_of(each), false);
  return fine;
}

exit_code export_journal(const session& with, const wanted& what) {
  const auto from = reader::open(what.directory);
  if (!from)
    return refuse(with, from.error().text);
  if (what.signals)
    return print(with, what, from->signals());
  if (what.executions)
    return print(with, what, from->executions());
  return print(with, what, from->rows());
}

} // namespace

void add_journal(CLI::App& program, session& with) {
  auto* command = program.add_subcommand("journal", "Look into a journal");
  command->require_subcommand(1);
  auto* exporting = command->add_subcommand(
    "export", "Print a journal's records as CSV; an engine may be running");
  auto what = std::make_shared<wanted>();
  exporting
    ->add_option("FOLDER", what->directory,
                 "The data directory with its mode, like data/paper")
    ->required();
  auto* kind = exporting->add_option_group("records", "Which records");
  kind->add_flag("--rows", what->rows,
                 "The newest row of each copy (this is usual)");
  kind->add_flag("--signals", what->signals, "The master's signals");
  kind->add_flag("--executions", what->executions, "All executions");
  kind->require_option(0, 1);
  exporting->add_flag("--json", what->json, "One JSON object per line");
  exporting->callback([&with, what] {
    with.action = [&with, what] { return export_journal(with, *what); };
  });
}

} // namespace lockstep::commands
