#pragma once

#include "adapters/secrets/environment.hpp"

#include <CLI/App.hpp>

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

/// The program's commands. To add one: write `NAME_command.cpp` with a
/// function of the type `add_command`, declare it below, and list it in
/// cli.cpp.
namespace lockstep::commands {

/// The same for all commands, so that scripts can rely on them.
enum exit_code : int {
  fine = 0,
  findings = 1,  ///< it ran, and found what needs attention
  cannot = 2,    ///< it could not do what was asked
  usage = 64,    ///< the command line is wrong
  no_engine = 69 ///< no engine is running that could answer
};

/// What a command works with.
struct session {
  std::ostream& out;
  std::ostream& err;
  secrets::environment environment;
  std::vector<std::string> variables;             ///< names of all variables
  std::filesystem::path config = "lockstep.toml"; ///< `--config`
  /// As it was called, so that commands that are shown can be copied.
  std::string program = "lockstep";
  /// What the command line asks for; set when it is understood.
  std::function<exit_code()> action;
};

/// Adds a command with its options to the program, and sets its action when
/// it is chosen. The session outlives both.
using add_command = void (*)(CLI::App& program, session& with);

void add_run(CLI::App& program, session& with);
void add_demo(CLI::App& program, session& with);
void add_config(CLI::App& program, session& with);
void add_init(CLI::App& program, session& with);
void add_journal(CLI::App& program, session& with);
void add_paper_exchange(CLI::App& program, session& with);
void add_simulate(CLI::App& program, session& with);
void add_reconcile(CLI::App& program, session& with);
void add_replay(CLI::App& program, session& with);

/// Says why something can not be done, as one line.
exit_code refuse(const session& with, const std::string& sentence);

} // namespace lockstep::commands
