#pragma once

#include "actors/recording/arguments.hpp"
#include "actors/recording/calls.hpp"
#include "actors/recording/line_reader.hpp"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lockstep::recording {

/// What the lines of one part define for all actors.
struct part_table {
  signal_table signals;
  std::unordered_map<uint64_t, actors::market_view_ptr> views;
};

/// What earlier calls have said of one actor.
struct actor_memory {
  known_facts facts;
  std::vector<account_id> followers;
};

/// Reads the lines that `log_writer` writes. Whatever the bytes are, the
/// answer is a value or the end of a sentence: `"args" can not be read`. A
/// line is followed by as many readable bytes as simdjson wants.
class log_reader {
public:
  /// Checks that this program knows the schema.
  [[nodiscard]] result<void> read_head(std::string_view line);
  [[nodiscard]] result<void> read_view(std::string_view line, part_table& into);
  /// The signal of a line that has one.
  [[nodiscard]] result<void> read_signal(std::string_view line,
                                         part_table& into);
  [[nodiscard]] result<void>
  read_call(std::string_view line, const part_table& known, actor_memory& his,
            actors::recorded_call& into);

private:
  struct call_line;

  result<simdjson::ondemand::object> open(std::string_view line);
  [[nodiscard]] result<void> closed();

  simdjson::ondemand::parser parser_;
  simdjson::ondemand::document document_;
};

} // namespace lockstep::recording
