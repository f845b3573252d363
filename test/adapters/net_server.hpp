#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 mistakes the allocation of Asio's coroutine frames for a mismatch.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace lockstep::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using asio::ip::tcp;
using http_message = http::request<http::string_body>;

/// A server on loopback. Each connection runs `script`, a coroutine on the
/// server's own thread; an exception in there ends the connection.
class local_server {
public:
  using script = std::function<asio::awaitable<void>(tcp::socket)>;

  explicit local_server(script s);
  local_server(const local_server&) = delete;
  local_server& operator=(const local_server&) = delete;
  ~local_server();

  /// `http://127.0.0.1:PORT` for the scheme `http`.
  [[nodiscard]] std::string url(const std::string& scheme,
                                const std::string& host = "127.0.0.1") const;

  /// Connections accepted so far.
  [[nodiscard]] int connections() const { return connections_; }

private:
  asio::awaitable<void> accept();

  script script_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

/// Reads one request.
template <class Stream>
asio::awaitable<http_message>
read_request(Stream& stream, beast::flat_buffer& buffer) {
  http_message request;
  co_await http::async_read(stream, buffer, request, asio::use_awaitable);
  co_return request;
}

/// Sends one answer with a length, for a connection that stays open.
template <class Stream>
asio::awaitable<void> answer(Stream& stream, std::string body,
                             http::status status = http::status::ok) {
  http::response<http::string_body> response{status, 11};
  response.body() = std::move(body);
  response.prepare_payload();
  co_await http::async_write(stream, response, asio::use_awaitable);
}

/// Answers every request with what it was, as `METHOD TARGET BODY`.
template <class Stream>
asio::awaitable<void> echo(Stream& stream) {
  beast::flat_buffer buffer;
  for (;;) {
    const auto request = co_await read_request(stream, buffer);
    co_await answer(stream, std::string{request.method_string()} + ' '
                              + std::string{request.target()} + ' '
                              + request.body());
  }
}

/// Waits until the other side closes; drops what it sends.
asio::awaitable<void> wait_for_end(tcp::socket& socket);

/// A port of loopback on which nobody listens.
[[nodiscard]] uint16_t unused_port();

} // namespace lockstep::test
