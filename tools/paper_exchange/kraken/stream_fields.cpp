#include "tools/paper_exchange/kraken/stream_session.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>

namespace lockstep::paper::kraken {

namespace {

using names = std::set<std::string_view>;

// What an order may say of itself, alone or in a batch.
const names order_fields{
  "order_type",       "side",           "order_qty",     "limit_price",
  "limit_price_type", "triggers",       "trigger",       "time_in_force",
  "margin",           "post_only",      "reduce_only",   "effective_time",
  "expire_time",      "cl_ord_id",      "order_userref", "conditional",
  "display_qty",      "fee_preference", "no_mpp",        "stp_type",
  "cash_order_qty",   "sender_sub_id",  "broker",        "asset_class",
  "rebased",
};

names with(const names& some, std::initializer_list<std::string_view> more) {
  auto sum = some;
  sum.insert(more);
  return sum;
}

const names& fields_of(std::string_view method) {
  static const std::map<std::string_view, names> known{
    {"add_order",
     with(order_fields, {"token", "symbol", "deadline", "validate"})},
    {"batch_add",
     {"token", "symbol", "deadline", "validate", "orders", "broker",
      "asset_class", "rebased"}},
    {"amend_order",
     {"token", "order_id", "cl_ord_id", "order_qty", "display_qty",
      "limit_price", "limit_price_type", "trigger_price", "trigger_price_type",
      "post_only", "deadline", "symbol", "asset_class", "rebased"}},
    {"edit_order",
     {"token", "order_id", "symbol", "order_qty", "display_qty", "limit_price",
      "triggers", "deadline", "fee_preference", "no_mpp", "order_userref",
      "post_only", "reduce_only", "validate"}},
    {"cancel_order", {"token", "order_id", "cl_ord_id", "order_userref"}},
    {"batch_cancel", {"token", "orders", "cl_ord_id", "order_userref"}},
    {"cancel_all", {"token"}},
    {"cancel_all_orders_after", {"token", "timeout"}},
  };
  static const names none;
  const auto at = known.find(method);
  return at == known.end() ? none : at->second;
}

// An amount in quotes is refused, whatever it says.
std::string number_error(const json& object) {
  for (const auto* name : {"order_qty", "limit_price", "display_qty",
                           "cash_order_qty", "trigger_price"}) {
    const auto* at = object.find(name);
    if (at == nullptr || !at->is(json::kind::string))
      continue;
    std::string word{name};
    word.front() = static_cast<char>(std::toupper(word.front()));
    return word + " field must be a number_float";
  }
  return {};
}

std::string unknown_field(const json& object, const names& known,
                          std::string_view method) {
  for (const auto& [name, value] : object.members())
    if (!known.contains(name))
      return unsupported_field(name, method);
  return number_error(object);
}

} // namespace

std::string unsupported_field(std::string_view field, std::string_view method) {
  std::string words{method};
  std::replace(words.begin(), words.end(), '_', ' ');
  return "Unsupported field: '" + std::string{field}
         + "' for the given msg type: " + words;
}

std::string field_error(std::string_view method, const json& params) {
  auto error = unknown_field(params, fields_of(method), method);
  const auto* orders = method == "batch_add" ? params.find("orders") : nullptr;
  if (orders == nullptr)
    return error;
  for (const auto& one : orders->items())
    if (error.empty())
      error = unknown_field(one, order_fields, method);
  return error;
}

} // namespace lockstep::paper::kraken
