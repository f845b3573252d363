#pragma once

#include <fmt/format.h>
#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace lockstep {

/// What went wrong, as one sentence that names the place (a file and line, a
/// flag, a field, an exchange's own words). Never holds a secret.
struct failure {
  std::string text;

  bool operator==(const failure&) const = default;
};

/// Either a value or a sentence. For everything that comes from outside:
/// configuration, files, exchange answers, flags.
template <class T>
using result = tl::expected<T, failure>;

/// Builds the failing side of a `result`.
template <class... Ts>
[[nodiscard]] tl::unexpected<failure>
fail(fmt::format_string<Ts...> text, Ts&&... args) {
  return tl::unexpected<failure>{
    failure{fmt::format(text, std::forward<Ts>(args)...)}};
}

} // namespace lockstep
