#pragma once

#include "adapters/net/transport.hpp"
#include "model/result.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace lockstep::net {

/// Limits and names of one transport. The defaults are for live venues.
struct transport_options {
  /// `lockstep/VERSION`; Kraken refuses requests that carry none.
  std::string user_agent = "lockstep";
  /// Certificates (PEM) that are trusted besides the system's; may be empty.
  std::string ca_file{};
  /// Requests of one host (and port) that are under way at once; the others
  /// wait in the order of their hand-over, within their own time-out.
  size_t requests_per_host_max = 256;
  /// Idle connections that are kept warm, over all hosts.
  size_t idle_connections_max = 512;
  /// Shares connections by HTTP/2 where the host offers it. Off, because the
  /// end of one connection then leaves all writes on it in doubt, and because
  /// curl 7.88 was seen to lose a tenth of 500 writes that way in a burst.
  bool http2 = false;
  size_t answer_bytes_max = 16u << 20; ///< longer answers are cut off
  size_t frame_bytes_max = 16u << 20;  ///< longer frames end their stream
  size_t unsent_bytes_max = 4u << 20;  ///< per stream, before it is given up
  duration close_timeout = 500ms;      ///< for the closing handshake
};

/// Starts the network thread. Fails if the CA file can not be read.
///
/// - Certificates and host names are always verified; without TLS it talks to
///   loopback only, because keys must not travel in clear. Redirects, cookies
///   and the environment's proxies are not followed.
/// - A write is put on a wire at most once, whatever happens to the
///   connection. A read may be repeated once on a fresh connection.
/// - Handlers run on the network thread and must not throw. One may call
///   `send`, `open` and even `stop` (which then does not wait), but must not
///   destroy the transport.
/// - After the stop requests end as `not_sent` and streams as closed, on the
///   caller's thread, before `send` or `open` returns.
[[nodiscard]] result<std::unique_ptr<transport>>
make_transport(transport_options options = {});

} // namespace lockstep::net
