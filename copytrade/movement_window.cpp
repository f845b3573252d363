#include "copytrade/movement_window.hpp"

#include <utility>

namespace lockstep::copytrade {

namespace {

/// A balance is shown late: what moved that shortly before it was asked may not
/// be in it.
constexpr duration view_lag = std::chrono::seconds{4};

} // namespace

void movement_window::open(timestamp now) {
  since_ = now;
  movements_.clear();
}

void movement_window::add(ledger_entry moved) {
  if (since_)
    movements_.push_back(std::move(moved));
}

void movement_window::forget_before(timestamp time) {
  if (!since_ || time <= *since_)
    return;
  since_ = time;
  std::erase_if(movements_,
                [&](const ledger_entry& one) { return one.time < time; });
}

bool movement_window::covers(timestamp since, const balance& asked) const {
  return since_ && *since_ <= since && *since_ + view_lag <= asked.as_of;
}

} // namespace lockstep::copytrade
