#pragma once

#include "adapters/net/curl_handles.hpp"
#include "adapters/net/curl_loop.hpp"
#include "adapters/net/http_exchange.hpp"
#include "adapters/net/make_transport.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace lockstep::net {

/// All requests of a transport. Each host has a lane: so many at once, the
/// others wait their turn here and not inside curl, whose clocks would run
/// for them already. Network thread only.
class http_client {
public:
  http_client(asio::io_context& io, curl_loop& curl,
              const transport_options& options, X509_STORE& trust);

  void start(http_request request, http_handler done);

  /// Ends everything under way; what comes later is refused.
  void stop(std::string_view why);

private:
  using exchange_ptr = std::shared_ptr<http_exchange>;

  struct lane {
    size_t active = 0;
    std::deque<exchange_ptr> waiting;
  };

  void watch_deadline(const exchange_ptr& x);
  void pump(lane& l);
  void launch(const exchange_ptr& x);
  /// Takes the exchange out, lets the next one go, and calls the handler.
  void end(const exchange_ptr& x, http_response response);
  [[nodiscard]] easy_handle take_easy();
  void put_back(easy_handle easy);

  asio::io_context& io_;
  curl_loop& curl_;
  size_t per_host_max_;
  http_settings settings_;
  std::map<std::string, lane> lanes_; ///< by scheme, host and port
  std::unordered_set<exchange_ptr> active_;
  std::vector<easy_handle> idle_;
  std::string stopped_; ///< why, once it is
};

} // namespace lockstep::net
