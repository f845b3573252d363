#pragma once

#include "tools/paper_exchange/kraken/rest_call.hpp"

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

namespace lockstep::paper::kraken {

/// How a key's permissions must meet an endpoint's.
enum class demand : uint8_t { any, all };

/// One endpoint: who may call it, what it costs, and what it knows.
struct rest_endpoint {
  std::string_view name;
  rest_function run;
  std::vector<std::string_view> permissions; ///< empty: every key may
  demand needs = demand::any;
  int cost = 1;                      ///< of the REST counter; 0 is not counted
  bool order_view = false;           ///< shows orders or executions: may lag
  std::set<std::string_view> params; ///< besides nonce and otp
};

/// The private endpoints of funds, and of what accounts may have besides.
[[nodiscard]] std::vector<rest_endpoint> account_endpoints();

/// nullptr if there is none of that name.
[[nodiscard]] const rest_endpoint* public_endpoint(std::string_view name);
[[nodiscard]] const rest_endpoint* private_endpoint(std::string_view name);

} // namespace lockstep::paper::kraken
