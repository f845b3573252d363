#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::net {

using namespace std::chrono_literals;

/// One HTTP request, ready to go out. `write` says that repeating it is not
/// harmless: such a request is put on a wire at most once.
struct http_request {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool write = false;
  duration connect_timeout = 3s; ///< name look-up, TCP and TLS together
  duration timeout = 10s;        ///< everything, from hand-over to last byte
};

/// How far a request got.
enum class delivery : uint8_t {
  answered,   ///< a whole HTTP answer came back
  not_sent,   ///< provably no byte of the request left: not executed
  maybe_sent, ///< it may have been executed, nobody knows
};

/// What came of a request.
struct http_response {
  lockstep::net::delivery delivery = delivery::not_sent;
  int status = 0;    ///< HTTP status, when answered
  std::string body;  ///< when answered
  std::string error; ///< one sentence, when not answered
  duration elapsed{};
};

/// Called exactly once per request, on the network thread; must not block.
using http_handler = std::function<void(http_response)>;

/// One WebSocket connection to open.
struct stream_request {
  std::string url;                       ///< `ws://` or `wss://`
  std::vector<std::string> first_frames; ///< sent right after the handshake
  duration connect_timeout = 5s; ///< name look-up, TCP, TLS and handshake
  duration idle_timeout = 10s;   ///< closed if nothing at all arrives
  duration ping_interval = 20s;  ///< sends `ping_frame` (or a ping) that often
  std::string ping_frame;        ///< empty: a WebSocket ping
};

/// What an open connection tells. All on the network thread, in this order:
/// `opened` at most once, then frames, then `closed` exactly once.
struct stream_handler {
  std::function<void()> opened;
  std::function<void(std::string frame)> frame;
  std::function<void(std::string reason)> closed;
};

/// An open (or opening) connection. Thread-safe. Dropping the last reference
/// closes it; `closed` is still called.
class stream {
public:
  virtual ~stream() = default;
  virtual void send(std::string frame) = 0;
  virtual void close() = 0;
};

using stream_ptr = std::shared_ptr<stream>;

/// The way to the outside, driven by one network thread. All members are
/// thread-safe and return at once.
class transport {
public:
  virtual ~transport() = default;

  /// Sends one request over warm, shared connections.
  virtual void send(http_request request, http_handler done) = 0;

  /// Opens one WebSocket. Reconnecting is the caller's decision.
  virtual stream_ptr open(stream_request request, stream_handler handler) = 0;

  /// Ends everything: requests end as `maybe_sent` or `not_sent`, streams are
  /// closed, and the thread is joined. Called by the destructor too.
  virtual void stop() = 0;
};

} // namespace lockstep::net
