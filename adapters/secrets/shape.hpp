#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::secrets {

/// How a value must look to be worth sending.
enum class form : uint8_t {
  text,   ///< printable, no spaces
  base64, ///< decodes to bytes
  pem,    ///< a private key between its BEGIN and END lines, or base64
};

/// The shape of one part of a key at one venue. Lengths are in characters,
/// for base64 in decoded bytes.
struct shape {
  secrets::form form = form::text;
  size_t length_min = 1;
  size_t length_max = 512;
  size_t length_usual = 0; ///< 0: there is none
};

/// What was put right in a value, and what can not be put right. Sentences
/// name the variable, never the value.
struct checked {
  std::string value;
  std::vector<std::string> remarks;
  std::vector<std::string> problems;
};

/// Removes surrounding white space and quotes and restores escaped newlines
/// of a PEM; refuses placeholders and what has not the shape.
[[nodiscard]] checked check_shape(std::string_view variable, std::string value,
                                  const shape& wanted);

} // namespace lockstep::secrets
