#include "adapters/journal/message_log.hpp"
#include "adapters/journal/reader.hpp"
#include "adapters/journal/text.hpp"
#include "config/load.hpp"
#include "tools/lockstep/command.hpp"
#include "tools/lockstep/json_lines.hpp"
#include "tools/lockstep/trades.hpp"

#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <ostream>

namespace lockstep::commands {

namespace {

using namespace lockstep::journal;

/// What is exported, and how.
struct wanted {
  std::filesystem::path directory; ///< empty: the configuration's
  std::filesystem::path file;      ///< empty: the standard output
  bool trades = false;
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
result<void> print(std::ostream& out, const wanted& what,
                   const result<std::vector<Record>>& records) {
  if (!records)
    return tl::unexpected{records.error()};
  if (!what.json)
    print_csv(out, cells_of(Record{}), true);
  for (const auto& each : *records)
    if (what.json)
      print_json(out, cells_of(each));
    else
      print_csv(out, cells_of(each), false);
  return {};
}

/// The log of messages has files of its own.
result<void> print_messages(std::ostream& out,
                            const std::filesystem::path& directory) {
  const auto lines = export_messages(directory, out);
  if (!lines)
    return tl::unexpected{lines.error()};
  if (*lines == 0)
    return fail("there is no log of messages in {}: journal.messages_max_mb "
                "switches it on",
                directory.string());
  return {};
}

result<void> print_all(std::ostream& out, const wanted& what) {
  const bool records = what.rows || what.signals || what.executions
                       || what.json;
  if (!what.trades && !records)
    return print_messages(out, what.directory);
  const auto from = reader::open(what.directory);
  if (!from)
    return tl::unexpected{from.error()};
  if (what.trades)
    return write_trades(*from, out);
  if (what.signals)
    return print(out, what, from->signals());
  if (what.executions)
    return print(out, what, from->executions());
  return print(out, what, from->rows());
}

/// Where the configuration keeps the journal.
result<std::filesystem::path> usual_directory(const session& with) {
  if (!std::filesystem::exists(with.config))
    return fail("{} does not exist: name the folder of the journal, like "
                "data/paper",
                with.config.string());
  const auto all = config::load(with.config, with.environment, with.variables);
  if (!all)
    return fail("{}", all.error().front().text);
  return config::journal_directory(all->values);
}

exit_code export_journal(const session& with, wanted what) {
  if (what.directory.empty()) {
    auto usual = usual_directory(with);
    if (!usual)
      return refuse(with, usual.error().text);
    what.directory = *std::move(usual);
  }
  std::ofstream file;
  if (!what.file.empty())
    file.open(what.file, std::ios::binary);
  if (!what.file.empty() && !file)
    return refuse(with,
                  fmt::format("{} can not be written", what.file.string()));
  const auto done = print_all(what.file.empty() ? with.out : file, what);
  if (!done)
    return refuse(with, done.error().text);
  file.close();
  if (!what.file.empty() && !file)
    return refuse(with, fmt::format("{} can not be written to its end",
                                    what.file.string()));
  return fine;
}

void add_places(CLI::App& command, wanted& what) {
  command.add_option("FOLDER,--data", what.directory,
                     "The data directory with its mode, like data/paper; not "
                     "given: the configuration's");
  command.add_option("-o,--output", what.file, "Where to; not given: here");
}

void add_trades(CLI::App& journal, session& with) {
  auto* command = journal.add_subcommand(
    "trades", "Print one JSON object for each copy, for spreadsheets; an "
              "engine may be running");
  auto what = std::make_shared<wanted>();
  what->trades = true;
  add_places(*command, *what);
  command->footer("Example: lockstep journal trades -o trade_journal.jsonl\n"
                  "latency is in milliseconds from the master's execution to "
                  "the end of the copy.");
  command->callback([&with, what] {
    with.action = [&with, what] { return export_journal(with, *what); };
  });
}

} // namespace

void add_journal(CLI::App& program, session& with) {
  auto* command = program.add_subcommand("journal", "Look into a journal");
  command->require_subcommand(1);
  auto* exporting = command->add_subcommand(
    "export", "Print the log of messages as JSON lines, for 'lockstep replay', "
              "or records as CSV; an engine may be running");
  auto what = std::make_shared<wanted>();
  add_places(*exporting, *what);
  auto* kind = exporting->add_option_group("records", "Which records");
  kind->add_flag("--rows", what->rows, "The newest row of each copy");
  kind->add_flag("--signals", what->signals, "The master's signals");
  kind->add_flag("--executions", what->executions, "All executions");
  kind->require_option(0, 1);
  exporting->add_flag("--json", what->json,
                      "Records as one JSON object per line");
  exporting->callback([&with, what] {
    with.action = [&with, what] { return export_journal(with, *what); };
  });
  add_trades(*command, with);
}

} // namespace lockstep::commands
