#pragma once

#include "model/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::paper {

/// A JSON value that keeps numbers as they were written, so that no digit of
/// an amount passes through binary floating point.
class json {
public:
  enum class kind : uint8_t { null, boolean, number, string, array, object };
  using member = std::pair<std::string, json>;

  json() = default;
  json(kind type, std::string text) : type_{type}, text_{std::move(text)} {}

  /// Reads one whole document, at most 32 levels deep.
  [[nodiscard]] static result<json> parse(std::string_view text);

  [[nodiscard]] static json object() { return json{kind::object, {}}; }
  [[nodiscard]] static json string(std::string text) {
    return json{kind::string, std::move(text)};
  }

  [[nodiscard]] kind type() const { return type_; }
  [[nodiscard]] bool is(kind type) const { return type_ == type; }

  /// A string's characters, a number's digits as written, `true` or `false`;
  /// empty for everything else.
  [[nodiscard]] const std::string& text() const { return text_; }

  /// True for `true`, `1` and `yes` in any case, as form bodies write them;
  /// Python's form encoding says `True`.
  [[nodiscard]] bool truthy() const;

  [[nodiscard]] const std::vector<json>& items() const { return items_; }
  [[nodiscard]] const std::vector<member>& members() const { return members_; }

  /// The member of that name (the last one if repeated), or nullptr.
  [[nodiscard]] const json* find(std::string_view name) const;

  /// Adds a member, or replaces it.
  json& set(std::string name, json value);
  /// The member of that name, made an object first if it is not there.
  json& at(std::string_view name);
  json& append(json value);

private:
  kind type_ = kind::null;
  std::string text_;
  std::vector<json> items_;
  std::vector<member> members_;
};

} // namespace lockstep::paper
