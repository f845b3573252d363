#include "model/time.hpp"
#include "tools/paper_exchange/kraken/order_params.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

std::string dashes(std::string words) {
  std::replace(words.begin(), words.end(), '_', '-');
  return words;
}

// A price with its type: `pct` and `quote` are relative, as in `+1%`.
std::string price_of(const std::string& price, const std::string& type) {
  if (price.empty() || type.empty() || type == "static")
    return price;
  const auto sign = price.front() == '-' || price.front() == '+' ? "" : "+";
  return sign + price + (type == "pct" ? "%" : "");
}

// RFC 3339 as seconds since 1970, which REST takes.
result<std::string> seconds_of(const std::string& time) {
  if (time.empty())
    return std::string{};
  const auto parsed = parse_rfc3339(time);
  if (!parsed)
    return fail("EGeneral:Invalid arguments");
  return to_unix_seconds(*parsed, 9);
}

std::string flags_of(const json& params) {
  std::string flags;
  const auto add = [&](bool wanted, const char* name) {
    if (wanted)
      flags += (flags.empty() ? "" : ",") + std::string{name};
  };
  const auto fees = text_in(params, "fee_preference");
  add(flag_in(params, "post_only"), "post");
  add(fees == "base", "fcib");
  add(fees == "quote", "fciq");
  add(flag_in(params, "no_mpp"), "nompp");
  add(params.find("cash_order_qty") != nullptr, "viqc");
  return flags;
}

void put_prices(order_input& input, const json& params) {
  const auto limit = typed_price(params, "limit_price");
  // Documents say `triggers`; some clients send `trigger`.
  const auto* triggers = params.find("triggers");
  if (triggers == nullptr)
    triggers = params.find("trigger");
  if (triggers == nullptr) {
    input.price = limit;
    return;
  }
  input.price = price_of(text_in(*triggers, "price"),
                         text_in(*triggers, "price_type"));
  input.price2 = limit;
  input.trigger = text_in(*triggers, "reference");
}

void put_close(order_input& input, const json& params) {
  const auto* close = params.find("conditional");
  if (close == nullptr)
    return;
  const auto limit = typed_price(*close, "limit_price");
  const auto trigger = typed_price(*close, "trigger_price");
  input.close_ordertype = text_in(*close, "order_type");
  input.close_price = trigger.empty() ? limit : trigger;
  input.close_price2 = trigger.empty() ? std::string{} : limit;
}

} // namespace

std::string typed_price(const json& params, const std::string& name) {
  return price_of(text_in(params, name), text_in(params, name + "_type"));
}

result<order_input> order_of_stream(const json& params) {
  order_input input;
  input.pair = text_in(params, "symbol");
  input.type = text_in(params, "side");
  input.ordertype = text_in(params, "order_type");
  const auto cash = text_in(params, "cash_order_qty");
  input.volume = cash.empty() ? text_in(params, "order_qty") : cash;
  input.displayvol = text_in(params, "display_qty");
  input.leverage = flag_in(params, "margin") ? "2" : "";
  input.reduce_only = flag_in(params, "reduce_only");
  input.stptype = dashes(text_in(params, "stp_type"));
  input.oflags = flags_of(params);
  input.timeinforce = text_in(params, "time_in_force");
  input.deadline = text_in(params, "deadline");
  input.validate = flag_in(params, "validate");
  input.userref = text_in(params, "order_userref");
  input.cl_ord_id = text_in(params, "cl_ord_id");
  put_prices(input, params);
  put_close(input, params);
  for (const auto& [name, into] : {std::pair{"effective_time", &input.starttm},
                                   std::pair{"expire_time", &input.expiretm}}) {
    auto seconds = seconds_of(text_in(params, name));
    if (!seconds)
      return tl::unexpected{seconds.error()};
    *into = std::move(*seconds);
  }
  return input;
}

} // namespace lockstep::paper::kraken
