#pragma once

#include "adapters/net/transport.hpp"
#include "adapters/venue.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <simdjson.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

/// What all codec files share: scalars and containers of one JSON text, read
/// in one forward pass. Numbers stay text until they are decimals; a scalar
/// may be a string or a number, because the venue is not consistent there.
namespace lockstep::kraken {

/// A JSON value of a text that is being read; usable once.
using json = simdjson::ondemand::value;

/// Whether something could be read; the failure names the field.
using checked = result<void>;

/// The text of a string or number; without data for null. Lives as long as
/// the parser's document.
[[nodiscard]] result<std::string_view> scalar_text(json value);

checked read(json value, std::string& out); ///< null is empty
checked read(json value, bool& out);
checked read(json value, int64_t& out);  ///< null changes nothing
checked read(json value, uint64_t& out); ///< null changes nothing
checked read(json value, decimal& out);  ///< null is a failure

template <class Tag>
checked read(json value, amount<Tag>& out) {
  auto x = out.value();
  auto done = read(value, x);
  if (done)
    out = amount<Tag>{x};
  return done;
}

template <class Tag>
checked read(json value, strong_id<Tag>& out) {
  std::string text;
  auto done = read(value, text);
  if (done)
    out = strong_id<Tag>{std::move(text)};
  return done;
}

/// Seconds since 1970, as the REST interface has times.
checked read_unix(json value, timestamp& out);
/// RFC 3339, as the streams have times.
checked read_rfc3339(json value, timestamp& out);

namespace detail {

[[nodiscard]] tl::unexpected<failure> broken(simdjson::error_code code);
[[nodiscard]] tl::unexpected<failure> inside(std::string_view name,
                                             failure what);
[[nodiscard]] tl::unexpected<failure> inside(size_t index, failure what);

} // namespace detail

/// Calls `each(std::string_view key, json value)` for every field in order;
/// stops at the first failure, which gets the field's name in front. Values
/// that are not looked at are skipped.
template <class Each>
checked each_field(simdjson::ondemand::object object, Each&& each) {
  for (auto item : object) {
    simdjson::ondemand::field field;
    if (auto error = std::move(item).get(field))
      return detail::broken(error);
    std::string_view key;
    if (auto error = field.unescaped_key().get(key))
      return detail::broken(error);
    if (checked done = each(key, json{field.value()}); !done)
      return detail::inside(key, std::move(done).error());
  }
  return {};
}

template <class Each>
checked each_field(json object, Each&& each) {
  simdjson::ondemand::object fields;
  if (auto error = object.get_object().get(fields))
    return detail::broken(error);
  return each_field(fields, std::forward<Each>(each));
}

/// The same for arrays: calls `each(json value)`.
template <class Each>
checked each_element(json array, Each&& each) {
  simdjson::ondemand::array elements;
  if (auto error = array.get_array().get(elements))
    return detail::broken(error);
  size_t index = 0;
  for (auto item : elements) {
    json element;
    if (auto error = std::move(item).get(element))
      return detail::broken(error);
    if (checked done = each(element); !done)
      return detail::inside(index, std::move(done).error());
    ++index;
  }
  return {};
}

/// True if the whole text was walked over and nothing stands behind it.
[[nodiscard]] bool at_end(simdjson::ondemand::document& text);

/// A failure if a name that must be there was not read.
checked required(bool seen, std::string_view name);

/// Reads what stands under `result`.
using result_reader = std::function<checked(json value)>;

/// Reads the envelope of a REST answer and, if it tells of no error, its
/// `result` by `read_result`. Everything else becomes the error that it means
/// for a read or, with `write`, for a request that may have been executed.
[[nodiscard]] answer<void> read_envelope(const net::http_response& response,
                                         bool write,
                                         const result_reader& read_result);

/// Makes the reading half of a call from a function that reads a result.
template <class T, class Parse>
std::function<answer<T>(const net::http_response&)>
reading(bool write, Parse parse) {
  return [write, parse](const net::http_response& response) -> answer<T> {
    T out{};
    auto done = read_envelope(response, write,
                              [&](json value) { return parse(value, out); });
    if (!done)
      return tl::unexpected{std::move(done).error()};
    return out;
  };
}

} // namespace lockstep::kraken
