#pragma once

#include "actors/recording/log_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string_view>
#include <vector>

namespace lockstep::recording {

/// Where a call stands in a log, and what came out of it right after it.
struct call_place {
  size_t begin = 0; ///< of the call's line
  size_t out = 0;   ///< of what came out
  size_t end = 0;
  const part_table* part = nullptr;
};

/// A failure with the line that it is about.
struct log_failure {
  uint64_t line = 0; ///< from 1
  std::string words;
};

/// A log taken apart: the calls of each actor, and what lines define for all.
/// The text outlives it and is followed by simdjson's padding.
class log_index {
public:
  [[nodiscard]] static tl::expected<log_index, log_failure>
  of(std::string_view text);

  [[nodiscard]] const std::map<account_id, std::vector<call_place>>&
  calls() const {
    return calls_;
  }
  [[nodiscard]] uint64_t lines() const { return lines_; }

private:
  result<void> take(std::string_view text, size_t begin, size_t end);
  result<void> take_call(std::string_view line, size_t begin, size_t end);
  result<void> take_decision(std::string_view line, size_t end);

  log_reader reader_;
  std::deque<part_table> parts_; ///< stay where they are
  std::map<account_id, std::vector<call_place>> calls_;
  call_place* open_ = nullptr; ///< what comes out belongs to it
  uint64_t lines_ = 0;
};

/// The number of the line that begins there, from 1.
[[nodiscard]] uint64_t line_at(std::string_view text, size_t place);

} // namespace lockstep::recording
