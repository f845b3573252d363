#pragma once

#include "actors/broker_context.hpp"
#include "copytrade/reservations.hpp"
#include "copytrade/wallet.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::actors {

/// The part of a broker that knows what the account has: the balance, asked
/// now and then and after executions, with all executions told since, and what
/// orders have reserved of it.
class funds {
public:
  explicit funds(broker_context& context) : context_{&context} {}

  /// Asks for the balance now, or right after the question under way. `done`
  /// is called with the result of a question that began after this call.
  void refresh(std::function<void(const result<void>&)> done = {});

  /// Asks if it is time to: long ago, or soon after an execution.
  void tick();

  /// Reserves for an order if that much is free.
  std::optional<copytrade::denial> reserve(const order_key& key,
                                           const copytrade::reservation& what);

  /// The order has ended; what it spent was told by its executions.
  void release(const order_key& key);

  /// Of one of our orders, or of somebody else's.
  void executed(const execution& fill, bool ours);

  /// Money came or went, or an order of the owner's holds some. A signal asks
  /// again at once; without one that waits until balances show it.
  void disturbed();

  /// Orders from before the answer in force may have executed unknown to us.
  void doubt() { settled_ = false; }

  /// False while nobody can tell which executions the balance contains.
  [[nodiscard]] bool settled() const { return settled_; }

  /// True if it is settled and nothing happened since the balance was asked: it
  /// was asked a moment ago, or the stream, which tells everything, told
  /// nothing.
  [[nodiscard]] bool fresh() const;

  [[nodiscard]] std::shared_ptr<const lockstep::balance> current() const {
    return wallet_.current();
  }

private:
  void ask();
  [[nodiscard]] duration after_trade() const;
  [[nodiscard]] bool would_unsettle() const;
  /// One moment on both clocks. Executions carry the venue's time, so the
  /// wallet lives by that; what is due when goes by ours.
  struct moment {
    timestamp here;
    timestamp there;
  };

  void on_answer(answer<lockstep::balance> told, const moment& asked);

  using waiter = std::function<void(const result<void>&)>;

  broker_context* context_;
  copytrade::wallet wallet_;
  copytrade::reservations reserved_;
  std::vector<waiter> waiting_; ///< for the question under way
  std::vector<waiter> queued_;  ///< for the one after it
  bool asking_ = false;
  timestamp due_{};
  timestamp disturbed_{};  ///< the venue's time of the last one
  timestamp quiet_from_{}; ///< from then on a balance has all executions in it
  bool settled_ = true;
};

} // namespace lockstep::actors
