#pragma once

#include "model/time.hpp"

#include <chrono>

namespace lockstep::paper {

/// The machine's clock: the one seam through which the paper exchange, when
/// it runs for real, reads the time.
class wall_clock : public clock {
public:
  [[nodiscard]] timestamp now() const override {
    return std::chrono::system_clock::now();
  }
};

/// Another clock, wrong by a chosen time.
class skewed_clock : public clock {
public:
  explicit skewed_clock(const clock& right) : right_{&right} {}

  [[nodiscard]] timestamp now() const override { return right_->now() + skew_; }
  void set_skew(duration skew) { skew_ = skew; }

private:
  const clock* right_;
  duration skew_{};
};

} // namespace lockstep::paper
