#include "tools/lockstep/json_lines.hpp"

#include <fmt/format.h>

namespace lockstep::commands {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20)
      out += fmt::format("\\u{:04x}", byte);
    else
      out += c;
  }
  return out += '"';
}

} // namespace

void json_line::add_key(std::string_view key) {
  if (text_.size() > 1)
    text_ += ',';
  text_ += quoted(key) + ":";
}

json_line& json_line::add(std::string_view key, std::string_view value) {
  add_key(key);
  text_ += quoted(value);
  return *this;
}

json_line& json_line::add(std::string_view key, int64_t value) {
  add_key(key);
  text_ += fmt::format("{}", value);
  return *this;
}

json_line& json_line::add(std::string_view key,
                          const std::vector<int64_t>& values) {
  add_key(key);
  text_ += fmt::format("[{}]", fmt::join(values, ","));
  return *this;
}

json_line& json_line::add_json(std::string_view key, std::string_view json) {
  add_key(key);
  text_ += json.empty() ? "null" : json;
  return *this;
}

} // namespace lockstep::commands
