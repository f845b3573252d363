#pragma once

#include "adapters/venue.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Kraken's signature of private requests.
namespace lockstep::kraken {

/// The bytes that a base64 text stands for. The failure names what is wrong
/// and where, never the text: it is a secret.
[[nodiscard]] result<std::vector<unsigned char>>
decode_secret(std::string_view base64);

/// `API-Sign`: base64 of HMAC-SHA512, keyed with the decoded secret, over the
/// path and the SHA-256 of nonce and body. `body` is exactly what is sent.
[[nodiscard]] result<std::string>
signature(std::string_view secret_base64, std::string_view path,
          std::string_view nonce, std::string_view body);

/// The form of a private request: the nonce, then its fields in their order.
[[nodiscard]] std::string form_body(const private_request& request,
                                    uint64_t nonce);

} // namespace lockstep::kraken
