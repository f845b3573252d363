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
  const auto both = [&out](const char* documented, const char* recorded,
                           const std::string& text) {
    out.string(documented, text).string(recorded, text);
  };
  out.begin_object();
  // The documents write these names in one way, recordings in the other.
  both("apiKeyName", "api_key_name", key.label);
  both("apiKey", "api_key", key.key);
  out.string("nonce", std::to_string(key.nonce_last));
  both("nonceWindow", "nonce_window", std::to_string(key.nonce_window));
  out.begin_array("permissions");
  for (const auto& permission : key.permissions)
    out.string(permission);
  out.end_array().string("iban", call.core.accounts().find(call.who())->iban());
  both("validUntil", "valid_until", seconds_or_zero(key.valid_until));
  both("queryFrom", "query_from", "0");
  both("queryTo", "query_to", "0");
  both("createdTime", "created_time", to_unix_seconds(key.created, 0));
  both("modifiedTime", "modified_time", to_unix_seconds(key.modified, 0));
  for (const auto* name : {"ipAllowlist", "ip_allowlist"})
    out.begin_array(name).end_array();
  both("lastUsed", "last_used", seconds_or_zero(key.last_used));
  return out.end_object().str();
}

} // namespace lockstep::paper::kraken
