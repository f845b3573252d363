#include "config/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::config {

namespace {

/// From so many changed letters on it is another name.
constexpr size_t too_far = 4;

/// How many letters must change to make one name of the other.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> line(b.size() + 1);
  std::iota(line.begin(), line.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t corner = std::exchange(line[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = corner + (a[i] == b[j] ? 0 : 1);
      corner = line[j + 1];
      line[j + 1] = std::min({changed, line[j] + 1, corner + 1});
    }
  }
  return line.back();
}

} // namespace

std::optional<std::string> nearest(const std::string& name,
                                   const std::set<std::string>& known) {
  std::optional<std::string> best;
  size_t least = too_far;
  for (const auto& each : known)
    if (const auto d = distance(name, each); d < least) {
      least = d;
      best = each;
    }
  return best;
}

} // namespace lockstep::config
