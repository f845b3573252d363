#pragma once

#include "model/time.hpp"

namespace lockstep {

/// The real time, in UTC. The only place that asks the machine for it.
class wall_clock final : public clock {
public:
  [[nodiscard]] timestamp now() const override;
};

} // namespace lockstep
