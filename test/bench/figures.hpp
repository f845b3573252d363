#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

/// What the benchmarks share: ours and the bare thing take turns in one run,
/// so that both meet the same machine, and a table at the end.
namespace lockstep::bench {

/// One line of the table.
struct figure {
  std::string name;
  std::string value;  ///< ours, with its unit
  std::string bare;   ///< the bare thing; empty if there is none
  std::string ratio;  ///< of the rates; empty if there is none
  std::string work;   ///< the same by processor time
  std::string target; ///< empty if none was set
};

/// Adds a line; the same name again replaces the older one.
void tell(figure line);

/// Writes the table to the standard output.
void print_table();

/// The middle one; `times` is not empty.
[[nodiscard]] double median(std::vector<double> times);

/// What something took, in seconds: on the clock, and of all the processors
/// that worked for it. On a shared machine the second is the steadier one.
struct taken {
  double time = 0;
  double work = 0;
};

/// What a function takes, with the threads that it keeps busy.
template <class F>
[[nodiscard]] taken measure(F&& work) {
  const auto begin = std::chrono::steady_clock::now();
  const auto cpu = std::clock();
  work();
  const std::chrono::duration<double> time = std::chrono::steady_clock::now()
                                             - begin;
  return {time.count(),
          static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC};
}

/// `12.3 k` for 12300.
[[nodiscard]] std::string short_number(double x);

/// What two competitors have in common.
struct contest {
  std::string name;
  double items = 1;     ///< per call of either
  std::string unit;     ///< of the rate: `/s`
  std::string target{}; ///< in words
};

/// Lets `ours` and `bare` take turns until the benchmark has enough. Each
/// gives what counts of one call. Rates are of the medians.
void beside(benchmark::State& state, const contest& what,
            const std::function<taken()>& ours,
            const std::function<taken()>& bare);

} // namespace lockstep::bench
