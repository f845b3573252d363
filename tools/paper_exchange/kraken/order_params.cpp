#include "tools/paper_exchange/kraken/order_params.hpp"

#include "tools/paper_exchange/wire/params.hpp"

#include <string>

namespace lockstep::paper::kraken {

namespace {

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
  input.pair = text_in(params, "pair");
  input.type = text_in(params, "type");
  input.ordertype = text_in(params, "ordertype");
  input.volume = text_in(params, "volume");
  input.price = text_in(params, "price");
  input.price2 = text_in(params, "price2");
  input.displayvol = text_in(params, "displayvol");
  input.trigger = text_in(params, "trigger");
  input.leverage = text_in(params, "leverage");
  input.reduce_only = flag_in(params, "reduce_only");
  input.stptype = text_in(params, "stptype");
  input.oflags = joined(params, "oflags");
  input.timeinforce = text_in(params, "timeinforce");
  input.starttm = text_in(params, "starttm");
  input.expiretm = text_in(params, "expiretm");
  input.deadline = text_in(params, "deadline");
  input.validate = flag_in(params, "validate");
  input.userref = text_in(params, "userref");
  input.cl_ord_id = text_in(params, "cl_ord_id");
  if (const auto* close = params.find("close")) {
    input.close_ordertype = text_in(*close, "ordertype");
    input.close_price = text_in(*close, "price");
    input.close_price2 = text_in(*close, "price2");
  }
  return input;
}

amend_input amend_of_params(const json& params) {
  amend_input input;
  input.txid = text_in(params, "txid");
  input.cl_ord_id = text_in(params, "cl_ord_id");
  input.order_qty = text_in(params, "order_qty");
  input.display_qty = text_in(params, "display_qty");
  input.limit_price = text_in(params, "limit_price");
  input.trigger_price = text_in(params, "trigger_price");
  input.post_only = flag_in(params, "post_only");
  input.deadline = text_in(params, "deadline");
  return input;
}

edit_input edit_of_params(const json& params) {
  edit_input input;
  input.txid = text_in(params, "txid");
  input.pair = text_in(params, "pair");
  input.volume = text_in(params, "volume");
  input.price = text_in(params, "price");
  input.price2 = text_in(params, "price2");
  input.displayvol = text_in(params, "displayvol");
  input.oflags = joined(params, "oflags");
  input.deadline = text_in(params, "deadline");
  input.userref = text_in(params, "userref");
  input.validate = flag_in(params, "validate");
  return input;
}

} // namespace lockstep::paper::kraken
