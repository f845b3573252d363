#pragma once

#include "actors/broker_context.hpp"

#include <functional>
#include <vector>

namespace lockstep::actors {

/// Reads all orders of an account that are open, and those that were closed
/// since a time. It is asked before anything is sent after a start: a venue
/// may take a key again once its first order is closed, so a key that the
/// journal does not know proves nothing by itself.
class order_survey {
public:
  using answer_handler = std::function<void(result<std::vector<order_report>>)>;

  explicit order_survey(broker_context& context) : context_{&context} {}

  /// Answers once, with everything or with the first refusal.
  void read(timestamp since, answer_handler done);

private:
  void read_closed(timestamp since, int64_t offset,
                   std::vector<order_report> so_far, answer_handler done);

  broker_context* context_;
};

} // namespace lockstep::actors
