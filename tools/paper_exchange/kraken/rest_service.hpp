#pragma once

#include "tools/paper_exchange/kraken/parts.hpp"
#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/kraken/rest_endpoints.hpp"

namespace lockstep::paper::kraken {

/// Answers `/0/public/...` and `/0/private/...`: checks who calls in Kraken's
/// order, runs the endpoint, and lets the faults in force spoil the answer.
class rest_service {
public:
  explicit rest_service(parts& all) : all_{&all} {}

  void handle(http_request request, http_responder respond);

private:
  [[nodiscard]] fault_place place_of(const http_request& request) const;
  void run(const http_request& request, const fault_place& place,
           duration way_back, const http_responder& respond);
  [[nodiscard]] rest_answer answer(const http_request& request);
  [[nodiscard]] rest_answer answer_public(const http_request& request,
                                          const rest_endpoint* endpoint);
  [[nodiscard]] rest_answer answer_private(const http_request& request,
                                           const rest_endpoint* endpoint);
  [[nodiscard]] result<void> admit(const api_key& key,
                                   const rest_endpoint& endpoint,
                                   const json& params, timestamp now);

  parts* all_;
};

} // namespace lockstep::paper::kraken
