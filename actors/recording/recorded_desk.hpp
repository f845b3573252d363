#pragma once

#include "actors/copy_desk.hpp"
#include "actors/recording/recorder.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lockstep::actors {

/// What came out of a call besides the records.
[[nodiscard]] recording::outcome outcome_of(const desk_steps& steps);

/// The doors of a copy desk: each call is handed on as it is, and recorded
/// with what came out. A call whose steps are to be journaled goes with them,
/// so that it costs no message of its own.
class recorded_desk {
public:
  recorded_desk(std::shared_ptr<const copy_desk::identity> who, recorder by)
    : desk_{who}, who_{std::move(who)}, by_{std::move(by)} {}

  /// The market that facts point to from now on.
  void see(market_view_ptr market) { market_ = std::move(market); }

  [[nodiscard]] result<void>
  restore(const std::shared_ptr<const restored_account>& from);
  [[nodiscard]] desk_steps adopt(const std::map<asset_id, quantity>& held,
                                 timestamp now);
  [[nodiscard]] desk_steps on_signal(const recording::signal_ptr& what,
                                     const desk_facts& facts);
  [[nodiscard]] std::vector<copytrade::netted>
  net(const std::vector<dispatch>& waited, const desk_facts& facts);
  /// The one with that place in what `net` gave.
  [[nodiscard]] desk_steps on_netted(const copytrade::netted& what,
                                     size_t which, const desk_facts& facts);
  [[nodiscard]] desk_steps on_fault(const copytrade::signal& what,
                                    timestamp now, const std::string& words);
  [[nodiscard]] desk_steps on_placement(const order_key& key,
                                        const placement& told,
                                        const desk_facts& facts);
  [[nodiscard]] desk_steps on_order(const order_update& news,
                                    const desk_facts& facts);
  /// With the balance of the facts.
  [[nodiscard]] desk_steps on_balance(const desk_facts& facts);
  void hurry_sales();
  [[nodiscard]] desk_steps sell_excess(const desk_facts& facts);
  [[nodiscard]] desk_steps on_master_order_end(const order_id& order,
                                               const desk_facts& facts);

  // Questions, which change nothing.
  [[nodiscard]] bool answered(const copytrade::signal_id& what) const {
    return desk_.answered(what);
  }
  [[nodiscard]] const std::vector<order_request>& unfinished() const {
    return desk_.unfinished();
  }
  [[nodiscard]] std::map<asset_id, quantity> positions() const {
    return desk_.positions();
  }
  [[nodiscard]] std::vector<copytrade::row> open_rows() const {
    return desk_.open_rows();
  }
  [[nodiscard]] bool waits_to_sell() const { return desk_.waits_to_sell(); }

private:
  template <class Decide>
  desk_steps recorded(recording::arguments what, const desk_facts& facts,
                      const Decide& decide);
  template <class Decide>
  desk_steps
  recorded(const std::shared_ptr<recorded_call>& call, const Decide& decide);
  void take_facts(recorded_call& call, const desk_facts& facts) const;

  copy_desk desk_;
  std::shared_ptr<const copy_desk::identity> who_;
  recorder by_;
  market_view_ptr market_;
  uint64_t steps_ = 0;
  bool begun_ = false;
  bool adopted_ = false;
};

} // namespace lockstep::actors
