#pragma once

#include "model/time.hpp"

namespace lockstep {

/// What the machine's clock shows, in UTC. Somebody may set it at any time.
class machine_clock final : public clock {
public:
  [[nodiscard]] timestamp now() const override;
};

/// Counts from some moment, also while the machine sleeps; nobody sets it.
class uptime_clock final : public clock {
public:
  [[nodiscard]] timestamp now() const override;
};

/// A wall clock as it was at the start, going on evenly: whoever sets the wall
/// clock later makes nothing old or new. What the exchange's clock shows is
/// measured all the time, so a wrong start does no harm.
class even_clock final : public clock {
public:
  /// `even` outlives it.
  even_clock(const clock& wall, const clock& even)
    : even_{even}, ahead_{wall.now() - even.now()} {}

  [[nodiscard]] timestamp now() const override { return even_.now() + ahead_; }

private:
  const clock& even_;
  duration ahead_;
};

/// The real time of a process, in UTC. With the two above the only place that
/// asks the machine for it.
class wall_clock final : public clock {
public:
  wall_clock() : time_{machine_clock{}, uptime_} {}
  wall_clock(const wall_clock&) = delete;
  wall_clock& operator=(const wall_clock&) = delete;

  [[nodiscard]] timestamp now() const override { return time_.now(); }

private:
  uptime_clock uptime_;
  even_clock time_;
};

} // namespace lockstep
