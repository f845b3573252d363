#pragma once

#include "model/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::net {

/// The parts of a URL that decide where a connection goes.
struct url {
  std::string scheme;       ///< `http`, `https`, `ws` or `wss`
  std::string host;         ///< a name or an address; IPv6 without its brackets
  uint16_t port = 0;        ///< the scheme's own if the text names none
  std::string target = "/"; ///< path and query

  bool operator==(const url&) const = default;
};

/// Takes a URL apart. Strict on purpose: no user names, no fragments, no odd
/// characters, so that every library that reads it sees the same host.
[[nodiscard]] result<url> parse_url(std::string_view text);

[[nodiscard]] bool is_secure(const url& u);

/// True for `localhost`, 127.0.0.0/8 and ::1.
[[nodiscard]] bool is_loopback(const url& u);

/// A URL that may be connected to: `plain` (`http`, `ws`) to loopback only,
/// because keys never travel in clear, or the same with TLS anywhere.
[[nodiscard]] result<url> parse_endpoint(std::string_view text,
                                         std::string_view plain);

/// `host:port` as it stands in a URL, IPv6 in brackets.
[[nodiscard]] std::string authority(const url& u);

/// Encodes like Python's `quote_plus`: letters, digits and `_.-~` stay, a
/// space becomes `+`, any other byte `%XX`. Signatures depend on each byte.
[[nodiscard]] std::string url_encode(std::string_view text);

/// `name=value&name=value`, both encoded, in the given order; Python's
/// `urlencode`.
[[nodiscard]] std::string
form_encode(std::span<const std::pair<std::string, std::string>> fields);

} // namespace lockstep::net
