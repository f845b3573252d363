#include "copytrade/signal.hpp"

namespace lockstep::copytrade {

std::string signal_id::str() const {
  return fmt::format("{}@{}", order, cumulative);
}

} // namespace lockstep::copytrade
