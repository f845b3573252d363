#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep::config {

/// What a user wrote, before it means anything.
struct raw_value {
  enum class kind : uint8_t { text, number, boolean, list, other };

  raw_value::kind is = kind::text;
  std::string text; ///< numbers as they were written, `true`, `false`
  std::vector<raw_value> items;
  /// From a variable: everything is text there, lists have commas.
  bool from_environment = false;
};

/// For messages: `"10 %"`, `0.5`, `a list`.
[[nodiscard]] std::string shown(const raw_value& value);

} // namespace lockstep::config
