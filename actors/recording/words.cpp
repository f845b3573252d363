#include "actors/recording/words.hpp"

#include "adapters/journal/text.hpp"

#include <array>

namespace lockstep::recording {

namespace {

template <size_t N, class E>
std::string_view at(const std::array<std::string_view, N>& names, E x) {
  return names.at(static_cast<size_t>(x));
}

constexpr std::array<std::string_view, 4> priorities{"exit", "cancel", "entry",
                                                     "read"};
constexpr std::array<std::string_view, 2> directions{"entry", "exit"};
constexpr std::array<std::string_view, 5> intakes{"taken", "duplicate", "ours",
                                                  "too_old", "not_copied"};
constexpr std::array<std::string_view, 4> placements{"accepted", "denied",
                                                     "rejected", "unknown"};

} // namespace

std::string_view word_of(side x) {
  return to_string(x);
}

std::string_view word_of(order_type x) {
  return to_string(x);
}

std::string_view word_of(time_in_force x) {
  return journal::to_string(x);
}

std::string_view word_of(order_state x) {
  return to_string(x);
}

std::string_view word_of(trading_status x) {
  return to_string(x);
}

std::string_view word_of(reason x) {
  return to_string(x);
}

std::string_view word_of(run_mode x) {
  return to_string(x);
}

std::string_view word_of(priority x) {
  return at(priorities, x);
}

std::string_view word_of(copytrade::direction x) {
  return at(directions, x);
}

std::string_view word_of(copytrade::outcome x) {
  return copytrade::to_string(x);
}

std::string_view word_of(copytrade::intake x) {
  return at(intakes, x);
}

std::string_view word_of(actors::placement::kind x) {
  return at(placements, x);
}

} // namespace lockstep::recording
