#include "test/bench/figures.hpp"

#include <spdlog/spdlog.h>

/// Runs the benchmarks that the flags choose, then prints the table.
int main(int count, char** words) {
  spdlog::set_level(spdlog::level::off);
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words))
    return 64;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  lockstep::bench::print_table();
}
