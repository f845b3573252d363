#pragma once

#include "actors/recording/calls.hpp"
#include "actors/recording/log_writer.hpp"
#include "adapters/journal/message_log.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace lockstep::actors {

using call_ptr = std::shared_ptr<const recorded_call>;

/// The lane in which recorded calls reach the log of messages. Actors take
/// numbers from it, in their own threads; all else belongs to the journal's,
/// which writes when nobody waits for it. A log that can not be written is
/// told, once, and costs nothing but what should have stood in it.
class message_lane {
public:
  message_lane(journal::message_log file, recording::log_writer writer = {});

  /// The number of the next call. From any thread.
  [[nodiscard]] int64_t take_number() { return ++newest_; }

  /// Keeps a call, with the records that came out of it, until it is written.
  void take(call_ptr call, std::vector<journal_record> records);
  /// Whether anything waits.
  [[nodiscard]] bool waits() const { return !queue_.empty(); }
  /// Writes a few of those that wait, in less than a millisecond.
  void write_some();
  /// Writes all of them.
  void write_all();

private:
  struct waiting {
    call_ptr call;
    std::vector<journal_record> records;
  };

  void write(size_t most);
  void complain(const std::string& why, size_t lost);

  std::atomic<int64_t> newest_;
  journal::message_log file_;
  recording::log_writer writer_;
  std::deque<waiting> queue_;
  std::string lines_;
  size_t lost_ = 0; ///< since it could be written
};

} // namespace lockstep::actors
