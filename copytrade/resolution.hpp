#pragma once

#include "model/order.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>

namespace lockstep::copytrade {

/// How long after an order's deadline the search for it counts.
inline constexpr duration deadline_grace = std::chrono::seconds{5};
/// How long successful polls must not have shown it before it never was.
inline constexpr duration absence_required = std::chrono::seconds{60};
/// From one poll to the next.
inline constexpr duration poll_interval = std::chrono::seconds{5};
/// A gap between two polls counts for no more than this: whoever slept for a
/// minute has not looked for a minute.
inline constexpr duration poll_gap_max = 2 * poll_interval;
static_assert(poll_gap_max < absence_required);

/// Finds out what became of an order with an unknown outcome, by asking: open
/// orders, then closed ones (an order moves only in that direction), until it
/// is found or absence is proved. An outage stops the clock of the proof.
class resolution {
public:
  /// What to do next.
  enum class step : uint8_t {
    wait,       ///< until `when()`
    ask_open,   ///< open orders by key
    ask_closed, ///< closed orders by key
    adopt,      ///< found: `found()` is its state
    give_up,    ///< it never arrived
  };

  /// `since`: when the outcome became unknown. `deadline`: after which the
  /// venue refuses the order; venue time, as all times here.
  resolution(timestamp since, timestamp deadline);

  /// What to do now. The same until a poll or an event changes it.
  [[nodiscard]] step next(timestamp now) const;
  /// When to ask again, if `next` says wait.
  [[nodiscard]] timestamp when() const { return next_poll_; }

  /// A poll was answered; without a report if the key was not in it.
  void answered(timestamp now, std::optional<order_report> report);
  /// A poll failed: whoever can not ask has not looked.
  void failed(timestamp now);
  /// The private stream, or anything else, showed the order.
  void seen(order_report report);

  [[nodiscard]] const std::optional<order_report>& found() const {
    return found_;
  }
  /// How long absence has been observed so far.
  [[nodiscard]] duration absent_for() const { return absent_; }

private:
  void round_done(timestamp now);

  timestamp counts_from_;
  timestamp next_poll_;
  bool open_asked_ = false;
  std::optional<timestamp> last_round_;
  duration absent_{};
  std::optional<order_report> found_;
};

} // namespace lockstep::copytrade
