#include "adapters/net/websocket.hpp"

#include "adapters/net/tcp_connect.hpp"

#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <sys/socket.h>

#include <chrono>
#include <deque>
#include <type_traits>
#include <utility>

namespace lockstep::net {

namespace {

namespace beast = boost::beast;
namespace ws = beast::websocket;

using boost::system::error_code;
using plain_wire = beast::tcp_stream;
using secure_wire = beast::ssl_stream<beast::tcp_stream>;

int64_t milliseconds(duration d) {
  return std::chrono::ceil<std::chrono::milliseconds>(d).count();
}

/// `Host` names the port only where it is not the scheme's own.
std::string host_header(const url& where) {
  const auto usual = is_secure(where) ? 443 : 80;
  return where.port == usual ? where.host : authority(where);
}

/// Gives a connected descriptor to the socket.
void adopt(asio::ip::tcp::socket& socket, int fd, error_code& ec) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const auto v6 = address.ss_family == AF_INET6;
  socket.assign(v6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), fd, ec);
}

/// Tells the server which certificate is expected (SNI); an address has none.
void name_server(SSL* tls, std::string& host) {
  error_code no_address;
  asio::ip::make_address(host, no_address);
  if (no_address)
    SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             host.data());
}

template <class Wire>
class session final : public websocket,
                      public std::enable_shared_from_this<session<Wire>> {
public:
  template <class... Tls>
  session(const websocket_settings& settings, url where, stream_request request,
          stream_handler handler, std::function<void(const websocket&)> ended,
          Tls&... tls)
    : settings_(settings),
      where_(std::move(where)),
      request_(std::move(request)),
      handler_(std::move(handler)),
      ended_(std::move(ended)),
      ws_(settings.io, tls...),
      limit_(settings.io),
      ping_(settings.io) {
    // nop
  }

  // -- what the owner says ----------------------------------------------------

  void start() override {
    give_up_after(request_.connect_timeout, phase::connecting,
                  fmt::format("{} was not open within {} ms", where_.host,
                              milliseconds(request_.connect_timeout)));
    connect_ = std::make_unique<tcp_connect>(
      settings_.curl, where_, request_.connect_timeout,
      [self = me()](result<int> fd) { self->on_connected(std::move(fd)); });
  }

  void send(std::string frame) override {
    if (phase_ != phase::connecting && phase_ != phase::open)
      return;
    unsent_bytes_ += frame.size();
    queue_.push_back(std::move(frame));
    if (unsent_bytes_ > settings_.options.unsent_bytes_max)
      end(fmt::format("{} does not take what is sent: {} bytes are waiting",
                      where_.host, unsent_bytes_));
    else if (phase_ == phase::open && !writing_)
      write();
  }

  void close(std::string reason) override {
    if (phase_ == phase::connecting)
      return end(std::move(reason));
    if (phase_ != phase::open)
      return;
    phase_ = phase::closing;
    ping_.cancel();
    give_up_after(settings_.options.close_timeout, phase::closing, reason);
    ws_.async_close(ws::close_code::normal,
                    [self = me(), reason](const error_code&) {
                      self->end(reason);
                    });
  }

private:
  enum class phase : uint8_t { connecting, open, closing, ended };

  std::shared_ptr<session> me() { return this->shared_from_this(); }

  // -- from the name to the open stream ---------------------------------------

  void on_connected(result<int> fd) {
    connect_.reset();
    error_code ec;
    if (!fd)
      return end(fmt::format("{}: {}", where_.host, fd.error().text));
    adopt(beast::get_lowest_layer(ws_).socket(), *fd, ec);
    if (ec)
      return lose(ec);
    if constexpr (std::is_same_v<Wire, secure_wire>)
      begin_tls();
    else
      begin_handshake();
  }

  void begin_tls() {
    auto& tls = ws_.next_layer();
    name_server(tls.native_handle(), where_.host);
    tls.set_verify_callback(asio::ssl::host_name_verification(where_.host));
    tls.async_handshake(asio::ssl::stream_base::client,
                        [self = me()](const error_code& ec) {
                          if (ec)
                            self->lose(ec);
                          else
                            self->begin_handshake();
                        });
  }

  void begin_handshake() {
    ws_.read_message_max(settings_.options.frame_bytes_max);
    ws_.set_option(ws::stream_base::decorator(
      [agent = settings_.options.user_agent](ws::request_type& request) {
        request.set(beast::http::field::user_agent, agent);
      }));
    ws_.set_option(ws::stream_base::timeout{ws::stream_base::none(),
                                            request_.idle_timeout, false});
    ws_.async_handshake(refusal_, host_header(where_), where_.target,
                        [self = me()](const error_code& ec) {
                          self->on_handshake(ec);
                        });
  }

  void on_handshake(const error_code& ec) {
    if (phase_ != phase::connecting)
      return;
    if (ec == ws::error::upgrade_declined)
      return end(fmt::format("{} refused the stream with HTTP status {}",
                             where_.host, refusal_.result_int()));
    if (ec)
      return lose(ec);
    phase_ = phase::open;
    limit_.cancel();
    for (const auto& frame : request_.first_frames)
      unsent_bytes_ += frame.size();
    queue_.insert(queue_.begin(), request_.first_frames.begin(),
                  request_.first_frames.end());
    if (handler_.opened)
      handler_.opened();
    write();
    read();
    schedule_ping();
  }

  // -- the open stream --------------------------------------------------------

  void read() {
    ws_.async_read(buffer_, [self = me()](const error_code& ec, size_t) {
      self->on_read(ec);
    });
  }

  void on_read(const error_code& ec) {
    if (phase_ != phase::open)
      return;
    if (ec)
      return lose(ec);
    auto frame = beast::buffers_to_string(buffer_.data());
    buffer_.consume(buffer_.size());
    if (handler_.frame)
      handler_.frame(std::move(frame));
    read();
  }

  void write() {
    if (phase_ != phase::open || queue_.empty())
      return;
    writing_ = true;
    ws_.async_write(asio::buffer(queue_.front()),
                    [self = me()](const error_code& ec, size_t) {
                      self->on_write(ec);
                    });
  }

  void on_write(const error_code& ec) {
    writing_ = false;
    if (phase_ != phase::open)
      return;
    if (ec)
      return lose(ec);
    unsent_bytes_ -= queue_.front().size();
    queue_.pop_front();
    write();
  }

  void schedule_ping() {
    if (request_.ping_interval <= duration::zero())
      return;
    ping_.expires_after(request_.ping_interval);
    ping_.async_wait([self = me()](const error_code& ec) {
      if (!ec && self->phase_ == phase::open) {
        self->send_ping();
        self->schedule_ping();
      }
    });
  }

  void send_ping() {
    if (!request_.ping_frame.empty())
      return send(request_.ping_frame);
    if (std::exchange(pinging_, true))
      return; // the one before is still waiting to go out
    ws_.async_ping({}, [self = me()](const error_code&) {
      self->pinging_ = false;
    });
  }

  // -- the end ----------------------------------------------------------------

  void give_up_after(duration limit, phase in, std::string reason) {
    limit_.expires_after(limit);
    limit_.async_wait(
      [self = me(), in, reason = std::move(reason)](const error_code& ec) {
        if (!ec && self->phase_ == in)
          self->end(reason);
      });
  }

  void lose(const error_code& ec) {
    if (ec == beast::error::timeout)
      end(fmt::format("nothing arrived from {} for {} ms", where_.host,
                      milliseconds(request_.idle_timeout)));
    else if (ec == ws::error::closed)
      end(fmt::format("{} closed the stream: {} {}", where_.host,
                      ws_.reason().code, ws_.reason().reason.c_str()));
    else
      end(fmt::format("{}: {}", where_.host, ec.message()));
  }

  void end(std::string reason) {
    if (std::exchange(phase_, phase::ended) == phase::ended)
      return;
    limit_.cancel();
    ping_.cancel();
    connect_.reset();
    beast::get_lowest_layer(ws_).close();
    const auto handler = std::exchange(handler_, {});
    std::exchange(ended_, nullptr)(*this);
    if (handler.closed)
      handler.closed(std::move(reason));
  }

  websocket_settings settings_;
  url where_;
  stream_request request_;
  stream_handler handler_;
  std::function<void(const websocket&)> ended_;
  std::unique_ptr<tcp_connect> connect_;
  ws::stream<Wire> ws_;
  ws::response_type refusal_;
  asio::steady_timer limit_; ///< for connecting, then for closing
  asio::steady_timer ping_;
  beast::flat_buffer buffer_;
  std::deque<std::string> queue_; ///< to be sent; the first is being sent
  size_t unsent_bytes_ = 0;
  phase phase_ = phase::connecting;
  bool writing_ = false;
  bool pinging_ = false;
};

} // namespace

websocket_ptr make_websocket(const websocket_settings& settings,
                             const url& where, stream_request request,
                             stream_handler handler,
                             std::function<void(const websocket&)> ended) {
  if (is_secure(where))
    return std::make_shared<session<secure_wire>>(
      settings, where, std::move(request), std::move(handler), std::move(ended),
      settings.tls);
  return std::make_shared<session<plain_wire>>(
    settings, where, std::move(request), std::move(handler), std::move(ended));
}

} // namespace lockstep::net
