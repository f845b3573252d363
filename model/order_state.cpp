#include "model/order_state.hpp"

namespace lockstep {

std::string_view to_string(order_state state) {
  constexpr std::array<std::string_view, 9> names{
    "created",  "sent",     "acknowledged", "partially_filled", "filled",
    "canceled", "rejected", "expired",      "unknown"};
  return names.at(static_cast<size_t>(state));
}

std::string_view to_string(order_event event) {
  constexpr std::array<std::string_view, 8> names{"send",      "acknowledge",
                                                  "fill_part", "fill_whole",
                                                  "cancel",    "reject",
                                                  "expire",    "lose_track"};
  return names.at(static_cast<size_t>(event));
}

} // namespace lockstep
