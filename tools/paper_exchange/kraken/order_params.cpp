#include "tools/paper_exchange/kraken/order_params.hpp"

#include "tools/paper_exchange/wire/params.hpp"

#include <string>

namespace lockstep::paper::kraken {

namespace {

std::string text(const json& params, std::string_view name) {
  const auto* at = params.find(name);
  return at == nullptr ? std::string{} : at->text();
}

bool flag(const json& params, std::string_view name) {
  const auto* at = params.find(name);
  return at != nullptr && at->truthy();
}

// A comma list, which JSON bodies may write as an array.
std::string joined(const json& params, std::string_view name) {
  const auto* at = params.find(name);
  if (at == nullptr)
    return {};
  std::string sum;
  for (const auto& one : list_of(*at))
    sum += (sum.empty() ? "" : ",") + one;
  return sum;
}

} // namespace

order_input order_of_params(const json& params) {
  order_input input;
  input.pair = text(params, "pair");
  input.type = text(params, "type");
  input.ordertype = text(params, "ordertype");
  input.volume = text(params, "volume");
  input.price = text(params, "price");
  input.price2 = text(params, "price2");
  input.displayvol = text(params, "displayvol");
  input.trigger = text(params, "trigger");
  input.leverage = text(params, "leverage");
  input.reduce_only = flag(params, "reduce_only");
  input.stptype = text(params, "stptype");
  input.oflags = joined(params, "oflags");
  input.timeinforce = text(params, "timeinforce");
  input.starttm = text(params, "starttm");
  input.expiretm = text(params, "expiretm");
  input.deadline = text(params, "deadline");
  input.validate = flag(params, "validate");
  input.userref = text(params, "userref");
  input.cl_ord_id = text(params, "cl_ord_id");
  if (const auto* close = params.find("close")) {
    input.close_ordertype = text(*close, "ordertype");
    input.close_price = text(*close, "price");
    input.close_price2 = text(*close, "price2");
  }
  return input;
}

amend_input amend_of_params(const json& params) {
  amend_input input;
  input.txid = text(params, "txid");
  input.cl_ord_id = text(params, "cl_ord_id");
  input.order_qty = text(params, "order_qty");
  input.display_qty = text(params, "display_qty");
  input.limit_price = text(params, "limit_price");
  input.trigger_price = text(params, "trigger_price");
  input.post_only = flag(params, "post_only");
  input.deadline = text(params, "deadline");
  return input;
}

edit_input edit_of_params(const json& params) {
  edit_input input;
  input.txid = text(params, "txid");
  input.pair = text(params, "pair");
  input.volume = text(params, "volume");
  input.price = text(params, "price");
  input.price2 = text(params, "price2");
  input.displayvol = text(params, "displayvol");
  input.oflags = joined(params, "oflags");
  input.deadline = text(params, "deadline");
  input.userref = text(params, "userref");
  input.validate = flag(params, "validate");
  return input;
}

} // namespace lockstep::paper::kraken
