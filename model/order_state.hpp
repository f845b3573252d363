#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lockstep {

/// Where an order stands. `unknown` means that nobody knows whether the venue
/// took it; only an answer of the venue ends that.
enum class order_state : uint8_t {
  created,          ///< the intent is journaled, nothing was sent
  sent,             ///< handed to the socket
  acknowledged,     ///< the venue gave it an id; nothing executed yet
  partially_filled, ///< open, with executions
  filled,           ///< executed whole
  canceled,         ///< ended by a cancel (or immediate-or-cancel), with or
                    ///< without executions
  rejected,         ///< the venue refused it; nothing executed
  expired,          ///< its time passed, at the venue or before it was sent
  unknown,
};

/// What can happen to an order.
enum class order_event : uint8_t {
  send,
  acknowledge,
  fill_part,
  fill_whole,
  cancel,
  reject,
  expire,
  lose_track, ///< no answer, or one that proves nothing
};

[[nodiscard]] std::string_view to_string(order_state state);
[[nodiscard]] std::string_view to_string(order_event event);

/// One line of the life cycle.
struct order_transition {
  order_state from;
  order_event on;
  order_state to;
};

namespace detail {

using enum order_state;
using enum order_event;

/// The whole life cycle. What is not listed can not happen and is reported.
inline constexpr std::array order_transitions{
  order_transition{created, send, sent},
  order_transition{created, expire, expired},     // too late, never sent
  order_transition{created, lose_track, unknown}, // a crash before the send

  order_transition{sent, acknowledge, acknowledged},
  order_transition{sent, reject, rejected},
  order_transition{sent, lose_track, unknown},
  order_transition{sent, expire, expired}, // the venue's deadline passed
  // The private stream may be faster than the answer.
  order_transition{sent, fill_part, partially_filled},
  order_transition{sent, fill_whole, filled},
  order_transition{sent, cancel, canceled},

  order_transition{acknowledged, acknowledge, acknowledged},
  order_transition{acknowledged, fill_part, partially_filled},
  order_transition{acknowledged, fill_whole, filled},
  order_transition{acknowledged, cancel, canceled},
  order_transition{acknowledged, expire, expired},
  // The engine behind the gateway refuses what the gateway accepted.
  order_transition{acknowledged, reject, rejected},

  order_transition{partially_filled, acknowledge, partially_filled},
  order_transition{partially_filled, fill_part, partially_filled},
  order_transition{partially_filled, fill_whole, filled},
  order_transition{partially_filled, cancel, canceled},
  order_transition{partially_filled, expire, expired},

  order_transition{unknown, acknowledge, acknowledged},
  order_transition{unknown, fill_part, partially_filled},
  order_transition{unknown, fill_whole, filled},
  order_transition{unknown, cancel, canceled},
  order_transition{unknown, reject, rejected},
  order_transition{unknown, expire, expired}, // looked for, never there
  order_transition{unknown, lose_track, unknown},

  // Late news. Venues do report a fill after a cancel, and an order that was
  // written off can turn up; a late execution always wins.
  order_transition{filled, acknowledge, filled},
  order_transition{filled, fill_part, filled},
  order_transition{filled, fill_whole, filled},
  order_transition{filled, cancel, filled},
  order_transition{canceled, acknowledge, canceled},
  order_transition{canceled, fill_part, canceled},
  order_transition{canceled, fill_whole, filled},
  order_transition{canceled, cancel, canceled},
  order_transition{expired, acknowledge, acknowledged},
  order_transition{expired, fill_part, partially_filled},
  order_transition{expired, fill_whole, filled},
  order_transition{expired, cancel, canceled},
  order_transition{expired, expire, expired},
  order_transition{rejected, fill_part, partially_filled},
  order_transition{rejected, fill_whole, filled},
  order_transition{rejected, reject, rejected},
};

} // namespace detail

/// Where the event leads; nothing if it can not happen in that state.
[[nodiscard]] constexpr std::optional<order_state> next(order_state from,
                                                        order_event on) {
  for (const auto& row : detail::order_transitions)
    if (row.from == from && row.on == on)
      return row.to;
  return std::nullopt;
}

/// True if the order can not execute any more, as far as anybody knows.
[[nodiscard]] constexpr bool is_closed(order_state state) {
  return state == order_state::filled || state == order_state::canceled
         || state == order_state::rejected || state == order_state::expired;
}

/// True if the venue may hold the order, so that money may still move.
[[nodiscard]] constexpr bool is_pending(order_state state) {
  return !is_closed(state) && state != order_state::created;
}

static_assert(next(order_state::sent, order_event::lose_track)
              == order_state::unknown);
static_assert(!next(order_state::created, order_event::fill_whole),
              "what was never sent can not fill");
static_assert(!next(order_state::filled, order_event::reject),
              "what executed can not be refused");

} // namespace lockstep
