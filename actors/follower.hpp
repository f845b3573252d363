#pragma once

#include "actors/copy_desk.hpp"
#include "actors/environment.hpp"
#include "actors/interfaces.hpp"
#include "actors/recording/recorded_desk.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace lockstep::actors {

/// What a follower is made from.
struct follower_setup {
  environment_ptr env;
  copy_desk::identity who;
  journal_actor journal;
  market_actor market;
  broker_actor broker;
  copier_actor copier;
  follower_actor address; ///< survives restarts
};

/// One user. Moves messages between his copy desk, which decides, and the
/// journal, his broker and the copier.
class follower_state {
public:
  static constexpr const char* name = "follower";

  follower_state(follower_actor::pointer self,
                 std::shared_ptr<const follower_setup> setup);

  follower_actor::behavior_type make_behavior();

private:
  struct waiting_signal {
    dispatch what;
    timestamp since;
  };

  void restore();
  void on_restored(const std::shared_ptr<const restored_account>& found);
  void meet_broker();
  void listen_to_broker();
  void say_hello();
  void on_heads_up(const order_id& order);
  void on_dispatch(const dispatch& what);
  void on_order_end(const order_id& order);
  void on_market(const market_update& news);
  void on_account(const account_update& news);
  void on_order(const order_update& news);
  void on_tick();
  void use(const market_view_ptr& view);
  void sell_what_waits();
  caf::result<account_report> on_describe();

  void copy(const dispatch& what);
  void act(const copytrade::signal& on,
           const std::function<desk_steps()>& decide);
  void copy_waiting();
  void copy_ready();
  void end_orders();
  void sell_excess();
  void carry_out(desk_steps steps);
  void place(const place_order& order);
  void report(const std::vector<copytrade::row>& rows);
  void keep_ticking();

  [[nodiscard]] bool ready() const;
  [[nodiscard]] bool connecting() const;
  [[nodiscard]] bool past_is_known() const;
  [[nodiscard]] bool ready_for(const waiting_signal& next) const;
  [[nodiscard]] desk_facts facts() const;
  [[nodiscard]] std::shared_ptr<const copy_desk::identity> identity() const;
  [[nodiscard]] timestamp venue_now() const;
  [[nodiscard]] recorder make_recorder();

  follower_actor::pointer self_;
  std::shared_ptr<const follower_setup> setup_;
  recorded_desk desk_;
  market_view_ptr market_;
  account_update account_;
  bool restored_ = false;
  bool met_broker_ = false; ///< asked to listen to it
  bool told_ = false;       ///< what it knew of his orders when he asked
  bool caught_up_ = false;  ///< was told all signals that are open
  timestamp past_until_{};  ///< what was executed before may be answered
  bool refreshing_ = false;
  bool ticking_ = false;
  bool stopping_ = false;              ///< what comes now is for the next start
  std::deque<waiting_signal> waiting_; ///< until restored and refreshed
  std::set<order_id> ended_; ///< of the master; some have signals that wait
};

} // namespace lockstep::actors
