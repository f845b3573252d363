#pragma once

#include "actors/recording/calls.hpp"
#include "actors/recording/message_lane.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace lockstep::actors {

/// What an actor records its calls with. Without a lane nothing is recorded.
struct recorder {
  account_id who;
  std::shared_ptr<message_lane> lane;
  /// Hands over a call that no entry of the journal goes with.
  std::function<void(call_ptr)> tell;
  std::function<timestamp()> now; ///< in the venue's time

  explicit operator bool() const { return lane != nullptr; }

  [[nodiscard]] std::shared_ptr<recorded_call>
  begin(recording::arguments what, timestamp at, uint64_t& step) const {
    auto call = std::make_shared<recorded_call>();
    call->number = lane->take_number();
    call->who = who;
    call->step = step++;
    call->at = at;
    call->what = std::move(what);
    return call;
  }
};

} // namespace lockstep::actors
