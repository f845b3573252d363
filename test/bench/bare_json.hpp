#pragma once

#include <simdjson.h>

#include <string_view>

namespace lockstep::bench {

/// Finds every key and the text of every scalar; gives their size.
inline size_t touch(simdjson::ondemand::value value) {
  using simdjson::ondemand::json_type;
  size_t bytes = 0;
  switch (value.type()) {
    case json_type::object:
      for (auto field : value.get_object()) {
        bytes += std::string_view{field.unescaped_key()}.size();
        bytes += touch(field.value());
      }
      return bytes;
    case json_type::array:
      for (auto item : value.get_array())
        bytes += touch(item.value());
      return bytes;
    case json_type::string:
      return std::string_view{value.get_string()}.size();
    default:
      return value.raw_json_token().size();
  }
}

/// The same for a text that is one object.
inline size_t touch(simdjson::ondemand::parser& parser,
                    simdjson::padded_string_view text) {
  auto document = parser.iterate(text);
  size_t bytes = 0;
  for (auto field : document.get_object()) {
    bytes += std::string_view{field.unescaped_key()}.size();
    bytes += touch(field.value());
  }
  return bytes;
}

} // namespace lockstep::bench
