#pragma once

#include "tools/paper_exchange/wire/http.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>
#include <memory>
#include <string>
#include <utility>

namespace lockstep::paper {

/// One WebSocket over plain TCP or TLS.
template <class Stream>
class socket_connection
  : public socket_link,
    public std::enable_shared_from_this<socket_connection<Stream>> {
public:
  using upgrade_request
    = boost::beast::http::request<boost::beast::http::string_body>;

  explicit socket_connection(Stream stream) : socket_{std::move(stream)} {}

  void start(const upgrade_request& request,
             std::shared_ptr<socket_handler> handler) {
    namespace websocket = boost::beast::websocket;
    handler_ = std::move(handler);
    boost::beast::get_lowest_layer(socket_).expires_never();
    socket_.set_option(websocket::stream_base::timeout::suggested(
      boost::beast::role_type::server));
    socket_.read_message_max(frame_size_max);
    socket_.async_accept(request,
                         [self = this->shared_from_this()](auto error) {
                           if (error)
                             return self->finish();
                           self->open_ = true;
                           self->handler_->opened();
                           self->read();
                           self->write();
                         });
  }

  /// Answers the handshake with 404 and closes.
  void refuse() {
    namespace http = boost::beast::http;
    refusal_.result(http::status::not_found);
    refusal_.set(http::field::content_type, "text/plain");
    refusal_.body() = "there is no stream at this path\n";
    refusal_.keep_alive(false);
    refusal_.prepare_payload();
    http::async_write(socket_.next_layer(), refusal_,
                      [self = this->shared_from_this()](auto, size_t) {
                        boost::beast::get_lowest_layer(self->socket_).close();
                      });
  }

  void send(std::string frame) override {
    if (finished_ || closing_)
      return;
    // A client that never reads must not eat the memory.
    if (outgoing_.size() >= outgoing_max)
      return close(true);
    outgoing_.push_back(std::move(frame));
    write();
  }

  void close(bool hard) override {
    if (finished_)
      return;
    closing_ = true;
    if (hard || !open_)
      return boost::beast::get_lowest_layer(socket_).close();
    close_after_writing();
  }

private:
  static constexpr size_t frame_size_max = 1 << 20;
  static constexpr size_t outgoing_max = 100'000;

  void read() {
    socket_.async_read(incoming_, [self = this->shared_from_this()](auto error,
                                                                    size_t) {
      if (error)
        return self->finish();
      auto text = boost::beast::buffers_to_string(self->incoming_.data());
      self->incoming_.clear();
      self->handler_->frame(std::move(text));
      self->read();
    });
  }

  void write() {
    if (!open_ || writing_ || finished_)
      return;
    if (outgoing_.empty())
      return close_after_writing();
    writing_ = true;
    socket_.text(true);
    socket_.async_write(boost::asio::buffer(outgoing_.front()),
                        [self = this->shared_from_this()](auto error, size_t) {
                          self->writing_ = false;
                          if (error)
                            return; // the pending read ends the connection
                          self->outgoing_.pop_front();
                          self->write();
                        });
  }

  void close_after_writing() {
    if (!closing_ || writing_ || !outgoing_.empty() || close_sent_)
      return;
    close_sent_ = true;
    socket_.async_close(boost::beast::websocket::close_code::normal,
                        [self = this->shared_from_this()](auto) {});
  }

  void finish() {
    if (std::exchange(finished_, true))
      return;
    boost::beast::get_lowest_layer(socket_).close();
    if (auto handler = std::exchange(handler_, nullptr))
      handler->closed();
  }

  boost::beast::websocket::stream<Stream> socket_;
  boost::beast::http::response<boost::beast::http::string_body> refusal_;
  boost::beast::flat_buffer incoming_;
  std::deque<std::string> outgoing_;
  std::shared_ptr<socket_handler> handler_;
  bool open_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool close_sent_ = false;
  bool finished_ = false;
};

} // namespace lockstep::paper
