#include "actors/recording/line_reader.hpp"

namespace lockstep::recording {

namespace {

constexpr auto fine = simdjson::SUCCESS;

} // namespace

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
  x = text;
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
  int64_t count = 0;
  const bool done = read_number(from, count);
  x = duration{count};
  return done;
}

bool read(json from, copytrade::signal_id& x) {
  std::string_view text;
  if (!read_text(from, text))
    return false;
  const auto at = text.rfind('@');
  if (at == text.npos)
    return false;
  const auto size = quantity::parse(text.substr(at + 1));
  x = {order_id{std::string{text.substr(0, at)}}, size.value_or(quantity{})};
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
