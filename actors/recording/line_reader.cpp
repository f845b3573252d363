#include "actors/recording/line_reader.hpp"

#include <algorithm>

namespace lockstep::recording {

namespace {

constexpr auto fine = simdjson::SUCCESS;

} // namespace

/// The two bytes of UTF-8 that stand for each byte from 0x80 on.
std::string bytes_of(std::string_view text) {
  std::string bytes{text};
  constexpr auto first_two = [](char c) { return (c & 0xfc) == 0xc0; };
  if (std::ranges::none_of(bytes, first_two))
    return bytes;
  size_t to = 0;
  for (size_t i = 0; i < text.size(); ++i, ++to)
    if (first_two(text[i]) && i + 1 < text.size()) {
      bytes[to] = static_cast<char>(text[i] << 6 | (text[i + 1] & 0x3f));
      ++i;
    } else {
      bytes[to] = text[i];
    }
  bytes.resize(to);
  return bytes;
}

bool read_text(json from, std::string_view& x) {
  return from.get_string().get(x) == fine;
}

bool read_number(json from, int64_t& x) {
  return from.get_int64().get(x) == fine;
}

bool read(json from, bool& x) {
  return from.get_bool().get(x) == fine;
}

bool read(json from, std::string& x) {
  std::string_view text;
  const bool done = read_text(from, text);
  x = bytes_of(text);
  return done;
}

bool read(json from, decimal& x) {
  std::string_view text;
  if (!read_text(from, text))
    return false;
  const auto found = decimal::parse(text);
  x = found.value_or(decimal{});
  return found.has_value();
}

bool read(json from, timestamp& x) {
  std::string_view text;
  if (!read_text(from, text))
    return false;
  if (text.empty()) {
    x = {};
    return true;
  }
  const auto found = parse_rfc3339(text);
  x = found.value_or(timestamp{});
  return found.has_value();
}

bool read(json from, duration& x) {
  // No setting is as long; and a time with it added fits.
  constexpr int64_t longest = duration{std::chrono::years{1}}.count();
  int64_t count = 0;
  if (!read_number(from, count) || count < 0 || count > longest)
    return false;
  x = duration{count};
  return true;
}

bool read(json from, copytrade::signal_id& x) {
  std::string_view text;
  if (!read_text(from, text))
    return false;
  const auto at = text.rfind('@');
  if (at == text.npos)
    return false;
  const auto size = quantity::parse(text.substr(at + 1));
  x = {order_id{bytes_of(text.substr(0, at))}, size.value_or(quantity{})};
  return size.has_value();
}

bool read_json(json from, std::string& x) {
  simdjson::ondemand::json_type type{};
  if (from.type().get(type) != fine)
    return false;
  if (type != simdjson::ondemand::json_type::object)
    return read(from, x);
  simdjson::ondemand::object object;
  std::string_view text;
  if (from.get_object().get(object) != fine
      || object.raw_json().get(text) != fine)
    return false;
  x = text.substr(0, text.rfind('}') + 1);
  return true;
}

} // namespace lockstep::recording
