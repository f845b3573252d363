#pragma once

#include "model/result.hpp"

#include <string>
#include <string_view>

namespace lockstep::paper {

/// Reads base64 with padding.
[[nodiscard]] result<std::string> base64_decode(std::string_view text);
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// `API-Sign` as Kraken computes it: base64 of HMAC-SHA512, keyed with the
/// decoded secret, over the path and SHA256(nonce + body). The check of the
/// exchange's side; it shares no line with the adapter that it checks.
[[nodiscard]] std::string
kraken_signature(std::string_view secret_bytes, std::string_view path,
                 std::string_view nonce, std::string_view body);

/// Compares in a time that does not depend on where the texts differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view a,
                                          std::string_view b);

/// `size` unguessable bytes, printed with letters and digits: keys and tokens.
[[nodiscard]] std::string random_text(size_t size);

} // namespace lockstep::paper
