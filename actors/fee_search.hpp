#pragma once

#include "actors/broker_context.hpp"

#include <functional>
#include <map>
#include <vector>

namespace lockstep::actors {

/// Holds executions that only the trade history told until the ledger says in
/// which asset their fees were taken. The history gives every fee as an amount
/// of the quote currency. Of a purchase that paid in coins less is there than
/// it says, and who sells all of that would seem to keep some.
class fee_search {
public:
  using take_execution = std::function<void(const execution&)>;

  fee_search(broker_context& context, take_execution done)
    : context_{&context}, done_{std::move(done)} {}

  /// Hands it on, with the right fee, soon; at once if it has none. Twice is
  /// once.
  void add(const execution& fill);

  /// Somebody else told it, fee and all.
  void forget(const execution_id& which) { waiting_.erase(which); }

  /// Whether none waits.
  [[nodiscard]] bool idle() const { return waiting_.empty(); }

  /// Asks what is to be asked.
  void tick();

private:
  struct waiting {
    execution fill;
    timestamp until; ///< then it goes on as it was told
  };

  void ask(timestamp since);
  void on_ledger(const std::vector<ledger_entry>& entries);

  broker_context* context_;
  take_execution done_;
  std::map<execution_id, waiting> waiting_;
  bool asking_ = false;
  timestamp due_{};
};

} // namespace lockstep::actors
