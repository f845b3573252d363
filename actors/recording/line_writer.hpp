#pragma once

#include "actors/recording/words.hpp"
#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/time.hpp"

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace lockstep::recording {

/// Appends `text` as JSON, with its quotes. Bytes that are no ASCII stand as
/// `\\u00XX` each, so that whatever a venue says can be read back.
void put_quoted(std::string& out, std::string_view text);
/// Appends `2026-05-05T10:00:05.000000001Z`; the epoch, which means "no time",
/// as an empty text.
void put_time(std::string& out, timestamp t);

/// Writes one JSON object: each member is one call. The same values always
/// give the same bytes, so that lines can be compared as they are. What it is
/// in detail stands in fields.hpp, for writing and reading at once.
class line_writer {
public:
  explicit line_writer(std::string& out) : out_{&out} {}

  template <class T>
  line_writer& operator()(std::string_view name, const T& x) {
    key(name);
    value(x);
    return *this;
  }
  /// Only if it is not as it would be anyway.
  template <class T>
  line_writer& may(std::string_view name, const T& x) {
    return x == T{} ? *this : (*this)(name, x);
  }
  /// A text that is JSON already, if it looks like an object.
  line_writer& embedded(std::string_view name, const std::string& x);

  void open() { *out_ += '{'; }
  void close() { *out_ += '}'; }
  void key(std::string_view name);
  void comma();

  void value(bool x) { *out_ += x ? "true" : "false"; }
  void value(std::integral auto x) { number(static_cast<int64_t>(x)); }
  void value(std::string_view x) { put_quoted(*out_, x); }
  void value(const std::string& x) { put_quoted(*out_, x); }
  void value(const char* x) { put_quoted(*out_, x); }
  void value(const copytrade::signal_id& x) { put_quoted(*out_, x.str()); }
  template <class Tag>
  void value(const strong_id<Tag>& x) {
    put_quoted(*out_, x.str());
  }
  void value(decimal x);
  template <class Tag>
  void value(amount<Tag> x) {
    value(x.value());
  }
  void value(timestamp x) { put_time(*out_, x); }
  void value(duration x) { number(x.count()); }
  template <class E>
  requires std::is_enum_v<E>
  void value(E x) { put_quoted(*out_, word_of(x)); }
  template <class T>
  void value(const std::optional<T>& x) {
    if (x)
      value(*x);
    else
      *out_ += "null";
  }
  template <class T>
  void value(const std::vector<T>& xs) {
    list(xs);
  }
  template <class T>
  void value(const std::set<T>& xs) {
    list(xs);
  }
  template <class K, class T>
  void value(const std::map<K, T>& xs) {
    open();
    for (const auto& [name, x] : xs)
      (*this)(name.str(), x);
    close();
  }
  template <class T>
  requires std::is_class_v<T>
  void value(const T& x) {
    open();
    fields(*this, x);
    close();
  }

private:
  template <class List>
  void list(const List& xs) {
    *out_ += '[';
    for (const auto& x : xs) {
      comma();
      value(x);
    }
    *out_ += ']';
  }
  void number(int64_t x);

  std::string* out_;
};

} // namespace lockstep::recording
