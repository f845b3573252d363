#pragma once

#include "actors/broker_context.hpp"
#include "actors/funds.hpp"
#include "actors/order_desk.hpp"
#include "actors/order_survey.hpp"
#include "actors/private_feed.hpp"
#include "adapters/nonce.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::actors {

/// The only owner of a key: nonces, limits, queue, orders, balance. Starts by
/// reading the pairs, the journal, the key's rights and the balance, and takes
/// orders only after that. What its parts do stands in funds, order_desk and
/// private_feed.
class broker_state {
public:
  static constexpr const char* name = "broker";

  broker_state(broker_actor::pointer self,
               std::shared_ptr<const broker_setup> setup);
  ~broker_state();

  broker_actor::behavior_type make_behavior();

private:
  // Starting, one step after the other; `try_later` repeats the last one.
  void begin();
  void ask_market();
  void ask_journal();
  void ask_nonce();
  void check_key();
  void on_no_key(const venue_error& no);
  void probe_withdrawals();
  void on_key(const key_info& info);
  void ask_balance();
  void enrol();
  void restore_orders();
  void survey_orders();
  void become_ready();
  void ask_fees();
  void fail(reason why, const std::string& words);
  void try_later(duration wait, void (broker_state::*step)());

  // What others ask.
  caf::result<placement> on_place(const place_order& what);
  std::optional<placement> adopt(const place_order& what);
  void place_held();
  void look_again();
  [[nodiscard]] bool may_have_been_sent(const place_order& what) const;
  caf::result<account_update> on_refresh();
  caf::result<account_update> on_ask_anew();
  caf::result<ledger_snapshot> on_ledger(timestamp since, bool heard_will_do);
  void on_listen(const account_listener_actor& who);
  void on_market(const market_update& news);
  void on_request_done(const request_done& done);
  void on_tick();
  caf::result<void> on_stop();
  [[nodiscard]] bool is_finished() const;
  void give_up_waiting();
  void answer_stop();

  void repeat_to(const account_listener_actor& who);
  void on_execution(const execution& fill);
  void on_report(const order_report& report, bool late);
  void on_movement(const ledger_entry& moved);
  void watch_for_strangers(const order_key& key, timestamp time);
  [[nodiscard]] std::optional<placement> barred(const place_order& what) const;
  [[nodiscard]] bool second_engine() const;
  [[nodiscard]] account_update standing() const;
  [[nodiscard]] journal::header header() const;
  [[nodiscard]] journal::state_record orders_known() const;

  // The ports of the channel.
  void send(net::http_request request, uint64_t number);
  std::optional<uint64_t> next_nonce(timestamp now);
  void reserve_nonces(uint64_t end);
  void wake(timestamp at);
  bool allowed(const private_request& request) const;

  template <class Message>
  void tell(const Message& what);

  broker_actor::pointer self_;
  std::shared_ptr<const broker_setup> setup_;
  broker_context context_;
  std::shared_ptr<const restored_account> restored_;
  std::optional<nonce_source> nonces_;
  bool reserving_ = false;
  std::unique_ptr<key_channel> channel_;
  funds funds_;
  order_desk desk_;
  order_survey survey_;
  private_feed feed_;
  account_phase phase_ = account_phase::starting;
  reason why_ = reason::none;
  std::string words_;
  ratio taker_fee_;
  std::string identity_; ///< the exchange account, if the venue tells it
  timestamp enrolled_{};
  timestamp watch_since_{}; ///< orders from before are none of our business
  /// Whether every order from before the start is known that there is.
  bool knows_past_ = false;
  timestamp past_until_{}; ///< in venue time
  /// Orders that a process before this one may have sent.
  std::vector<std::pair<place_order, caf::typed_response_promise<placement>>>
    held_;
  timestamp look_again_due_{};
  std::shared_ptr<const std::map<asset_id, quantity>> enrolled_with_;
  /// What was told of a master, for a copier that begins again: it may have
  /// ended with some of it in its hands.
  std::deque<execution> told_executions_;
  std::map<order_id, order_seen> told_reports_;
  uint32_t failures_ = 0;
  /// When the journal was told last that it knows all orders.
  std::optional<timestamp> orders_known_at_;
  bool stopping_ = false;
  timestamp wake_at_ = timestamp::max();
  std::vector<caf::typed_response_promise<void>> stop_waiting_;
};

} // namespace lockstep::actors
