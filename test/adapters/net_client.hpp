#pragma once

#include "adapters/net/make_transport.hpp"

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace lockstep::test {

using namespace std::chrono_literals;

/// No test waits longer than this for anything.
constexpr auto patience = 20s;

[[nodiscard]] std::unique_ptr<net::transport>
start_transport(net::transport_options options = {});

/// Hands a request over; the answer comes later.
[[nodiscard]] std::future<net::http_response>
ask_later(net::transport& transport, net::http_request request);

/// Hands a request over and waits for the answer.
[[nodiscard]] net::http_response ask(net::transport& transport,
                                     net::http_request request);

[[nodiscard]] net::http_request get(std::string url);
[[nodiscard]] net::http_request post(std::string url, std::string body);
[[nodiscard]] net::http_request write_order(std::string url, std::string body);

/// Takes lines down in the order in which they come, from any thread.
class diary {
public:
  void write(std::string line);
  [[nodiscard]] std::vector<std::string> lines() const;

  /// Waits until there are so many lines, and returns them.
  [[nodiscard]] std::vector<std::string> wait_for(size_t count) const;

private:
  mutable std::mutex mutex_;
  mutable std::condition_variable grown_;
  std::vector<std::string> lines_;
};

/// Writes down `opened`, each frame, and `closed: REASON`.
[[nodiscard]] net::stream_handler keep(diary& d);

} // namespace lockstep::test
