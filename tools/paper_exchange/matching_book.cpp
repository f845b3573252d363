#include "tools/paper_exchange/matching_book.hpp"

#include <algorithm>

namespace lockstep::paper {

bool resting_book::before::operator()(const order* a, const order* b) const {
  if (a->limit != b->limit)
    return a->side == lockstep::side::buy ? *a->limit > *b->limit
                                          : *a->limit < *b->limit;
  return a->rank < b->rank;
}

order* resting_book::best(lockstep::side side) const {
  const auto& orders = side_of(side);
  return orders.empty() ? nullptr : *orders.begin();
}

std::vector<order*> resting_book::queue(lockstep::side side) const {
  const auto& orders = side_of(side);
  return {orders.begin(), orders.end()};
}

std::vector<level> resting_book::levels(lockstep::side side) const {
  std::vector<level> found;
  for (const auto* o : side_of(side)) {
    const auto shown = o->display.is_zero()
                         ? o->remaining()
                         : std::min(o->display, o->remaining());
    if (!found.empty() && found.back().price == *o->limit)
      found.back().quantity += shown;
    else
      found.push_back({*o->limit, shown});
  }
  return found;
}

} // namespace lockstep::paper
