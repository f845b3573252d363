#pragma once

#include "model/ids.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::e2e {

/// Somebody with an account at the exchange and a client of his own, which
/// shares nothing with the engine: what he does, the engine learns only from
/// the exchange.
class person {
public:
  /// `port` on this machine's loopback.
  person(uint16_t port, std::string key, std::string secret)
    : port_{port}, key_{std::move(key)}, secret_{std::move(secret)} {}

  /// Places an order with the fee asked in quote. The failure has the
  /// exchange's own words.
  [[nodiscard]] result<order_id> market_order(const std::string& side,
                                              const std::string& pair,
                                              const std::string& volume);
  [[nodiscard]] result<order_id>
  limit_order(const std::string& side, const std::string& pair,
              const std::string& volume, const std::string& price);

private:
  using fields = std::vector<std::pair<std::string, std::string>>;

  [[nodiscard]] result<order_id> add_order(const fields& what);

  uint16_t port_;
  std::string key_;
  std::string secret_;
  uint64_t nonce_ = 0;
};

} // namespace lockstep::e2e
