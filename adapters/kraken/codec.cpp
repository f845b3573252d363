#include "adapters/kraken/codec.hpp"

#include <charconv>

namespace lockstep::kraken {

namespace {

std::string_view trimmed(std::string_view token) {
  const auto last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// Text from outside that goes into a message: not too much of it.
std::string_view shown(std::string_view text) {
  return text.substr(0, 60);
}

template <class Int>
checked read_integer(json value, Int& out) {
  auto text = scalar_text(value);
  if (!text)
    return tl::unexpected{std::move(text).error()};
  if (text->data() == nullptr)
    return {};
  const auto* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, out);
  if (error != std::errc{} || stop != end)
    return fail("'{}' is not a whole number in range", shown(*text));
  return {};
}

template <class Parse>
checked read_time(json value, timestamp& out, Parse parse) {
  auto text = scalar_text(value);
  if (!text)
    return tl::unexpected{std::move(text).error()};
  auto time = parse(*text);
  if (!time)
    return tl::unexpected{std::move(time).error()};
  out = *time;
  return {};
}

} // namespace

namespace detail {

tl::unexpected<failure> broken(simdjson::error_code code) {
  return fail("{}", simdjson::error_message(code));
}

tl::unexpected<failure> inside(std::string_view name, failure what) {
  const auto joint = what.text.starts_with('.') ? "" : ": ";
  return fail(".{}{}{}", shown(name), joint, what.text);
}

tl::unexpected<failure> inside(size_t index, failure what) {
  return inside(fmt::format("[{}]", index), std::move(what));
}

} // namespace detail

result<std::string_view> scalar_text(json value) {
  using simdjson::ondemand::json_type;
  json_type type{};
  if (auto error = value.type().get(type))
    return detail::broken(error);
  std::string_view text;
  switch (type) {
    case json_type::string:
      if (auto error = value.get_string().get(text))
        return detail::broken(error);
      return text;
    case json_type::number:
      return trimmed(value.raw_json_token());
    case json_type::null:
      return text;
    default:
      return fail("neither a string nor a number");
  }
}

checked read(json value, std::string& out) {
  auto text = scalar_text(value);
  if (!text)
    return tl::unexpected{std::move(text).error()};
  out = *text;
  return {};
}

checked read(json value, bool& out) {
  if (auto error = value.get_bool().get(out))
    return detail::broken(error);
  return {};
}

checked read(json value, int64_t& out) {
  return read_integer(value, out);
}

checked read(json value, uint64_t& out) {
  return read_integer(value, out);
}

checked read(json value, decimal& out) {
  auto text = scalar_text(value);
  if (!text)
    return tl::unexpected{std::move(text).error()};
  auto number = decimal::parse(*text);
  if (!number)
    return tl::unexpected{std::move(number).error()};
  out = *number;
  return {};
}

checked read_unix(json value, timestamp& out) {
  return read_time(value, out, parse_unix_seconds);
}

checked read_rfc3339(json value, timestamp& out) {
  return read_time(value, out, parse_rfc3339);
}

bool at_end(simdjson::ondemand::document& text) {
  return text.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

checked required(bool seen, std::string_view name) {
  if (!seen)
    return fail(".{} is missing", name);
  return {};
}

} // namespace lockstep::kraken
