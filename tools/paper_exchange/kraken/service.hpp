#pragma once

#include "tools/paper_exchange/kraken/parts.hpp"
#include "tools/paper_exchange/kraken/rest_service.hpp"
#include "tools/paper_exchange/kraken/stream_hub.hpp"

#include <cstdint>
#include <memory>

namespace lockstep::paper::kraken {

/// Kraken's side of the wire: REST below `/0/`, streams at `/v2`.
class service : public http_service {
public:
  explicit service(parts& all) : all_{&all}, rest_{all}, hub_{all} {}

  void handle(http_request request, http_responder respond) override;
  std::shared_ptr<socket_handler>
  upgrade(const http_request& request,
          std::shared_ptr<socket_link> link) override;

  [[nodiscard]] stream_hub& hub() { return hub_; }

private:
  parts* all_;
  rest_service rest_;
  stream_hub hub_;
  uint64_t next_connection_ = 18'120'000'000'000'000U;
};

} // namespace lockstep::paper::kraken
