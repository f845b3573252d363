#pragma once

#include "model/ids.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace lockstep::paper {

/// Tokens of GetWebSocketsToken. One must be used within 15 minutes; from
/// then on it lives as long as a connection holds it.
class token_store {
public:
  static constexpr duration lifetime = std::chrono::minutes{15};

  struct owner {
    account_id account;
    std::string key;
  };

  /// `random_text` makes so many characters that nobody can guess.
  explicit token_store(std::function<std::string(size_t)> random_text)
    : random_text_{std::move(random_text)} {}

  /// A fresh token for a key.
  [[nodiscard]] std::string issue(owner who, timestamp now);

  /// Whose token it is; nothing if it is unknown or too old.
  [[nodiscard]] std::optional<owner> find(const std::string& token,
                                          timestamp now) const;

  /// A connection uses the token, or no longer does.
  void hold(const std::string& token);
  void release(const std::string& token);

  /// Makes all tokens of an account invalid (of all accounts, if empty).
  void invalidate(const account_id& account);

private:
  struct entry {
    owner who;
    timestamp until;
    int held = 0;
  };

  std::function<std::string(size_t)> random_text_;
  std::map<std::string, entry> tokens_;
};

} // namespace lockstep::paper
