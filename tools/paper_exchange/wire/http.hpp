#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::paper {

/// One HTTP request as it came in.
struct http_request {
  std::string method;
  std::string path;  ///< up to the question mark, as sent
  std::string query; ///< behind the question mark, as sent
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  uint16_t port = 0;   ///< of ours, on which it came
  bool reused = false; ///< not the first request of its connection

  /// The header of that name in any case, or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// How an answer ends. All but the first are faults on demand.
enum class http_ending : uint8_t {
  whole, ///< sent, and the connection kept if the client wants that
  cut,   ///< half of the bytes, then the connection is closed
  close, ///< no byte at all, the connection is closed
  hang,  ///< no byte at all, the connection stays
};

/// What is answered.
struct http_reply {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  http_ending ending = http_ending::whole;
};

/// Takes the answer of one request; called exactly once, at any later time.
using http_responder = std::function<void(http_reply)>;

/// Our end of one WebSocket. Everything happens on the server's one thread.
class socket_link {
public:
  virtual ~socket_link() = default;
  virtual void send(std::string frame) = 0;
  /// Closes with a closing handshake, or (`hard`) by dropping the connection.
  virtual void close(bool hard) = 0;
};

/// What one WebSocket tells. `closed` comes exactly once, nothing after it.
class socket_handler {
public:
  virtual ~socket_handler() = default;
  virtual void opened() = 0;
  virtual void frame(std::string text) = 0;
  virtual void closed() = 0;
};

/// What a listener serves.
class http_service {
public:
  virtual ~http_service() = default;
  virtual void handle(http_request request, http_responder respond) = 0;
  /// A WebSocket handshake; nullptr refuses it with 404.
  virtual std::shared_ptr<socket_handler>
  upgrade(const http_request& request, std::shared_ptr<socket_link> link) = 0;
};

/// The way to do something later, on the server's thread. Things of the same
/// time happen in the order in which they were asked for.
class scheduler {
public:
  virtual ~scheduler() = default;
  virtual void after(duration delay, std::function<void()> action) = 0;
};

} // namespace lockstep::paper
