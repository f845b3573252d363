#pragma once

#include "actors/recording/recorder.hpp"
#include "copytrade/signals.hpp"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace lockstep::actors {

/// The doors of a signal assembler: each call is handed on as it is, and
/// recorded with what came out. The table of pairs is the market's.
class recorded_assembler {
public:
  using options = copytrade::signal_assembler::options;

  recorded_assembler(const options& how, recorder by);

  void adopt(const asset_id& base, quantity held);
  void restore(const recording::signal_ptr& journaled,
               std::span<const execution> fills, bool answered);
  copytrade::intake add(const execution& fill, const market_view_ptr& market);
  void report(const order_report& what, timestamp now);
  void set_equity(const order_id& order, std::optional<notional> equity);
  [[nodiscard]] recording::signal_ptr
  next(const copytrade::batch_context& context, const market_view_ptr& market);
  void done(const copytrade::signal_id& which);
  [[nodiscard]] std::vector<copytrade::note> take_notes();
  void restore_uncopied(const execution& fill, const market_view_ptr& market);
  [[nodiscard]] std::vector<execution> take_uncopied();

  /// The numbers of what the last signal was made from.
  [[nodiscard]] const std::vector<int64_t>& inputs() const { return inputs_; }

  // Questions, which change nothing.
  [[nodiscard]] std::vector<order_id> needs_equity() const {
    return core_.needs_equity();
  }
  [[nodiscard]] std::map<asset_id, quantity>
  positions_before(const order_id& order,
                   const std::set<execution_id>& since) const {
    return core_.positions_before(order, since);
  }
  [[nodiscard]] std::vector<execution>
  executions_of(const order_id& order) const {
    return core_.executions_of(order);
  }
  [[nodiscard]] std::optional<timestamp> waits_since() const {
    return core_.waits_since();
  }
  [[nodiscard]] bool finished(const order_id& order) const {
    return core_.finished(order);
  }

private:
  std::shared_ptr<recorded_call> begin(recording::arguments what,
                                       market_view_ptr market = nullptr);
  void note_inputs(const copytrade::signal& made, int64_t number);

  copytrade::signal_assembler core_;
  recorder by_;
  uint64_t steps_ = 0;
  std::vector<int64_t> inputs_;
  std::map<execution_id, int64_t> added_; ///< not yet in a signal
  std::map<order_id, int64_t> equities_;
};

} // namespace lockstep::actors
