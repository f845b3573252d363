#include "test/bench/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace lockstep::bench {

namespace {

std::vector<figure>& lines() {
  static std::vector<figure> all;
  return all;
}

size_t width_of(std::string figure::*column, size_t least) {
  for (const auto& line : lines())
    least = std::max(least, (line.*column).size());
  return least;
}

/// What one side took, call by call.
struct samples {
  std::vector<double> times;
  std::vector<double> works;

  void add(taken t) {
    times.push_back(t.time);
    works.push_back(t.work);
  }
};

} // namespace

void tell(figure line) {
  const auto at = std::ranges::find(lines(), line.name, &figure::name);
  if (at == lines().end())
    lines().push_back(std::move(line));
  else
    *at = std::move(line);
}

void print_table() {
  if (lines().empty())
    return;
  const auto name = width_of(&figure::name, 4);
  const auto value = width_of(&figure::value, 8);
  const auto bare = width_of(&figure::bare, 4);
  const auto ratio = width_of(&figure::ratio, 5);
  const auto work = width_of(&figure::work, 6);
  const auto print = [&](const figure& f) {
    auto line = fmt::format("{:<{}}  {:>{}}  {:>{}}  {:>{}}  {:>{}}  {}",
                            f.name, name, f.value, value, f.bare, bare, f.ratio,
                            ratio, f.work, work, f.target);
    line.erase(line.find_last_not_of(' ') + 1);
    std::puts(line.c_str());
  };
  std::puts("");
  print({"what", "Lockstep", "bare", "ratio", "by CPU", "target"});
  for (const auto& line : lines())
    print(line);
}

double median(std::vector<double> times) {
  const auto middle = times.begin()
                      + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

std::string short_number(double x) {
  constexpr std::array suffixes{"", " k", " M", " G"};
  size_t at = 0;
  for (; x >= 1000 && at + 1 < suffixes.size(); ++at)
    x /= 1000;
  return fmt::format("{:.{}f}{}", x,
                     x < 10    ? 2
                     : x < 100 ? 1
                               : 0,
                     suffixes[at]);
}

void beside(benchmark::State& state, const contest& what,
            const std::function<taken()>& ours,
            const std::function<taken()>& bare) {
  samples our_side;
  samples bare_side;
  for (auto _ : state) {
    our_side.add(ours());
    state.SetIterationTime(our_side.times.back());
    bare_side.add(bare());
  }
  const auto our_rate = what.items / median(our_side.times);
  const auto bare_rate = what.items / median(bare_side.times);
  const auto by_work = median(bare_side.works) / median(our_side.works);
  state.counters["per_s"] = our_rate;
  state.counters["bare_per_s"] = bare_rate;
  state.counters["ratio"] = our_rate / bare_rate;
  state.counters["ratio_by_cpu"] = by_work;
  tell({what.name, short_number(our_rate) + what.unit,
        short_number(bare_rate) + what.unit,
        fmt::format("{:.2f}", our_rate / bare_rate),
        fmt::format("{:.2f}", by_work), what.target});
}

} // namespace lockstep::bench
