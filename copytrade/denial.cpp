#include "copytrade/denial.hpp"

#include <fmt/format.h>

namespace lockstep::copytrade {

std::string denial::words() const {
  if (required.empty())
    return measured;
  return fmt::format("{}, required: {}", measured, required);
}

} // namespace lockstep::copytrade
