#include "tools/simulation/sweep.hpp"

#include "tools/simulation/worker_process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

namespace lockstep::simulated {

namespace {

std::string counts(const std::map<std::string, uint64_t>& all) {
  std::string words;
  for (const auto& [name, times] : all)
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", name, times);
  return words.empty() ? "none" : words;
}

// -- from process to process --------------------------------------------------

std::string begins(uint64_t seed) {
  return fmt::format("begins {}\n", seed);
}

std::string encoded(const sweep_report& what) {
  auto text = fmt::format("sum {} {} {} {}\n", what.seeds, what.steps,
                          what.signals, what.hash);
  for (const auto& [name, times] : what.struck)
    text += fmt::format("struck {} {}\n", name, times);
  for (const auto& [name, times] : what.outcomes)
    text += fmt::format("row {} {}\n", name, times);
  for (const auto& each : what.findings)
    text += fmt::format("broken {} {} {}\n{}\n", each.seed, each.invariant,
                        each.text.size(), each.text);
  return text;
}

/// What a process said; what it began and did not finish is a finding.
sweep_report decoded(const std::string& text) {
  sweep_report found;
  std::istringstream in{text};
  std::string word;
  std::string name;
  uint64_t at = 0;
  uint64_t number = 0;
  bool whole = false;
  while (in >> word) {
    if (word == "begins") {
      in >> at;
    } else if (word == "sum") {
      in >> found.seeds >> found.steps >> found.signals >> found.hash;
      whole = true;
    } else if (word == "struck" || word == "row") {
      in >> name >> number;
      (word == "row" ? found.outcomes : found.struck)[name] = number;
    } else if (word == "broken") {
      finding each;
      in >> each.seed >> each.invariant >> number;
      in.ignore();
      each.text.resize(number);
      in.read(each.text.data(), static_cast<std::streamsize>(number));
      found.findings.push_back(std::move(each));
    }
  }
  if (!whole)
    found.findings.push_back(
      {at, "no-crash",
       fmt::format("the process ended in the middle of seed {}\n", at)});
  return found;
}

/// Every `count`th seed, from one that is this process' own.
void run_share(const sweep_options& options, uint64_t index, uint64_t count,
               const std::function<void(const std::string&)>& say) {
  sweep_report sum;
  for (auto i = index; i < options.seeds; i += count) {
    auto one = options.first;
    one.seed += i;
    say(begins(one.seed));
    const auto told = run_seed(one);
    sum.add(told);
    if (!told.broken)
      continue;
    sum.findings.push_back(
      {told.seed, told.broken->invariant, describe(told, options.first)});
    if (!options.go_on)
      break;
  }
  say(encoded(sum));
}

} // namespace

std::string describe(const run_report& told, const run_options& options) {
  using namespace std::chrono;
  auto words = fmt::format("seed {}, step {}, {}: {} is broken: {}\n"
                           "  faults in force: {}\n"
                           "  the last events:\n",
                           told.seed, told.steps, to_rfc3339(told.ended),
                           told.broken->invariant, told.broken->numbers,
                           to_string(told.faults));
  for (const auto& event : told.last_events)
    words += "    " + event + "\n";
  words += fmt::format("  once more: lockstep simulate {}", told.seed);
  if (options.horizon != run_options{}.horizon)
    words += fmt::format(" --minutes {}",
                         duration_cast<minutes>(options.horizon).count());
  return words + "\n";
}

void sweep_report::add(const run_report& told) {
  ++seeds;
  steps += told.steps;
  signals += told.signals;
  hash ^= told.hash * (2 * told.seed + 1); // the same in any order
  for (const auto& [name, times] : told.struck)
    struck[name] += times;
  for (const auto& [name, times] : told.outcomes)
    outcomes[name] += times;
}

void sweep_report::add(const sweep_report& other) {
  seeds += other.seeds;
  steps += other.steps;
  signals += other.signals;
  hash ^= other.hash;
  for (const auto& [name, times] : other.struck)
    struck[name] += times;
  for (const auto& [name, times] : other.outcomes)
    outcomes[name] += times;
  findings.insert(findings.end(), other.findings.begin(), other.findings.end());
}

std::string sweep_report::line() const {
  return fmt::format("{} seeds, {} steps, {} signals; faults: {}; rows: {}; "
                     "hash {:016x}\n",
                     seeds, steps, signals, counts(struck), counts(outcomes),
                     hash);
}

sweep_report sweep(const sweep_options& options) {
  const auto cores = std::max(1U, std::thread::hardware_concurrency());
  const auto count = std::min<uint64_t>(
    options.processes > 0 ? options.processes : cores, options.seeds);
  std::vector<worker_process> workers;
  for (uint64_t i = 0; i < count; ++i)
    workers.push_back(worker_process{
      [&](const auto& say) { run_share(options, i, count, say); }});
  sweep_report all;
  for (const auto& text : told_by(workers, [&](const std::string& text) {
         return options.go_on || decoded(text).findings.empty();
       }))
    all.add(decoded(text));
  std::ranges::sort(all.findings, {}, &finding::seed);
  return all;
}

} // namespace lockstep::simulated
