#include "copytrade/resolution.hpp"

#include "model/mutant.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::copytrade {

resolution::resolution(timestamp since, timestamp deadline)
  : counts_from_{deadline + deadline_grace}, next_poll_{since} {}

resolution::step resolution::next(timestamp now) const {
  if (found_)
    return step::adopt;
  if (absent_ >= absence_required)
    return step::give_up;
  if (now < next_poll_)
    return step::wait;
  return open_asked_ ? step::ask_closed : step::ask_open;
}

void resolution::answered(timestamp now, std::optional<order_report> report) {
  if (report) {
    seen(std::move(*report));
    return;
  }
  if (!open_asked_) {
    open_asked_ = true; // now the closed ones, at once
    return;
  }
  round_done(now);
}

void resolution::round_done(timestamp now) {
  open_asked_ = false;
  next_poll_ = now + poll_interval;
  if (mutated(mutant::absence_at_once))
    absent_ = absence_required;
  if (now < counts_from_)
    return; // it may still arrive: its absence proves nothing yet
  if (last_round_)
    absent_ += std::clamp(now - *last_round_, duration{}, poll_gap_max);
  last_round_ = now;
}

void resolution::failed(timestamp now) {
  open_asked_ = false;
  last_round_.reset();
  next_poll_ = now + poll_interval;
}

void resolution::seen(order_report report) {
  found_ = std::move(report);
}

} // namespace lockstep::copytrade
