#pragma once

#include "model/order.hpp"
#include "model/reason.hpp"

#include <map>
#include <string>
#include <vector>

namespace lockstep::copytrade {

/// One of our orders, with everything that was learned of it.
struct tracked_order {
  order_request request;
  order_state state = order_state::created;
  order_id id; ///< empty until the venue named it
  std::vector<execution> executions;
  quantity executed; ///< sum of `executions`
  quantity reported; ///< the venue's own figure, where it gave one
  reason why = reason::none;
  std::string words;   ///< the venue's own, or ours
  bool larger = false; ///< at the venue than it was decided

  /// Nothing more is expected: closed, and no execution is missing.
  [[nodiscard]] bool complete() const {
    return is_closed(state) && executed >= reported;
  }
};

/// The orders of one account that carry our keys. Executions and reports may
/// come from anywhere, in any order, any number of times.
class order_tracker {
public:
  /// Starts to follow an order in the given state (`unknown` after a
  /// restart). Does nothing if the key is known.
  void add(const order_request& request, order_state state);

  [[nodiscard]] const tracked_order* find(const order_key& key) const;

  /// Moves along the transition table. False, and no change, if the event can
  /// not happen in the order's state or the key is not ours.
  bool on(const order_key& key, order_event event, reason why = reason::none,
          const std::string& words = {});

  /// The venue named the order; also moves it to `acknowledged`.
  bool acknowledge(const order_key& key, const order_id& id);

  /// Takes an execution in. The order it changed; nullptr if it is not ours
  /// or was known already.
  const tracked_order* apply(const execution& fill);

  /// Takes the venue's word on an order. The order if that told anything new.
  const tracked_order* apply(const order_report& report);

  /// True if the execution or report belongs to an order of ours.
  [[nodiscard]] bool owns(const order_key& key, const order_id& id) const;

  [[nodiscard]] std::vector<const tracked_order*> all() const;

private:
  tracked_order* locate(const order_key& key, const order_id& id);

  std::map<order_key, tracked_order> orders_;
  std::map<order_id, order_key> keys_;
};

} // namespace lockstep::copytrade
