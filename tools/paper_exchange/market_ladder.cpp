#include "tools/paper_exchange/market_ladder.hpp"

#include <algorithm>
#include <stdexcept>

namespace lockstep::paper {

namespace {

/// A well-mixed number of two (the finalizer of splitmix64).
uint64_t mixed(uint64_t salt, uint64_t index) {
  auto x = salt * 0x9e3779b97f4a7c15U + index + 1;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

} // namespace

bool ladder::better(price a, price b) const {
  return side_ == side::buy ? a > b : a < b;
}

void ladder::reset(const ladder_shape& shape) {
  shape_ = shape;
  next_ = 0;
  taken_ = quantity{};
}

std::optional<level> ladder::made(int index) const {
  if (index >= depth)
    return std::nullopt;
  const auto away = multiply(shape_.tick.value(), decimal{index},
                             rounding::down);
  const price p{side_ == side::buy ? shape_.best.value() - away
                                   : shape_.best.value() + away};
  if (!p.is_positive())
    return std::nullopt;
  if (index == 0)
    return level{p, std::max(shape_.best_size, shape_.lot)};
  // Half to one and a half of the typical size, and more with each level.
  const auto spread = static_cast<int64_t>(
    8 + mixed(shape_.salt, static_cast<uint64_t>(index)) % 17);
  const quantity q{multiply_divide(shape_.typical.value(),
                                   decimal{spread * (8 + index)}, decimal{128},
                                   rounding::down)};
  return level{p,
               std::max(round_to(q, shape_.lot, rounding::down), shape_.lot)};
}

std::optional<level> ladder::best() const {
  auto found = made(next_);
  if (found)
    found->quantity -= taken_;
  if (added_.empty())
    return found;
  const auto& [p, q] = side_ == side::buy ? *added_.rbegin() : *added_.begin();
  if (!found || better(p, found->price))
    return level{p, q};
  if (p == found->price)
    found->quantity += q;
  return found;
}

std::vector<level> ladder::top(int count) const {
  std::vector<level> levels;
  auto rest = *this; // taking all from a copy keeps one rule for both
  while (std::cmp_less(levels.size(), count)) {
    const auto next = rest.best();
    if (!next)
      break;
    levels.push_back(*next);
    rest.take(next->quantity);
  }
  return levels;
}

void ladder::take(quantity q) {
  const auto from = best();
  if (!from || q > from->quantity)
    throw std::logic_error{"more was taken from a level than it has"};
  if (const auto at = added_.find(from->price); at != added_.end()) {
    const auto part = std::min(q, at->second);
    at->second -= part;
    q -= part;
    if (at->second.is_zero())
      added_.erase(at);
  }
  if (q.is_zero())
    return;
  taken_ += q;
  if (taken_ == made(next_)->quantity) {
    ++next_;
    taken_ = quantity{};
  }
}

void ladder::add(price p, quantity q) {
  added_[p] += q;
}

void ladder::clear() {
  next_ = depth;
  taken_ = quantity{};
  added_.clear();
}

void ladder::retreat(price from) {
  std::erase_if(added_,
                [&](const auto& entry) { return !better(from, entry.first); });
}

} // namespace lockstep::paper
