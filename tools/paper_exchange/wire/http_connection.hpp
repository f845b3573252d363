#pragma once

#include "tools/paper_exchange/wire/http.hpp"
#include "tools/paper_exchange/wire/socket_connection.hpp"

#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>

#include <array>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace lockstep::paper {

/// One HTTP connection over plain TCP or TLS: reads a request, has it
/// answered, reads the next. Requests sent ahead are answered in order.
template <class Stream>
class http_connection
  : public std::enable_shared_from_this<http_connection<Stream>> {
public:
  http_connection(Stream stream, http_service& service, uint16_t port)
    : stream_{std::move(stream)}, service_{&service}, port_{port} {}

  void start() {
    if constexpr (is_tls)
      stream_.async_handshake(boost::asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](auto error) {
                                if (!error)
                                  self->read();
                              });
    else
      read();
  }

private:
  static constexpr bool is_tls
    = !std::is_same_v<Stream, boost::beast::tcp_stream>;
  static constexpr uint64_t body_size_max = 4 << 20;
  static constexpr auto idle_max = std::chrono::minutes{10};
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

  using beast_request
    = boost::beast::http::request<boost::beast::http::string_body>;
  using beast_response
    = boost::beast::http::response<boost::beast::http::string_body>;

  void read() {
    namespace http = boost::beast::http;
    parser_.emplace();
    parser_->body_limit(body_size_max);
    boost::beast::get_lowest_layer(stream_).expires_after(idle_max);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = this->shared_from_this()](auto error,
                                                              size_t) {
                              if (error)
                                return self->on_read(error);
                              self->read_body();
                            });
  }

  // Some clients send a body only when they were asked to.
  void read_body() {
    namespace http = boost::beast::http;
    const auto rest = [self = this->shared_from_this()](auto error, size_t) {
      if (error)
        return;
      http::async_read(self->stream_, self->buffer_, *self->parser_,
                       [self](auto failure, size_t) {
                         self->on_read(failure);
                       });
    };
    const auto& expected = parser_->get()[http::field::expect];
    if (parser_->is_done() || !boost::beast::iequals(expected, "100-continue"))
      return rest(boost::beast::error_code{}, 0);
    boost::asio::async_write(stream_, boost::asio::buffer(go_on), rest);
  }

  void on_read(boost::beast::error_code error) {
    namespace http = boost::beast::http;
    if (error == http::error::body_limit)
      return answer({413, "text/plain", "the body is too large\n", {}}, false);
    if (error == http::error::end_of_stream)
      return finish();
    if (error && error.category() == http_category())
      return answer(
        {400, "text/plain", "no HTTP: " + error.message() + "\n", {}}, false);
    if (error)
      return;
    boost::beast::get_lowest_layer(stream_).expires_never();
    auto request = parser_->release();
    ++count_;
    if (boost::beast::websocket::is_upgrade(request))
      return upgrade(std::move(request));
    const auto keep = request.keep_alive();
    head_ = request.method() == http::verb::head;
    service_->handle(translate(request),
                     [self = this->shared_from_this(), keep](http_reply reply) {
                       self->answer(std::move(reply), keep);
                     });
  }

  static const boost::system::error_category& http_category() {
    return make_error_code(boost::beast::http::error::bad_method).category();
  }

  http_request translate(const beast_request& from) const {
    http_request request;
    request.method = std::string{from.method_string()};
    const std::string target{from.target()};
    const auto mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, mark);
    if (mark < target.size())
      request.query = target.substr(mark + 1);
    for (const auto& field : from)
      request.headers.emplace_back(std::string{field.name_string()},
                                   std::string{field.value()});
    request.body = from.body();
    request.port = port_;
    request.reused = count_ > 1;
    return request;
  }

  void upgrade(beast_request request) {
    const auto plain = translate(request);
    auto socket
      = std::make_shared<socket_connection<Stream>>(std::move(stream_));
    if (auto handler = service_->upgrade(plain, socket))
      socket->start(request, std::move(handler));
    else
      socket->refuse();
  }

  void answer(http_reply reply, bool keep) {
    switch (reply.ending) {
      case http_ending::close:
        return boost::beast::get_lowest_layer(stream_).close();
      case http_ending::hang:
        return wait_for_the_end();
      case http_ending::cut:
        return write_half(make_response(std::move(reply), keep));
      case http_ending::whole:
        return write(make_response(std::move(reply), keep));
    }
  }

  beast_response make_response(http_reply reply, bool keep) const {
    namespace http = boost::beast::http;
    beast_response response{static_cast<http::status>(reply.status), 11};
    response.set(http::field::content_type, reply.content_type);
    response.set(http::field::server, "lockstep paper exchange");
    response.set(http::field::cache_control, "no-store");
    response.keep_alive(keep);
    response.body() = std::move(reply.body);
    response.prepare_payload();
    if (head_)
      response.body().clear();
    return response;
  }

  void write(beast_response response) {
    namespace http = boost::beast::http;
    response_ = std::move(response);
    http::async_write(stream_, response_,
                      [self = this->shared_from_this()](auto error, size_t) {
                        if (error)
                          return;
                        if (self->response_.keep_alive())
                          return self->read();
                        self->finish();
                      });
  }

  void write_half(const beast_response& response) {
    std::ostringstream text;
    text << response;
    bytes_ = text.str();
    bytes_.resize(bytes_.size() - response.body().size() / 2 - 1);
    boost::asio::async_write(
      stream_, boost::asio::buffer(bytes_),
      [self = this->shared_from_this()](auto, size_t) {
        boost::beast::get_lowest_layer(self->stream_).close();
      });
  }

  // Keeps the connection, unanswered, until the client gives up.
  void wait_for_the_end() {
    stream_.async_read_some(boost::asio::buffer(ignored_),
                            [self = this->shared_from_this()](auto error,
                                                              size_t) {
                              if (!error)
                                self->wait_for_the_end();
                            });
  }

  void finish() {
    if constexpr (is_tls)
      stream_.async_shutdown([self = this->shared_from_this()](auto) {});
    else {
      boost::beast::error_code ignored;
      stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send,
                                ignored);
    }
  }

  Stream stream_;
  http_service* service_;
  uint16_t port_;
  boost::beast::flat_buffer buffer_;
  std::optional<
    boost::beast::http::request_parser<boost::beast::http::string_body>>
    parser_;
  beast_response response_;
  std::string bytes_;
  std::array<char, 1024> ignored_{};
  uint64_t count_ = 0; ///< requests so far
  bool head_ = false;
};

} // namespace lockstep::paper
