#pragma once

#include "adapters/net/curl_handles.hpp"
#include "adapters/net/curl_loop.hpp"
#include "adapters/net/url.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <functional>
#include <string>

namespace lockstep::net {

/// One TCP connection in the making, for the streams. Made by curl, which
/// looks names up without blocking at the end, remembers them, and tries IPv4
/// beside a dead IPv6. Network thread only; destroying it gives up.
class tcp_connect final : public transfer {
public:
  /// Gets a connected descriptor that is now the receiver's, or the reason.
  using handler = std::function<void(result<int>)>;

  tcp_connect(curl_loop& curl, const url& where, duration timeout,
              handler done);
  tcp_connect(const tcp_connect&) = delete;
  tcp_connect& operator=(const tcp_connect&) = delete;
  ~tcp_connect() override;

  void completed(CURLcode code) override;

private:
  [[nodiscard]] result<int> take_descriptor();

  curl_loop& curl_;
  std::string url_;
  handler done_;
  easy_handle easy_;
};

} // namespace lockstep::net
