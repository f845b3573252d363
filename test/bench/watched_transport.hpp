#pragma once

#include "adapters/net/transport.hpp"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

namespace lockstep::bench {

/// Another transport, with an eye on when the master's fill comes in and when
/// orders go out and are acknowledged.
class watched_transport final : public net::transport {
public:
  /// Times since the first execution that a stream told.
  struct course {
    duration first_sent{}; ///< an order was handed over
    duration last_sent{};
    duration acknowledged{}; ///< the last order
  };

  explicit watched_transport(std::unique_ptr<net::transport> inner)
    : inner_{std::move(inner)} {}

  /// The next execution is the master's; so many orders follow.
  void begin(size_t orders);
  /// Until all are acknowledged; throws if that takes longer.
  [[nodiscard]] course wait(duration patience);

  void send(net::http_request request, net::http_handler done) override;
  net::stream_ptr open(net::stream_request request,
                       net::stream_handler handler) override;
  void stop() override { inner_->stop(); }

private:
  using moment = std::chrono::steady_clock::time_point;

  void on_order_sent();
  void on_order_answered(const net::http_response& response);
  void on_frame(const std::string& frame);

  std::unique_ptr<net::transport> inner_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t awaited_ = 0;
  size_t sent_ = 0;
  size_t acknowledged_ = 0;
  std::string refusal_;
  moment filled_{};
  moment first_sent_{};
  moment last_sent_{};
  moment last_acknowledged_{};
};

} // namespace lockstep::bench
