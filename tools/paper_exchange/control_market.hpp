#pragma once

#include "tools/paper_exchange/controls.hpp"
#include "tools/paper_exchange/wire/json.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <string>
#include <string_view>

/// What the control port does to markets, and what all its actions share.
namespace lockstep::paper::control {

/// A JSON document, or a sentence.
using outcome = result<std::string>;

/// A member that must be an amount.
[[nodiscard]] result<decimal> amount(const json& body, std::string_view name);

/// An empty document if it went well.
template <class T>
[[nodiscard]] outcome done(const result<T>& what) {
  if (!what)
    return tl::unexpected{what.error()};
  return "{}";
}

[[nodiscard]] outcome set_price(controls& all, const json& body);
[[nodiscard]] outcome steer_market(controls& all, const json& body);
[[nodiscard]] outcome set_liquidity(controls& all, const json& body);
[[nodiscard]] outcome fill_parts(controls& all, const json& body);
[[nodiscard]] outcome set_status(controls& all, const json& body);

} // namespace lockstep::paper::control
