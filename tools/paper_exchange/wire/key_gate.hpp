#pragma once

#include "model/result.hpp"
#include "model/time.hpp"
#include "tools/paper_exchange/account.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::paper {

/// All permissions that a key can have, by Kraken's names.
[[nodiscard]] const std::set<std::string>& known_permissions();
/// What a key has if nothing is said: everything but moving funds.
[[nodiscard]] const std::set<std::string>& default_permissions();

/// The parts of a private request that prove who sent it.
struct credentials {
  std::string key;
  std::string signature;
  std::string path;
  std::string nonce; ///< as it was written; empty if it was not there
  std::string body;
  std::string one_time_password;
  std::string query; ///< behind the path; may be signed with it
};

/// Takes a nonce if it is above all before it, or unused within the key's
/// window below the highest.
[[nodiscard]] bool take_nonce(api_key& key, uint64_t nonce);

/// Checks who calls, in Kraken's order, and locks out who fails too often.
class key_gate {
public:
  /// Failed calls in a row before a key is locked out.
  static constexpr int failures_max = 10;
  static constexpr duration lockout = std::chrono::minutes{15};

  explicit key_gate(account_table& accounts) : accounts_{&accounts} {}

  /// The failure's text is the error as it goes into the answer.
  [[nodiscard]] result<api_key*> verify(const credentials& who, timestamp now);

  /// Tells of each key that was used, with the nonce it has now.
  void tell_used(std::function<void(const api_key&)> who) {
    used_ = std::move(who);
  }

  /// Locks a key out as repeated failures do; each attempt begins it anew.
  void lock(const std::string& key, timestamp now, duration time = lockout);
  /// Answers every call of a key with an error; an empty text ends that.
  void ban(const std::string& key, std::string error);
  /// Asks `otp` of a key from now on.
  void ask_password(const std::string& key, std::string password);

private:
  struct watch {
    int failures = 0;
    timestamp locked_until;
    duration length = lockout;
  };

  [[nodiscard]] result<api_key*> check(const credentials& who, timestamp now);

  account_table* accounts_;
  std::function<void(const api_key&)> used_;
  std::map<std::string, watch> watched_;
  std::map<std::string, std::string> banned_;
  std::map<std::string, std::string> passwords_;
};

} // namespace lockstep::paper
