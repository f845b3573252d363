#include "tools/paper_exchange/wire/listener.hpp"

#include "tools/paper_exchange/wire/http_connection.hpp"

#include <chrono>
#include <utility>

namespace lockstep::paper {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

result<tls_context> load_tls(const tls_files& files) {
  if (files.empty())
    return nullptr;
  auto context
    = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  boost::system::error_code error;
  context->use_certificate_chain_file(files.certificate, error);
  if (error)
    return fail("the certificate {} can not be used: {}", files.certificate,
                error.message());
  context->use_private_key_file(files.key, asio::ssl::context::pem, error);
  if (error)
    return fail("the private key {} can not be used: {}", files.key,
                error.message());
  return context;
}

listener::listener(asio::io_context& io, tls_context tls, http_service& service)
  : acceptor_{io}, pause_{io}, tls_{std::move(tls)}, service_{&service} {}

result<std::shared_ptr<listener>>
listener::open(asio::io_context& io, const std::string& address, uint16_t port,
               tls_context tls, http_service& service) {
  boost::system::error_code error;
  const auto where = asio::ip::make_address(address, error);
  if (error)
    return fail("{} is no address to listen on", address);
  auto self = std::make_shared<listener>(io, std::move(tls), service);
  const tcp::endpoint endpoint{where, port};
  self->acceptor_.open(endpoint.protocol(), error);
  if (!error)
    self->acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error)
    self->acceptor_.bind(endpoint, error);
  if (!error)
    self->acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail("port {} of {} can not be listened on: {}", port, address,
                error.message());
  self->port_ = self->acceptor_.local_endpoint().port();
  return self;
}

void listener::start() {
  acceptor_.async_accept(
    [self = shared_from_this()](auto error, tcp::socket socket) {
      if (error == asio::error::operation_aborted)
        return;
      if (!error) {
        self->on_accept(std::move(socket));
        return self->start();
      }
      // Out of file descriptors, most likely: let some connections end.
      self->pause_.expires_after(std::chrono::milliseconds{50});
      self->pause_.async_wait([self](auto stopped) {
        if (!stopped && self->acceptor_.is_open())
          self->start();
      });
    });
}

void listener::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void listener::on_accept(tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  beast::tcp_stream plain{std::move(socket)};
  if (!tls_)
    return std::make_shared<http_connection<beast::tcp_stream>>(
             std::move(plain), *service_, port_)
      ->start();
  using tls_stream = beast::ssl_stream<beast::tcp_stream>;
  std::make_shared<http_connection<tls_stream>>(
    tls_stream{std::move(plain), *tls_}, *service_, port_)
    ->start();
}

} // namespace lockstep::paper
