#include "test/mutants/mutants.hpp"
#include "tools/simulation/sweep.hpp"

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <iostream>

// `lockstep simulate` with an engine that makes a mistake.

using namespace lockstep;

int main(int count, char** words) {
  CLI::App program{"Runs the simulator with a mistake in the engine."};
  simulated::sweep_options options;
  std::string name = "none";
  program.add_option("seed", options.first.seed)->required();
  program.add_option("--seeds", options.seeds)->capture_default_str();
  program.add_option("--processes", options.processes);
  program.add_flag("--go-on", options.go_on, "Also after a finding");
  std::vector<std::string> names{"none"};
  for (const auto each : mutants::all())
    names.emplace_back(mutants::name_of(each));
  program.add_option("--mutant", name, "One of the mistakes")
    ->check(CLI::IsMember(names))
    ->capture_default_str();
  CLI11_PARSE(program, count, words);
  spdlog::set_level(spdlog::level::off);
  mutants::choose(*mutants::parse(name));
  const auto told = simulated::sweep(options);
  for (const auto& each : told.findings)
    std::cout << each.text;
  std::cout << told.line();
  return told.findings.empty() ? 0 : 1;
}
