#pragma once

#include "actors/recording/words.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <simdjson.h>

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace lockstep::recording {

/// A value of a line that is being read; usable once.
using json = simdjson::ondemand::value;

// Each reads one value, or says no.
[[nodiscard]] bool read(json from, bool& x);
[[nodiscard]] bool read(json from, std::string& x);
[[nodiscard]] bool read(json from, decimal& x);
[[nodiscard]] bool read(json from, timestamp& x);
[[nodiscard]] bool read(json from, duration& x);
[[nodiscard]] bool read_text(json from, std::string_view& x);
[[nodiscard]] bool read_number(json from, int64_t& x);
[[nodiscard]] bool read(json from, copytrade::signal_id& x);
/// A text, or an object as it stands.
[[nodiscard]] bool read_json(json from, std::string& x);

/// The bytes that a text was before it was written.
[[nodiscard]] std::string bytes_of(std::string_view text);

template <std::integral T>
[[nodiscard]] bool read(json from, T& x) {
  int64_t number = 0;
  if (!read_number(from, number) || !std::in_range<T>(number))
    return false;
  x = static_cast<T>(number);
  return true;
}

template <class Tag>
[[nodiscard]] bool read(json from, strong_id<Tag>& x) {
  std::string_view text;
  const bool done = read_text(from, text);
  x = strong_id<Tag>{bytes_of(text)};
  return done;
}

template <class Tag>
[[nodiscard]] bool read(json from, amount<Tag>& x) {
  decimal value;
  const bool done = read(from, value);
  x = amount<Tag>{value};
  return done;
}

template <class E>
requires std::is_enum_v<E>
[[nodiscard]] bool read(json from, E& x) {
  std::string_view word;
  const auto found = read_text(from, word) ? called<E>(word) : std::nullopt;
  x = found.value_or(E{});
  return found.has_value();
}

template <class T>
requires std::is_class_v<T>
[[nodiscard]] bool read(json from, T& x);
template <class T>
[[nodiscard]] bool read(json from, std::optional<T>& x);
template <class T>
[[nodiscard]] bool read(json from, std::vector<T>& xs);
template <class T>
[[nodiscard]] bool read(json from, std::set<T>& xs);
template <class K, class T>
[[nodiscard]] bool read(json from, std::map<K, T>& xs);

/// Reads one JSON object, with the calls that write one. Remembers the first
/// member that is missing or wrong.
class line_reader {
public:
  explicit line_reader(simdjson::ondemand::object from) : from_{from} {}

  template <class T>
  line_reader& operator()(std::string_view name, T& x) {
    json found;
    if (good() && !(find(name, found) && read(found, x)))
      bad_ = name;
    return *this;
  }
  template <class T>
  line_reader& may(std::string_view name, T& x) {
    json found;
    if (good() && find(name, found) && !read(found, x))
      bad_ = name;
    return *this;
  }
  line_reader& embedded(std::string_view name, std::string& x) {
    json found;
    if (good() && !(find(name, found) && read_json(found, x)))
      bad_ = name;
    return *this;
  }

  [[nodiscard]] bool good() const { return bad_.empty(); }
  [[nodiscard]] std::string_view bad() const { return bad_; }

private:
  bool find(std::string_view name, json& found) {
    const auto error = from_.find_field_unordered(name).get(found);
    // What is no JSON ends all reading: the parser has given the line up.
    if (error != simdjson::SUCCESS && error != simdjson::NO_SUCH_FIELD)
      bad_ = name;
    return error == simdjson::SUCCESS;
  }

  simdjson::ondemand::object from_;
  std::string_view bad_;
};

template <class T>
requires std::is_class_v<T>
bool read(json from, T& x) {
  simdjson::ondemand::object object;
  if (from.get_object().get(object) != simdjson::SUCCESS)
    return false;
  line_reader in{object};
  fields(in, x);
  return in.good();
}

template <class T>
bool read(json from, std::optional<T>& x) {
  return read(from, x.emplace());
}

template <class T>
bool read(json from, std::vector<T>& xs) {
  simdjson::ondemand::array list;
  if (from.get_array().get(list) != simdjson::SUCCESS)
    return false;
  xs.clear();
  for (auto item : list) {
    json one;
    if (std::move(item).get(one) != simdjson::SUCCESS
        || !read(one, xs.emplace_back()))
      return false;
  }
  return true;
}

template <class T>
bool read(json from, std::set<T>& xs) {
  std::vector<T> list;
  const bool done = read(from, list);
  xs = {list.begin(), list.end()};
  return done;
}

template <class K, class T>
bool read(json from, std::map<K, T>& xs) {
  simdjson::ondemand::object object;
  if (from.get_object().get(object) != simdjson::SUCCESS)
    return false;
  xs.clear();
  for (auto item : object) {
    simdjson::ondemand::field field;
    std::string_view key;
    if (std::move(item).get(field) != simdjson::SUCCESS
        || field.unescaped_key().get(key) != simdjson::SUCCESS)
      return false;
    if (!read(json{field.value()}, xs[K{bytes_of(key)}]))
      return false;
  }
  return true;
}

} // namespace lockstep::recording
