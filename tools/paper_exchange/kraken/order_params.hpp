#pragma once

#include "model/result.hpp"
#include "tools/paper_exchange/exchange_order.hpp"
#include "tools/paper_exchange/wire/json.hpp"

#include <string>

namespace lockstep::paper::kraken {

/// An order from REST's parameters. What is not there stays empty.
[[nodiscard]] order_input order_of_params(const json& params);
[[nodiscard]] amend_input amend_of_params(const json& params);
[[nodiscard]] edit_input edit_of_params(const json& params);

/// A price of the socket with its type beside it (`limit_price` and
/// `limit_price_type`) as REST writes it: `pct` gives `+1%`.
[[nodiscard]] std::string typed_price(const json& params,
                                      const std::string& name);

/// An order from the fields of `add_order`, brought into REST's form. Fails
/// with the error that the answer carries.
[[nodiscard]] result<order_input> order_of_stream(const json& params);

} // namespace lockstep::paper::kraken
