#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
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
  std::string ratio;  ///< ours to bare; empty if there is none
  std::string target; ///< empty if none was set
};

/// Adds a line; the same name again replaces the older one.
void tell(figure line);

/// Writes the table to the standard output.
void print_table();

/// The middle one; `times` is not empty.
[[nodiscard]] double median(std::vector<double> times);

/// Seconds that a function takes.
template <class F>
[[nodiscard]] double seconds_of(F&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
    .count();
}

/// `12.3 k` for 12300.
[[nodiscard]] std::string short_number(double x);

/// What two competitors have in common.
struct contest {
  std::string name;
  double items = 1;     ///< per call of either
  std::string unit;     ///< `messages/s`
  std::string target{}; ///< in words
};

/// Lets `ours` and `bare` take turns until the benchmark has enough. Each
/// gives the seconds that count of one call. Rates are of the medians.
void beside(benchmark::State& state, const contest& what,
            const std::function<double()>& ours,
            const std::function<double()>& bare);

} // namespace lockstep::bench
