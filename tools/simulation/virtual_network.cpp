#include "tools/simulation/virtual_network.hpp"

#include "adapters/net/url.hpp"
#include "tools/simulation/virtual_line.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::simulated {

namespace {

/// A read goes out again once, if its connection dies before an answer.
constexpr int read_tries_max = 2;

std::string path_of(const std::string& url) {
  const auto parts = net::parse_url(url);
  return parts ? parts->target : url;
}

} // namespace

/// One request and its answer.
struct virtual_network::exchange_of {
  net::http_request request;
  net::http_handler done;
  timestamp since;
  int tries = 0;
};

virtual_network::~virtual_network() {
  virtual_network::stop();
}

void virtual_network::later(duration wait, std::function<void()> action) {
  world_.after(wait,
               [user = std::weak_ptr<int>{user_}, action = std::move(action)] {
                 if (user.lock())
                   action();
               });
}

void virtual_network::stop() {
  user_ = std::make_shared<int>();
  idle_connections_ = 0;
  for (const auto& [number, line] : std::exchange(lines_, {}))
    line->forget();
}

// -- requests -----------------------------------------------------------------

void virtual_network::tell(const net::http_request& request) {
  ++requests_;
  wire_request what{world_.clock().now(),
                    path_of(request.url),
                    {},
                    request.body,
                    request.write};
  for (const auto& [name, value] : request.headers)
    if (name == "API-Key")
      what.key = value;
  world_.note(what.path);
  world_.note(what.key);
  world_.note(what.body);
  if (watcher_)
    watcher_(what);
}

void virtual_network::send(net::http_request request, net::http_handler done) {
  tell(request);
  auto x = std::make_shared<exchange_of>(
    exchange_of{std::move(request), std::move(done), world_.clock().now()});
  if (!plugged_)
    return later(x->request.connect_timeout, [this, x] {
      finish(x, {.delivery = net::delivery::not_sent,
                 .status = 0,
                 .body = {},
                 .error = "no connection in time",
                 .elapsed = {}});
    });
  later(x->request.timeout, [this, x] {
    finish(x, {.delivery = net::delivery::maybe_sent,
               .status = 0,
               .body = {},
               .error = "no answer in time",
               .elapsed = {}});
  });
  // Not `later`: what has left arrives, whatever becomes of its sender.
  world_.after(latency_, [this, x] { arrive(x); });
}

void virtual_network::arrive(const exchange_ptr& x) {
  if (!plugged_)
    return; // its time limit ends it
  ++x->tries;
  const auto& from = x->request;
  paper::http_request to;
  to.method = from.method;
  const auto target = path_of(from.url);
  const auto mark = std::min(target.find('?'), target.size());
  to.path = target.substr(0, mark);
  if (mark < target.size())
    to.query = target.substr(mark + 1);
  to.headers = from.headers;
  to.body = from.body;
  to.reused = idle_connections_ > 0;
  if (to.reused)
    --idle_connections_;
  exchange_.handle(std::move(to), [this, x](paper::http_reply reply) {
    leave(x, std::move(reply));
  });
}

void virtual_network::leave(const exchange_ptr& x, paper::http_reply reply) {
  switch (reply.ending) {
    case paper::http_ending::hang:
      return;
    case paper::http_ending::cut:
    case paper::http_ending::close:
      return later(latency_, [this, x] {
        if (plugged_)
          connection_died(x);
      });
    case paper::http_ending::whole:
      break;
  }
  later(latency_, [this, x, reply = std::move(reply)]() mutable {
    if (!plugged_)
      return;
    ++idle_connections_;
    world_.note(reply.body);
    finish(x, {.delivery = net::delivery::answered,
               .status = reply.status,
               .body = std::move(reply.body),
               .error = {},
               .elapsed = {}});
  });
}

void virtual_network::connection_died(const exchange_ptr& x) {
  if (x->done && !x->request.write && x->tries < read_tries_max)
    return later(latency_, [this, x] { arrive(x); });
  finish(x, {.delivery = net::delivery::maybe_sent,
             .status = 0,
             .body = {},
             .error = "the connection was closed",
             .elapsed = {}});
}

void virtual_network::finish(const exchange_ptr& x,
                             net::http_response response) {
  if (auto done = std::exchange(x->done, nullptr)) {
    response.elapsed = world_.clock().now() - x->since;
    done(std::move(response));
  }
}

// -- streams ------------------------------------------------------------------

net::stream_ptr virtual_network::open(net::stream_request request,
                                      net::stream_handler handler) {
  const auto number = ++lines_opened_;
  auto line = std::make_shared<virtual_line>(*this, number, std::move(request),
                                             std::move(handler));
  lines_.emplace(number, line);
  line->open();
  return std::make_shared<line_handle>(std::move(line));
}

} // namespace lockstep::simulated
