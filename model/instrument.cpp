#include "model/instrument.hpp"

#include <algorithm>

namespace lockstep {

std::string_view to_string(trading_status status) {
  switch (status) {
    case trading_status::online:
      return "online";
    case trading_status::post_only:
      return "post_only";
    case trading_status::limit_only:
      return "limit_only";
    case trading_status::cancel_only:
      return "cancel_only";
    case trading_status::reduce_only:
      return "reduce_only";
    case trading_status::maintenance:
      return "maintenance";
    case trading_status::delisted:
      return "delisted";
  }
  return "invalid";
}

quantity smallest_order(const instrument& pair, price about) {
  auto least = pair.quantity_min;
  if (about.is_positive())
    least = std::max(least, bought_for(pair.notional_min, about, rounding::up));
  return round_to(least, pair.lot, rounding::up);
}

} // namespace lockstep
