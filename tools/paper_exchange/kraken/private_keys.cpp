#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"

#include <chrono>
#include <optional>

namespace lockstep::paper::kraken {

namespace {

std::string seconds_or_zero(const std::optional<timestamp>& time) {
  return time ? to_unix_seconds(*time, 0) : "0";
}

} // namespace

rest_answer websockets_token(const rest_call& call) {
  const auto token = call.tokens.issue({call.who(), call.key->key}, call.now);
  constexpr auto seconds
    = std::chrono::duration_cast<std::chrono::seconds>(token_store::lifetime);
  return json_writer{}
    .begin_object()
    .string("token", token)
    .integer("expires", seconds.count())
    .end_object()
    .str();
}

rest_answer api_key_info(const rest_call& call) {
  const auto& key = *call.key;
  json_writer out;
  out.begin_object()
    .string("apiKeyName", key.label)
    .string("apiKey", key.key)
    .string("nonce", std::to_string(key.nonce_last))
    .string("nonceWindow", std::to_string(key.nonce_window))
    .begin_array("permissions");
  for (const auto& permission : key.permissions)
    out.string(permission);
  out.end_array()
    .string("iban", call.core.accounts().find(call.who())->iban())
    .string("validUntil", seconds_or_zero(key.valid_until))
    .string("queryFrom", "0")
    .string("queryTo", "0")
    .string("createdTime", to_unix_seconds(key.created, 0))
    .string("modifiedTime", to_unix_seconds(key.modified, 0))
    .begin_array("ipAllowlist")
    .end_array()
    .string("lastUsed", seconds_or_zero(key.last_used));
  return out.end_object().str();
}

} // namespace lockstep::paper::kraken
