#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::commands {

/// One JSON object on one line, for other programs. Amounts are texts,
/// because JSON's numbers are not exact.
class json_line {
public:
  json_line& add(std::string_view key, std::string_view value);
  json_line& add(std::string_view key, int64_t value);
  json_line& add(std::string_view key, const std::vector<int64_t>& values);
  /// A value that is JSON already.
  json_line& add_json(std::string_view key, std::string_view json);

  [[nodiscard]] std::string str() const { return text_ + "}"; }

private:
  void add_key(std::string_view key);
  std::string text_ = "{";
};

} // namespace lockstep::commands
