#pragma once

#include "model/ids.hpp"
#include "model/result.hpp"
#include "tools/paper_exchange/wire/json.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::e2e {

/// Headers of a request.
using headers = std::vector<std::pair<std::string, std::string>>;

/// Posts to a port of this machine on a connection of its own; the body of the
/// answer, or why there is none.
[[nodiscard]] result<std::string> post(uint16_t port, const std::string& path,
                                       const std::string& body,
                                       const headers& with = {});

/// Somebody with an account at the exchange and a client of his own, which
/// shares nothing with the engine: what he does, the engine learns only from
/// the exchange.
class person {
public:
  /// `port` on this machine's loopback.
  person(uint16_t port, std::string key, std::string secret)
    : port_{port}, key_{std::move(key)}, secret_{std::move(secret)} {}

  using fields = std::vector<std::pair<std::string, std::string>>;

  /// Asks a private endpoint; what stands in its `result`.
  [[nodiscard]] result<paper::json> ask(const std::string& endpoint,
                                        const fields& what = {});

  /// Places an order with the fee asked in quote. The failure has the
  /// exchange's own words.
  [[nodiscard]] result<order_id> market_order(const std::string& side,
                                              const std::string& pair,
                                              const std::string& volume);
  [[nodiscard]] result<order_id>
  limit_order(const std::string& side, const std::string& pair,
              const std::string& volume, const std::string& price);

private:
  [[nodiscard]] result<order_id> add_order(const fields& what);

  uint16_t port_;
  std::string key_;
  std::string secret_;
  uint64_t nonce_ = 0;
};

} // namespace lockstep::e2e
