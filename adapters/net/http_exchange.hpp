#pragma once

#include "adapters/net/curl_handles.hpp"
#include "adapters/net/curl_loop.hpp"
#include "adapters/net/transport.hpp"
#include "adapters/net/url.hpp"

#include <boost/asio/steady_timer.hpp>
#include <openssl/types.h>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace lockstep::net {

/// What all exchanges of a transport have in common.
struct http_settings {
  std::string user_agent;
  bool http2 = false;
  size_t answer_bytes_max = 0;
  X509_STORE* trust = nullptr;
};

/// Refuses what would not be one well-formed request to a permitted place.
[[nodiscard]] result<url> check(const http_request& request);

/// One request and its answer, in terms of curl. Network thread only.
class http_exchange final : public transfer,
                            public std::enable_shared_from_this<http_exchange> {
public:
  using completion
    = std::function<void(const std::shared_ptr<http_exchange>&, CURLcode)>;

  http_exchange(asio::io_context& io, http_request request, url where,
                http_handler done);

  /// Puts the request into `easy`, to be added to curl's loop next.
  void load(easy_handle easy, const http_settings& settings);

  [[nodiscard]] const url& where() const { return where_; }
  [[nodiscard]] const http_request& request() const { return request_; }

  /// The handle, once it was loaded.
  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  [[nodiscard]] easy_handle release_easy() { return std::move(easy_); }

  /// What curl made of the request.
  [[nodiscard]] http_response outcome(CURLcode code);

  /// There is no answer, for the reason given.
  [[nodiscard]] http_response failed(std::string_view why) const;

  /// Calls the handler, once.
  void deliver(http_response response);
  [[nodiscard]] bool delivered() const { return !done_; }

  void completed(CURLcode code) override;

  completion on_completed;
  asio::steady_timer deadline; ///< for the whole exchange

private:
  static int before_sending(void* self, char*, char*, int, int);
  static size_t send_body(char* to, size_t size, size_t count, void* self);
  static size_t take_body(char* from, size_t size, size_t count, void* self);
  static size_t take_header(char* from, size_t size, size_t count, void* self);
  static CURLcode set_trust(CURL*, void* context, void* trust);

  void load_request();
  void load_protocol();
  void load_body();
  void load_headers();
  [[nodiscard]] std::string_view words(CURLcode code) const;
  [[nodiscard]] duration elapsed() const;

  http_request request_;
  url where_;
  http_handler done_;
  easy_handle easy_;
  header_list headers_;
  const http_settings* settings_ = nullptr;
  std::string body_;     ///< of the answer, as far as it came
  size_t body_sent_ = 0; ///< bytes of a write's body handed to curl
  int times_begun_ = 0;  ///< how often curl was about to send
  bool headers_whole_ = false;
  bool too_long_ = false;
  std::array<char, CURL_ERROR_SIZE> error_{};
};

} // namespace lockstep::net
