#include "model/time.hpp"
#include "tools/paper_exchange/kraken/order_params.hpp"

#include <algorithm>
#include <string>
#include <utility>

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
  const auto fees = text(params, "fee_preference");
  add(flag(params, "post_only"), "post");
  add(fees == "base", "fcib");
  add(fees == "quote", "fciq");
  add(flag(params, "no_mpp"), "nompp");
  add(params.find("cash_order_qty") != nullptr, "viqc");
  return flags;
}

void put_prices(order_input& input, const json& params) {
  const auto limit = price_of(text(params, "limit_price"),
                              text(params, "limit_price_type"));
  // Documents say `triggers`; some clients send `trigger`.
  const auto* triggers = params.find("triggers");
  if (triggers == nullptr)
    triggers = params.find("trigger");
  if (triggers == nullptr) {
    input.price = limit;
    return;
  }
  input.price = price_of(text(*triggers, "price"),
                         text(*triggers, "price_type"));
  input.price2 = limit;
  input.trigger = text(*triggers, "reference");
}

void put_close(order_input& input, const json& params) {
  const auto* close = params.find("conditional");
  if (close == nullptr)
    return;
  const auto limit = price_of(text(*close, "limit_price"),
                              text(*close, "limit_price_type"));
  const auto trigger = price_of(text(*close, "trigger_price"),
                                text(*close, "trigger_price_type"));
  input.close_ordertype = text(*close, "order_type");
  input.close_price = trigger.empty() ? limit : trigger;
  input.close_price2 = trigger.empty() ? std::string{} : limit;
}

} // namespace

result<order_input> order_of_stream(const json& params) {
  order_input input;
  input.pair = text(params, "symbol");
  input.type = text(params, "side");
  input.ordertype = text(params, "order_type");
  const auto cash = text(params, "cash_order_qty");
  input.volume = cash.empty() ? text(params, "order_qty") : cash;
  input.displayvol = text(params, "display_qty");
  input.leverage = flag(params, "margin") ? "2" : "";
  input.reduce_only = flag(params, "reduce_only");
  input.stptype = dashes(text(params, "stp_type"));
  input.oflags = flags_of(params);
  input.timeinforce = text(params, "time_in_force");
  input.deadline = text(params, "deadline");
  input.validate = flag(params, "validate");
  input.userref = text(params, "order_userref");
  input.cl_ord_id = text(params, "cl_ord_id");
  put_prices(input, params);
  put_close(input, params);
  for (const auto& [name, into] : {std::pair{"effective_time", &input.starttm},
                                   std::pair{"expire_time", &input.expiretm}}) {
    auto seconds = seconds_of(text(params, name));
    if (!seconds)
      return tl::unexpected{seconds.error()};
    *into = std::move(*seconds);
  }
  return input;
}

} // namespace lockstep::paper::kraken
