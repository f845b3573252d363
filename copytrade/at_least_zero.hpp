#pragma once

#include "model/amount.hpp"

#include <algorithm>

namespace lockstep::copytrade {

/// Nothing instead of less than nothing.
template <class Tag>
[[nodiscard]] amount<Tag> at_least_zero(amount<Tag> x) {
  return std::max(amount<Tag>{}, x);
}

} // namespace lockstep::copytrade
