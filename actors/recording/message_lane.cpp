#include "actors/recording/message_lane.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace lockstep::actors {

namespace {

/// Per turn: an order that arrives meanwhile waits for no more than these.
constexpr size_t turn_max = 50;
/// When more wait, the journal's thread is too busy to write them at all.
constexpr size_t waiting_max = 200'000;

} // namespace

message_lane::message_lane(journal::message_log file,
                           recording::log_writer writer)
  : newest_{file.numbers_before()},
    file_{std::move(file)},
    writer_{std::move(writer)} {}

void message_lane::take(call_ptr call, std::vector<journal_record> records) {
  if (queue_.size() >= waiting_max)
    return complain("too many messages wait", 1);
  queue_.push_back({std::move(call), std::move(records)});
}

void message_lane::write_some() {
  write(turn_max);
}

void message_lane::write_all() {
  write(std::numeric_limits<size_t>::max());
}

void message_lane::write(size_t most) {
  const auto turned = file_.turn_if_due();
  if (turned && *turned)
    writer_.forget();
  lines_.clear();
  size_t count = 0;
  for (; !queue_.empty() && count < most; ++count) {
    const auto& next = queue_.front();
    if (turned)
      writer_.write(lines_, *next.call, next.records);
    queue_.pop_front();
  }
  const auto done = turned ? file_.append(lines_)
                           : tl::unexpected{turned.error()};
  if (!done)
    return complain(done.error().text, count);
  if (const auto lost = std::exchange(lost_, 0); lost > 0)
    spdlog::warn("message-log: it is written again; {} messages are not in it",
                 lost);
}

void message_lane::complain(const std::string& why, size_t lost) {
  if (lost_ == 0 && lost > 0)
    spdlog::error("message-log: {}; copying goes on, but nobody can replay it",
                  why);
  lost_ += lost;
}

} // namespace lockstep::actors
