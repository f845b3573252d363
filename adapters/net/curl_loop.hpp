#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <unordered_map>

namespace lockstep::net {

namespace asio = boost::asio;

/// Whoever waits for a transfer of curl.
class transfer {
public:
  virtual ~transfer() = default;

  /// Called once, when curl is done with the handle. The handle is still
  /// added; it is the owner who removes it.
  virtual void completed(CURLcode code) = 0;
};

/// Drives curl's multi interface on Asio: curl says which descriptors and
/// which time it waits for, Asio waits. Network thread only.
class curl_loop {
public:
  curl_loop(asio::io_context& io, size_t idle_connections_max);
  curl_loop(const curl_loop&) = delete;
  curl_loop& operator=(const curl_loop&) = delete;
  ~curl_loop();

  /// Starts a transfer with the options that `easy` carries. Sets what all
  /// transfers have in common: no signals, quick exits, no proxies.
  void add(CURL* easy, transfer& owner);

  /// Ends a transfer, complete or not. Not to be called from curl's callbacks.
  void remove(CURL* easy);

  /// Closes the idle connections and waits for nothing any more. All handles
  /// have been removed before, and none is added afterwards.
  void close();

private:
  struct watch;
  using watch_ptr = std::shared_ptr<watch>;

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*);
  static int on_timer(CURLM*, long timeout_ms, void* self);

  void post_now();
  void arm();
  void ring();
  void observe(curl_socket_t fd, int what);
  void wait(curl_socket_t fd, const watch_ptr& w);
  void wait_for(curl_socket_t fd, const watch_ptr& w, int direction);
  void act(curl_socket_t fd, int events);
  void harvest();

  asio::io_context& io_;
  asio::steady_timer timer_;
  using moment = std::chrono::steady_clock::time_point;
  std::optional<moment> due_;   ///< when curl wants to be called
  std::optional<moment> armed_; ///< when `timer_` rings
  bool posted_ = false;         ///< a call is on its way without the timer
  CURLM* multi_;
  std::unordered_map<curl_socket_t, watch_ptr> watches_;
};

} // namespace lockstep::net
