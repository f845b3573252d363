#pragma once

#include "tools/simulation/virtual_network.hpp"

#include <memory>
#include <string>
#include <utility>

namespace lockstep::simulated {

/// One WebSocket between engine and exchange, in virtual time. Each end tells
/// the other after the network's latency; frames keep their order.
class virtual_line final : public paper::socket_link,
                           public std::enable_shared_from_this<virtual_line> {
public:
  virtual_line(virtual_network& way, uint64_t number,
               net::stream_request request, net::stream_handler handler);

  // The engine's end.
  void open();
  void say(std::string frame);
  /// Ends it for this reason, which both ends are told.
  void finish(const std::string& why);
  /// The engine's process has ended: only the exchange is told.
  void forget();

  // The exchange's end.
  void send(std::string frame) override;
  void close(bool hard) override;

private:
  void shake_hands();
  void watch_silence();
  void ping();
  void hang_up();
  [[nodiscard]] timestamp now() const;

  virtual_network& way_;
  const uint64_t number_;
  net::stream_request request_;
  net::stream_handler handler_;
  std::shared_ptr<paper::socket_handler> service_; ///< null until connected
  timestamp heard_{};                              ///< anything at all
  bool finished_ = false;
};

/// What the engine holds of a line; lets it go when it is dropped.
class line_handle final : public net::stream {
public:
  explicit line_handle(std::shared_ptr<virtual_line> line)
    : line_{std::move(line)} {}
  line_handle(const line_handle&) = delete;
  line_handle& operator=(const line_handle&) = delete;
  ~line_handle() override { line_->finish("closed by this side"); }

  void send(std::string frame) override { line_->say(std::move(frame)); }
  void close() override { line_->finish("closed by this side"); }

private:
  std::shared_ptr<virtual_line> line_;
};

} // namespace lockstep::simulated
