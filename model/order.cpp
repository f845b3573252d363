#include "model/order.hpp"

namespace lockstep {

std::string_view to_string(side s) {
  return s == side::buy ? "buy" : "sell";
}

std::string_view to_string(order_type t) {
  switch (t) {
    case order_type::market:
      return "market";
    case order_type::limit:
      return "limit";
    case order_type::stop_loss:
      return "stop-loss";
    case order_type::other:
      return "other";
  }
  return "invalid";
}

} // namespace lockstep
