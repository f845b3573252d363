#pragma once

#include "model/result.hpp"
#include "tools/paper_exchange/wire/http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace lockstep::paper {

/// Where a certificate and its key are, in PEM; both empty means plain TCP.
struct tls_files {
  std::string certificate;
  std::string key;

  [[nodiscard]] bool empty() const { return certificate.empty(); }
};

using tls_context = std::shared_ptr<boost::asio::ssl::context>;

/// Reads the files; nullptr if there are none. A bad file gives a sentence.
[[nodiscard]] result<tls_context> load_tls(const tls_files& files);

/// Accepts connections on one port of one address and serves them.
class listener : public std::enable_shared_from_this<listener> {
public:
  /// `port` 0 picks a free one. A port in use gives a sentence.
  [[nodiscard]] static result<std::shared_ptr<listener>>
  open(boost::asio::io_context& io, const std::string& address, uint16_t port,
       tls_context tls, http_service& service);

  listener(boost::asio::io_context& io, tls_context tls, http_service& service);

  [[nodiscard]] uint16_t port() const { return port_; }

  void start();
  void stop();

private:
  void on_accept(boost::asio::ip::tcp::socket socket);

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_; ///< before accepting again
  tls_context tls_;
  http_service* service_;
  uint16_t port_ = 0;
};

} // namespace lockstep::paper
