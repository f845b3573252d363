#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces.hpp"
#include "actors/listener_list.hpp"
#include "adapters/key_channel.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace lockstep::actors {

/// How many requests of a key are on their way, over all incarnations of its
/// broker: a new one sends nothing before those of the old one have ended.
struct in_flight_gate {
  std::atomic<int> count{0};
};

/// What a broker is made from.
struct broker_setup {
  environment_ptr env;
  account_id account;
  venue_ptr where;
  std::optional<credentials> who; ///< empty: not configured
  std::string missing;            ///< then: what was looked for
  account_tier tier = account_tier::starter;
  bool master = false;        ///< his executions become signals
  bool private_stream = true; ///< else orders are confirmed by query
  journal_actor journal;
  market_actor market;
  broker_actor address; ///< survives restarts
  std::shared_ptr<in_flight_gate> gate = std::make_shared<in_flight_gate>();
  std::shared_ptr<listener_list> listeners = std::make_shared<listener_list>();
};

/// What the parts of a broker share. Lives as long as they do.
struct broker_context {
  const broker_setup* setup = nullptr;
  key_channel* channel = nullptr;
  venue_ptr venue;
  duration ahead{}; ///< the venue's clock before ours
  /// Tell all listeners.
  std::function<void(order_update)> tell_order;
  std::function<void(executions_seen)> tell_executions;
  std::function<void(order_seen)> tell_report;
  std::function<void()> tell_account;
  /// Whether an order of ours may execute, or have executed, unknown to us.
  std::function<bool()> has_open_orders;
  /// Whether the private stream tells all that happens to the account.
  std::function<bool()> hears_all;
  /// Of what happened before it did, the balance may know nothing.
  std::function<void()> began_to_hear;
  /// The private stream has told all orders and the last executions.
  std::function<void()> told_past;

  [[nodiscard]] timestamp now() const { return setup->env->clock->now(); }
  [[nodiscard]] timestamp venue_now() const { return now() + ahead; }
};

} // namespace lockstep::actors
