#pragma once

#include "tools/paper_exchange/account_setup.hpp"
#include "tools/paper_exchange/controls.hpp"
#include "tools/paper_exchange/diary.hpp"
#include "tools/paper_exchange/kraken/service.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lockstep::paper {

/// What an exchange is made of, wherever it is reached.
struct host_options {
  exchange_options core;
  /// Pairs that are not named here play the built-in day, or made-up prices.
  std::vector<market_setup> markets;
  bool only_named_markets = false; ///< no other pair is traded
  decimal speed{1};                ///< of the pairs that are not named
  std::vector<account_setup> accounts;
  /// The file that keeps accounts, orders and all else over a restart; empty:
  /// nothing is kept. Accounts that are in it are not opened again.
  std::string state;
  std::vector<fault_rule> faults;
  duration clock_skew{};
  bool strict = false;
  bool public_limit = false;
  /// Makes tokens; not given: by chance. A simulation gives one with a seed.
  std::function<std::string(size_t size)> random_text;
};

/// The exchange with its protocol and its time, but without sockets: what it
/// is asked comes through `service()`. The server puts it behind ports, a
/// simulation into virtual time. Everything on one thread.
class host {
public:
  /// Clock and scheduler outlive it.
  host(
    host_options options, const clock& time, scheduler& later,
    std::function<void()> shut_down = [] {});
  host(const host&) = delete;
  host& operator=(const host&) = delete;

  /// Opens markets and accounts, and puts the faults in force. A mistake in
  /// the options gives a sentence.
  [[nodiscard]] result<void> prepare();

  /// From now on time passes.
  void start();

  /// Does something with the controls and lets follow what follows from it.
  void run(const std::function<void(controls&)>& action);

  [[nodiscard]] controls make_controls();
  [[nodiscard]] http_service& service() { return kraken_; }
  /// Serves public and private streams at these ports only.
  void divide_streams(uint16_t public_port, uint16_t private_port);

private:
  result<void> open_state();
  result<void> open_accounts();
  result<void> open_new_accounts();
  result<void> open_markets(timestamp now);
  void note_nonce(const api_key& key);
  void move_time();
  void beat();

  host_options options_;
  skewed_clock time_;
  scheduler& later_;
  std::function<void()> shut_down_;
  std::unique_ptr<diary> diary_;
  std::map<std::string, timestamp> nonce_noted_; ///< by key
  exchange core_;
  key_gate gate_;
  rest_counter counter_;
  token_store tokens_;
  fault_plan faults_;
  kraken::parts all_;
  kraken::service kraken_;
  uint64_t time_round_ = 0;
};

} // namespace lockstep::paper
