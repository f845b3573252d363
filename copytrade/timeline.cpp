#include "copytrade/timeline.hpp"

#include <algorithm>

namespace lockstep::copytrade {

quantity moved_by(const execution& fill, const asset_id& base) {
  quantity fees;
  for (const auto& paid : fill.fees)
    if (paid.asset == base)
      fees += quantity{paid.amount};
  if (fill.side == side::sell)
    return fill.quantity + fees;
  return std::max(quantity{}, fill.quantity - fees);
}

void timeline::add(const execution& fill, const asset_id& base) {
  const auto moved = moved_by(fill, base);
  moves_.emplace(place{fill.time, fill.id},
                 fill.side == side::sell ? -moved : moved);
}

quantity timeline::before(const place& where,
                          const std::set<execution_id>& without) const {
  auto held = start_;
  for (auto at = moves_.begin(); at != moves_.end() && at->first < where; ++at)
    if (!without.contains(at->first.second))
      held = std::max(quantity{}, held + at->second);
  return held;
}

quantity timeline::position() const {
  auto held = start_;
  for (const auto& [where, moved] : moves_)
    held = std::max(quantity{}, held + moved);
  return held;
}

} // namespace lockstep::copytrade
