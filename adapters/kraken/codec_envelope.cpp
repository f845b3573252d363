#include "adapters/kraken/codec.hpp"
#include "adapters/kraken/errors.hpp"

#include <optional>
#include <stdexcept>
#include <vector>

namespace lockstep::kraken {

namespace {

/// The top level of an answer, after all of it was walked over once: a text
/// that was cut off or has something behind it does not get past that.
struct outline {
  std::vector<std::string> errors;
  bool has_errors_field = false;
  bool has_result = false;
};

checked read_outline(simdjson::ondemand::document& text, outline& out) {
  simdjson::ondemand::object top;
  if (auto error = text.get_object().get(top))
    return detail::broken(error);
  auto done = each_field(top, [&](std::string_view key, json value) -> checked {
    if (key == "result") {
      using simdjson::ondemand::json_type;
      auto type = json_type::null;
      if (auto error = value.type().get(type))
        return detail::broken(error);
      out.has_result = type != json_type::null;
      return {};
    }
    if (key != "error")
      return {};
    out.has_errors_field = true;
    return each_element(value, [&](json entry) {
      return read(entry, out.errors.emplace_back());
    });
  });
  if (!done)
    return done;
  if (!at_end(text))
    return fail("there is something behind the end");
  return required(out.has_errors_field, "error");
}

checked read_result_of(simdjson::ondemand::document& text,
                       const result_reader& read_result) {
  text.rewind();
  json value;
  if (auto error = text.find_field_unordered("result").get(value))
    return detail::inside("result", {simdjson::error_message(error)});
  try {
    auto done = read_result(value);
    return done ? done
                : checked{detail::inside("result", std::move(done).error())};
  } catch (const std::overflow_error& error) { // sums of absurd numbers
    return detail::inside("result", {error.what()});
  }
}

} // namespace

answer<void> read_envelope(const net::http_response& response, bool write,
                           const result_reader& read_result) {
  if (auto error = transport_error(response, write))
    return tl::unexpected{*std::move(error)};
  const simdjson::padded_string padded{response.body};
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document text;
  if (auto error = parser.iterate(padded).get(text))
    return tl::unexpected{unreadable(simdjson::error_message(error), write)};
  outline top;
  if (auto done = read_outline(text, top); !done)
    return tl::unexpected{unreadable(done.error().text, write)};
  if (auto error = worst_of(top.errors))
    return tl::unexpected{for_request(*std::move(error), write)};
  if (!top.has_result)
    return tl::unexpected{unreadable(".result is missing", write)};
  if (auto done = read_result_of(text, read_result); !done)
    return tl::unexpected{unreadable(done.error().text, write)};
  return {};
}

} // namespace lockstep::kraken
