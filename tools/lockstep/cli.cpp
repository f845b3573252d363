#include "tools/lockstep/cli.hpp"

#include "tools/lockstep/version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <ostream>
#include <utility>

namespace lockstep::commands {

namespace {

/// All commands, in the order in which the help shows them.
constexpr std::array all_commands{
  add_demo,           add_run,      add_reconcile,
  add_init,           add_config,   add_journal,
  add_paper_exchange, add_simulate, add_replay,
};

void describe(CLI::App& program, session& with) {
  program.name("lockstep");
  program.set_version_flag("--version", fmt::format("lockstep {}", version()),
                           "Print version and commit");
  program.set_help_flag("-h,--help", "Print this help");
  program
    .add_option("-c,--config", with.config,
                "The configuration (also LOCKSTEP_CONFIG); followers.d stands "
                "beside it")
    ->capture_default_str();
  program.require_subcommand(1);
  program.footer("Exit codes: 0 fine, 1 findings, 2 cannot, 64 wrong command "
                 "line, 69 no engine running.");
  for (const auto add : all_commands)
    add(program, with);
}

/// CLI11's complaint in the words of this program. It misses a command
/// before it minds a word that is none.
std::string sentence_of(const CLI::App& program, const CLI::ParseError& error) {
  if (const auto extras = program.remaining(true); !extras.empty())
    return fmt::format("'{}' is not known here", extras.front());
  std::string text = error.what();
  if (text.starts_with("A subcommand is required"))
    return "a command is missing";
  std::ranges::replace(text, '\n', ' ');
  return text;
}

/// The chosen command with those above it: `lockstep config show`.
std::string chosen(const CLI::App& program) {
  std::string words = "lockstep";
  const CLI::App* at = &program;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    words += " " + at->get_name();
  }
  return words;
}

exit_code complain(const CLI::App& program, const CLI::ParseError& error,
                   const session& with) {
  with.err << fmt::format("lockstep: {}. Try '{} --help'.\n",
                          sentence_of(program, error), chosen(program));
  return usage;
}

exit_code act(const session& with) {
  try {
    return with.action();
  } catch (const std::exception& error) {
    return refuse(with, fmt::format("unexpected: {}", error.what()));
  }
}

} // namespace

exit_code refuse(const session& with, const std::string& sentence) {
  with.err << "lockstep: " << sentence << '\n';
  return cannot;
}

exit_code run(const std::vector<std::string>& arguments, session& with) {
  constexpr auto config_variable = "LOCKSTEP_CONFIG";
  if (auto config = with.environment(config_variable))
    with.config = std::move(*config);
  std::erase(with.variables, config_variable);
  CLI::App program{"Lockstep copies the trades of one account to others, each "
                   "scaled to its own balance."};
  describe(program, with);
  try {
    program.parse(
      std::vector<std::string>{arguments.rbegin(), arguments.rend()});
  } catch (const CLI::Success& asked) { // help or version
    program.exit(asked, with.out, with.err);
    return fine;
  } catch (const CLI::ParseError& error) {
    return complain(program, error, with);
  }
  return act(with);
}

} // namespace lockstep::commands
