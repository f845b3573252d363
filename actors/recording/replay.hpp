#pragma once

#include "actors/recording/log_index.hpp"
#include "model/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::recording {

/// Where a log and the engine part: a line of either, or nothing.
struct log_difference {
  uint64_t line = 0; ///< in the log, from 1
  account_id who;
  std::string recorded;
  std::string decided;
};

/// How a log was replayed.
struct replay_report {
  uint64_t messages = 0; ///< calls that were decided once more
  uint64_t decisions = 0;
  uint64_t requests = 0;
  uint64_t before_begin = 0; ///< calls of actors whose begin the log lacks
  uint64_t after_gap = 0;    ///< calls behind one that the log lacks
  std::optional<log_difference> first;
  /// All that each actor decided, if it is to be kept.
  std::map<account_id, std::string> decided;
};

/// How to replay.
struct replay_options {
  /// Actors are independent of each other, so they share out among so many
  /// threads.
  size_t threads = 1;
  /// Keeps what is decided, and goes on behind a difference.
  bool keep = false;
};

/// Decides once more, from what a log says was asked of each actor, with the
/// same classes and at the same times, and compares all that comes out: byte
/// by byte, because the same decisions are written in the same bytes. The text
/// is followed by simdjson's padding.
[[nodiscard]] tl::expected<replay_report, log_failure>
replay(std::string_view text, const replay_options& how = {});

} // namespace lockstep::recording
