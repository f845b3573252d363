#pragma once

#include "adapters/journal/cells.hpp"
#include "adapters/journal/text.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace lockstep::journal {

/// A column holds what this program did not write. Becomes a `failure` where
/// the reading began.
struct unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Writes typed values into cells. What it is given as a reference must live
/// until the record was written.
class column_writer {
public:
  explicit column_writer(cell_sink& cells) : cells_{cells} {}

  column_writer& operator<<(const std::string& text) {
    cells_.lasting_text(text);
    return *this;
  }
  column_writer& operator<<(std::string&& text) { return copy(text); }
  column_writer& operator<<(std::string_view text) {
    return copy(std::string{text});
  }
  column_writer& operator<<(std::integral auto number) {
    cells_.number(static_cast<int64_t>(number));
    return *this;
  }
  template <class Tag>
  column_writer& operator<<(const strong_id<Tag>& id) {
    return *this << id.str();
  }
  template <class Tag>
  column_writer& operator<<(const amount<Tag>& x) {
    return copy(x.str());
  }
  /// The epoch means "no time" and stands as NULL.
  column_writer& operator<<(timestamp t) {
    return t == timestamp{} ? skip() : copy(to_text(t));
  }
  template <class E>
  requires std::is_enum_v<E> column_writer& operator<<(E value) {
    return *this << std::string_view{to_string(value)};
  }
  template <class T>
  column_writer& operator<<(const std::optional<T>& x) {
    return x ? *this << *x : skip();
  }

private:
  column_writer& copy(const std::string& text) {
    cells_.text(text);
    return *this;
  }
  column_writer& skip() {
    cells_.nothing();
    return *this;
  }

  cell_sink& cells_;
};

/// Reads typed values out of cells.
class column_reader {
public:
  explicit column_reader(cell_source& cells) : cells_{cells} {}

  column_reader& operator>>(std::string& text) {
    text = cells_.text();
    return *this;
  }
  template <std::integral T>
  column_reader& operator>>(T& number) {
    number = static_cast<T>(cells_.number());
    return *this;
  }
  template <class Tag>
  column_reader& operator>>(strong_id<Tag>& id) {
    id = strong_id<Tag>{cells_.text()};
    return *this;
  }
  template <class Tag>
  column_reader& operator>>(amount<Tag>& x) {
    x = value(amount<Tag>::parse(cells_.text()));
    return *this;
  }
  column_reader& operator>>(timestamp& t) {
    if (!cells_.is_nothing()) {
      t = value(parse_rfc3339(cells_.text()));
      return *this;
    }
    t = timestamp{};
    cells_.skip();
    return *this;
  }
  /// Enumerations by name; they start at 0 and have no gaps.
  template <class E>
  requires std::is_enum_v<E> column_reader& operator>>(E& x) {
    const std::string name = cells_.text();
    for (uint8_t i = 0; i <= static_cast<uint8_t>(last_of(x)); ++i)
      if (to_string(static_cast<E>(i)) == name) {
        x = static_cast<E>(i);
        return *this;
      }
    throw unreadable{fmt::format("'{}' is not known", name)};
  }
  template <class T>
  column_reader& operator>>(std::optional<T>& x) {
    if (cells_.is_nothing()) {
      x.reset();
      cells_.skip();
      return *this;
    }
    return *this >> x.emplace();
  }

  /// The value, or the reading ends.
  template <class T>
  static T value(result<T> parsed) {
    if (!parsed)
      throw unreadable{parsed.error().text};
    return std::move(*parsed);
  }

private:
  static constexpr run_mode last_of(run_mode) { return run_mode::live; }
  static constexpr side last_of(side) { return side::sell; }
  static constexpr slot last_of(slot) { return slot::watermark; }
  static constexpr order_type last_of(order_type) { return order_type::other; }
  static constexpr order_state last_of(order_state) {
    return order_state::unknown;
  }
  static constexpr time_in_force last_of(time_in_force) {
    return time_in_force::immediate_or_cancel;
  }
  static constexpr reason last_of(reason) { return reason::internal_error; }

  cell_source& cells_;
};

} // namespace lockstep::journal
