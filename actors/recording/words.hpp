#pragma once

#include "actors/messages.hpp"
#include "copytrade/row.hpp"
#include "copytrade/signals.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"
#include "model/reason.hpp"
#include "model/run_mode.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

/// The names of all enumerations that the log of messages has.
namespace lockstep::recording {

[[nodiscard]] std::string_view word_of(side x);
[[nodiscard]] std::string_view word_of(order_type x);
[[nodiscard]] std::string_view word_of(time_in_force x);
[[nodiscard]] std::string_view word_of(order_state x);
[[nodiscard]] std::string_view word_of(trading_status x);
[[nodiscard]] std::string_view word_of(reason x);
[[nodiscard]] std::string_view word_of(run_mode x);
[[nodiscard]] std::string_view word_of(priority x);
[[nodiscard]] std::string_view word_of(copytrade::direction x);
[[nodiscard]] std::string_view word_of(copytrade::outcome x);
[[nodiscard]] std::string_view word_of(copytrade::intake x);
[[nodiscard]] std::string_view word_of(actors::placement::kind x);

inline constexpr side last_of(side) {
  return side::sell;
}
inline constexpr order_type last_of(order_type) {
  return order_type::other;
}
inline constexpr time_in_force last_of(time_in_force) {
  return time_in_force::immediate_or_cancel;
}
inline constexpr order_state last_of(order_state) {
  return order_state::unknown;
}
inline constexpr trading_status last_of(trading_status) {
  return trading_status::delisted;
}
inline constexpr reason last_of(reason) {
  return reason::internal_error;
}
inline constexpr run_mode last_of(run_mode) {
  return run_mode::live;
}
inline constexpr copytrade::direction last_of(copytrade::direction) {
  return copytrade::direction::exit;
}
inline constexpr copytrade::outcome last_of(copytrade::outcome) {
  return copytrade::outcome::exit_pending;
}
inline constexpr actors::placement::kind last_of(actors::placement::kind) {
  return actors::placement::kind::unknown;
}

/// The one that is called so.
template <class E>
[[nodiscard]] std::optional<E> called(std::string_view word) {
  for (uint8_t i = 0; i <= static_cast<uint8_t>(last_of(E{})); ++i)
    if (word_of(static_cast<E>(i)) == word)
      return static_cast<E>(i);
  return std::nullopt;
}

} // namespace lockstep::recording
