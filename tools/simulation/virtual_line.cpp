#include "tools/simulation/virtual_line.hpp"

#include "adapters/net/url.hpp"

namespace lockstep::simulated {

virtual_line::virtual_line(virtual_network& way, uint64_t number,
                           net::stream_request request,
                           net::stream_handler handler)
  : way_{way},
    number_{number},
    request_{std::move(request)},
    handler_{std::move(handler)} {}

timestamp virtual_line::now() const {
  return way_.world_.clock().now();
}

// -- the engine's end ---------------------------------------------------------

void virtual_line::open() {
  const auto self = shared_from_this();
  way_.later(3 * way_.latency_, [self] {
    if (self->way_.plugged_ && !self->finished_)
      self->shake_hands();
  });
  way_.later(request_.connect_timeout, [self] {
    if (!self->service_)
      self->finish("no connection in time");
  });
}

void virtual_line::shake_hands() {
  paper::http_request asks;
  asks.method = "GET";
  if (const auto where = net::parse_url(request_.url))
    asks.path = where->target;
  service_ = way_.exchange_.upgrade(asks, shared_from_this());
  if (!service_)
    return finish("the exchange has no such stream");
  heard_ = now();
  service_->opened();
  if (handler_.opened)
    handler_.opened();
  for (const auto& frame : request_.first_frames)
    say(frame);
  watch_silence();
  ping();
}

void virtual_line::say(std::string frame) {
  if (finished_)
    return;
  way_.world_.note(frame);
  way_.world_.after(way_.latency_,
                    [self = shared_from_this(), frame = std::move(frame)] {
                      if (self->way_.plugged_ && self->service_)
                        self->service_->frame(frame);
                    });
}

void virtual_line::watch_silence() {
  const auto left = request_.idle_timeout - (now() - heard_);
  if (left <= duration{})
    return finish("nothing was heard any more");
  way_.later(left, [self = shared_from_this()] {
    if (!self->finished_)
      self->watch_silence();
  });
}

void virtual_line::ping() {
  way_.later(request_.ping_interval, [self = shared_from_this()] {
    if (self->finished_)
      return;
    if (!self->request_.ping_frame.empty())
      self->say(self->request_.ping_frame);
    self->ping();
  });
}

void virtual_line::finish(const std::string& why) {
  if (std::exchange(finished_, true))
    return;
  const auto self = shared_from_this();
  way_.later({}, [self, why] {
    if (self->handler_.closed)
      self->handler_.closed(why);
  });
  hang_up();
  way_.lines_.erase(number_);
}

void virtual_line::forget() {
  finished_ = true;
  hang_up();
}

/// The exchange learns of it a little later, also through a cut cable: there
/// it would take a time limit, and nobody here sees the difference.
void virtual_line::hang_up() {
  way_.world_.after(way_.latency_, [self = shared_from_this()] {
    if (auto service = std::exchange(self->service_, nullptr))
      service->closed();
  });
}

// -- the exchange's end -------------------------------------------------------

void virtual_line::send(std::string frame) {
  way_.later(way_.latency_,
             [self = shared_from_this(), frame = std::move(frame)] {
               if (self->finished_ || !self->way_.plugged_)
                 return;
               self->heard_ = self->now();
               self->way_.world_.note(frame);
               if (self->handler_.frame)
                 self->handler_.frame(frame);
             });
}

void virtual_line::close(bool) {
  way_.later(way_.latency_, [self = shared_from_this()] {
    self->finish("closed by the exchange");
  });
}

} // namespace lockstep::simulated
