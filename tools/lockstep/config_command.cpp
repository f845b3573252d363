#include "config/credentials.hpp"
#include "config/load.hpp"
#include "tools/lockstep/command.hpp"
#include "tools/lockstep/json_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>

namespace lockstep::commands {

namespace {

using config::credential_report;

/// An account and what was found of its key.
struct account_key {
  account_id account;
  credential_report found;
};

std::vector<account_key> keys_of(const config::settings& all,
                                 const secrets::environment& env) {
  const auto names = config::names_of(all);
  const bool paper = all.mode == run_mode::paper;
  const auto& master = all.master;
  std::vector<account_key> keys;
  keys.push_back(
    {master.name, config::find_credentials({master.venue, master.name, true,
                                            names, master.credentials, paper},
                                           env)});
  for (const auto& each : all.followers)
    keys.push_back(
      {each.name, config::find_credentials({each.venue, each.name, false, names,
                                            each.credentials, paper},
                                           env)});
  return keys;
}

/// Names of variables and what is wrong with them; never a value.
std::string summary_of(const credential_report& found) {
  if (found.value)
    return fmt::format("{}", fmt::join(found.variables, ", "));
  if (found.configured)
    return fmt::format("unusable: {}", fmt::join(found.problems, "; "));
  return fmt::format("not configured; looked for {}",
                     fmt::join(found.looked_for, ", "));
}

/// Loads the settings, or says everything that is wrong with them.
std::optional<config::loaded> load(const session& with, exit_code& code) {
  if (!std::filesystem::exists(with.config)) {
    code = refuse(with, fmt::format("{} does not exist; 'lockstep init' writes "
                                    "one to begin with",
                                    with.config.string()));
    return std::nullopt;
  }
  auto all = config::load(with.config, with.environment, with.variables);
  if (all)
    return std::move(*all);
  for (const auto& each : all.error())
    with.err << each.text << '\n';
  code = findings;
  return std::nullopt;
}

/// One line for each thing that a user should do something about.
std::vector<std::string> complaints(const config::settings& all,
                                    const std::vector<account_key>& keys) {
  std::vector<std::string> lines;
  for (const auto& [account, found] : keys) {
    const bool needed = all.mode != run_mode::paper || found.configured;
    if (!found.value && needed)
      lines.push_back(
        fmt::format("account {}: {}", account, summary_of(found)));
  }
  return lines;
}

exit_code check(const session& with) {
  exit_code code = fine;
  const auto all = load(with, code);
  if (!all)
    return code;
  const auto keys = keys_of(all->values, with.environment);
  const auto wrong = complaints(all->values, keys);
  for (const auto& each : wrong)
    with.err << each << '\n';
  for (const auto& each : all->remarks)
    with.err << "note: " << each << '\n';
  for (const auto& [account, found] : keys)
    for (const auto& each : found.remarks)
      with.err << "note: account " << account.str() << ": " << each << '\n';
  with.out << fmt::format("{}: mode {}, {} follower{}, {}\n",
                          with.config.string(), to_string(all->values.mode),
                          all->values.followers.size(),
                          all->values.followers.size() == 1 ? "" : "s",
                          wrong.empty() ? "nothing is wrong" : "but see above");
  return wrong.empty() ? fine : findings;
}

exit_code show(const session& with, bool json) {
  exit_code code = fine;
  const auto all = load(with, code);
  if (!all)
    return code;
  auto lines = all->lines;
  for (const auto& [account, found] : keys_of(all->values, with.environment))
    lines.push_back({fmt::format("keys of {}", account), summary_of(found),
                     found.value ? "environment" : "nowhere"});
  size_t widest = 0;
  for (const auto& each : lines)
    widest = std::max(widest, each.key.size());
  for (const auto& each : lines) {
    if (json)
      with.out << json_line{}
                    .add("key", each.key)
                    .add("value", each.value)
                    .add("origin", each.origin)
                    .str();
    else
      with.out << fmt::format("{:<{}}  {}  # {}", each.key, widest, each.value,
                              each.origin);
    with.out << '\n';
  }
  return fine;
}

} // namespace

void add_config(CLI::App& program, session& with) {
  auto* config = program.add_subcommand("config",
                                        "Check or show the configuration");
  config->require_subcommand(1)->fallthrough();
  auto* checking = config->add_subcommand(
    "check", "Name everything that is wrong, with file and line");
  checking->fallthrough()->callback(
    [&with] { with.action = [&with] { return check(with); }; });
  auto* showing = config->add_subcommand(
    "show", "Print every value in force and where it comes from");
  auto json = std::make_shared<bool>(false);
  showing->add_flag("--json", *json, "One JSON object per line");
  showing->fallthrough()->callback([&with, json] {
    with.action = [&with, json] { return show(with, *json); };
  });
}

} // namespace lockstep::commands
