#pragma once

#include "model/result.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::commands {

/// Somebody who trades in the exchange's own page: a client of its own, with
/// a key of its own, that shares nothing with the engine. What he does, the
/// engine learns only from the exchange.
class demo_trader {
public:
  /// `port` on this machine's loopback.
  demo_trader(uint16_t port, std::string key, std::string secret)
    : port_{port}, key_{std::move(key)}, secret_{std::move(secret)} {}

  /// Places a market order. The exchange's own description of it.
  [[nodiscard]] result<std::string> market_order(const std::string& side,
                                                 const std::string& pair,
                                                 const std::string& volume);

private:
  using fields = std::vector<std::pair<std::string, std::string>>;

  [[nodiscard]] result<std::string> ask(const std::string& method,
                                        const fields& what);

  uint16_t port_;
  std::string key_;
  std::string secret_;
  uint64_t nonce_ = 0;
};

} // namespace lockstep::commands
