#include "tools/paper_exchange/kraken/service.hpp"

#include "tools/paper_exchange/kraken/stream_session.hpp"

#include <utility>

namespace lockstep::paper::kraken {

namespace {

stream_scope scope_of(const http_request& request,
                      const protocol_options& options) {
  if (request.path == "/v2/private" || request.port == options.private_port)
    return stream_scope::only_private;
  if (request.path == "/v2/public" || request.port == options.public_port)
    return stream_scope::only_public;
  return stream_scope::all;
}

} // namespace

void service::handle(http_request request, http_responder respond) {
  if (request.path.starts_with("/0/"))
    return rest_.handle(std::move(request), std::move(respond));
  respond({404,
           "text/plain",
           "This is Lockstep's paper exchange: REST is below /0/public/ and "
           "/0/private/, WebSocket version 2 at /v2.\n",
           {}});
}

std::shared_ptr<socket_handler>
service::upgrade(const http_request& request,
                 std::shared_ptr<socket_link> link) {
  const auto path = request.path.ends_with('/')
                      ? request.path.substr(0, request.path.size() - 1)
                      : request.path;
  if (path != "/v2" && path != "/v2/public" && path != "/v2/private")
    return nullptr;
  return std::make_shared<stream_session>(*all_, hub_, link,
                                          scope_of(request, all_->options),
                                          next_connection_++);
}

} // namespace lockstep::paper::kraken
