#pragma once

#include "adapters/net/curl_loop.hpp"
#include "adapters/net/make_transport.hpp"
#include "adapters/net/url.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include <functional>
#include <memory>
#include <string>

namespace lockstep::net {

/// What all WebSockets of a transport have in common.
struct websocket_settings {
  asio::io_context& io;
  curl_loop& curl;
  asio::ssl::context& tls;
  const transport_options& options;
};

/// One WebSocket, from the look-up of its name to its end. Network thread
/// only; keeps itself alive while it has something to wait for.
class websocket {
public:
  virtual ~websocket() = default;

  /// Begins to connect.
  virtual void start() = 0;

  /// Sends a text frame after those before it, once the stream is open.
  virtual void send(std::string frame) = 0;

  /// Ends the stream, with a closing handshake if it is open. What is still
  /// unsent is dropped.
  virtual void close(std::string reason) = 0;
};

using websocket_ptr = std::shared_ptr<websocket>;

/// Makes one for an endpoint that was checked. `ended` is called right before
/// the handler's `closed`.
[[nodiscard]] websocket_ptr
make_websocket(const websocket_settings& settings, const url& where,
               stream_request request, stream_handler handler,
               std::function<void(const websocket&)> ended);

} // namespace lockstep::net
