#pragma once

#include "model/reason.hpp"

#include <string>

namespace lockstep::copytrade {

/// Why we did not do something, or not all of it: the reason, what was
/// measured and what would have been required. Not a rejection (the venue's
/// no) and not an unknown outcome.
struct denial {
  reason why = reason::none;
  std::string measured; ///< `75 s old`
  std::string required; ///< `at most 60 s`

  /// `75 s old, required: at most 60 s`
  [[nodiscard]] std::string words() const;

  bool operator==(const denial&) const = default;
};

} // namespace lockstep::copytrade
