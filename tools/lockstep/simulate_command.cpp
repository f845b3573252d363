#include "tools/lockstep/command.hpp"
#include "tools/simulation/sweep.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <ostream>

namespace lockstep::commands {

namespace {

using namespace std::chrono_literals;

constexpr int64_t minutes_max = 1'000'000;

struct wishes {
  uint64_t seed = 1;
  uint64_t seeds = 1;
  int64_t minutes = 0;
  int64_t hours = 0;
  uint64_t processes = 0;
  bool go_on = false;
  bool log = false;
};

exit_code simulate(const wishes& asked, const session& with) {
  if (!asked.log)
    spdlog::set_level(spdlog::level::off);
  simulated::sweep_options options;
  options.first.seed = asked.seed;
  options.seeds = asked.seeds;
  options.processes = asked.processes;
  options.go_on = asked.go_on;
  if (asked.minutes > 0 || asked.hours > 0)
    options.first.horizon = 1min * asked.minutes + 1h * asked.hours;
  const auto told = simulated::sweep(options);
  for (const auto& each : told.findings)
    with.out << each.text;
  with.out << told.line();
  return told.findings.empty() ? fine : findings;
}

} // namespace

void add_simulate(CLI::App& program, session& with) {
  auto* command = program.add_subcommand(
    "simulate", "For developers: run the whole engine in a simulated world "
                "in which everything goes wrong");
  const auto asked = std::make_shared<wishes>();
  command
    ->add_option("seed", asked->seed,
                 "Decides everything: the same seed is the same world")
    ->required();
  command->add_option("--seeds", asked->seeds, "So many seeds, upwards")
    ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000'000}))
    ->capture_default_str();
  command
    ->add_option("--hours", asked->hours,
                 "Of virtual time in which things go wrong; not given: "
                 "two minutes")
    ->check(CLI::Range(int64_t{0}, minutes_max));
  command->add_option("--minutes", asked->minutes, "The same in minutes")
    ->check(CLI::Range(int64_t{0}, minutes_max));
  command
    ->add_option("--processes", asked->processes,
                 "At a time; 0: one for each core")
    ->capture_default_str();
  command->add_flag("--go-on", asked->go_on, "Also after a finding");
  command->add_flag("--log", asked->log, "Print what the engine logs");
  command->footer("Example: lockstep simulate 1 --seeds 2000\n"
                  "A finding tells how to see it once more, exit code 1. "
                  "docs/simulation.md says how to read it.");
  command->callback([asked, &with] {
    with.action = [asked, &with] { return simulate(*asked, with); };
  });
}

} // namespace lockstep::commands
