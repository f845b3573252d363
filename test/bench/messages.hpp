#pragma once

#include "adapters/net/transport.hpp"

#include <string>

/// Kraken's messages without Kraken.
namespace lockstep::bench {

/// A message of the adapter's tests, by the name of its file.
[[nodiscard]] std::string message(const std::string& name);

/// HTTP 200 with that body.
[[nodiscard]] net::http_response answered(std::string body);

/// An exchange at which nothing ever happens, and to which no socket leads:
/// every question has its one answer, and streams stay silent.
class quiet_exchange final : public net::transport {
public:
  explicit quiet_exchange(const clock& time) : time_{&time} {}

  void send(net::http_request request, net::http_handler done) override;
  net::stream_ptr open(net::stream_request request,
                       net::stream_handler handler) override;
  void stop() override {}

private:
  [[nodiscard]] std::string answer_to(const net::http_request& request) const;

  const clock* time_;
};

} // namespace lockstep::bench
