#include "test/bench/watched_transport.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace lockstep::bench {

namespace {

auto now() {
  return std::chrono::steady_clock::now();
}

} // namespace

void watched_transport::begin(size_t orders) {
  const std::lock_guard guard{mutex_};
  awaited_ = orders;
  sent_ = acknowledged_ = 0;
  refusal_.clear();
  filled_ = {};
}

auto watched_transport::wait(duration patience) -> course {
  std::unique_lock guard{mutex_};
  if (!changed_.wait_for(guard, patience,
                         [this] { return acknowledged_ >= awaited_; }))
    throw std::runtime_error{
      fmt::format("of {} orders {} were sent and {} acknowledged: {}", awaited_,
                  sent_, acknowledged_, refusal_)};
  return {first_sent_ - filled_, last_sent_ - filled_,
          last_acknowledged_ - filled_};
}

void watched_transport::send(net::http_request request,
                             net::http_handler done) {
  if (!request.url.ends_with("/AddOrder"))
    return inner_->send(std::move(request), std::move(done));
  on_order_sent();
  inner_->send(std::move(request),
               [this, done = std::move(done)](net::http_response response) {
                 on_order_answered(response);
                 done(std::move(response));
               });
}

net::stream_ptr watched_transport::open(net::stream_request request,
                                        net::stream_handler handler) {
  auto frame = [this, inner = std::move(handler.frame)](std::string text) {
    on_frame(text);
    inner(std::move(text));
  };
  handler.frame = std::move(frame);
  return inner_->open(std::move(request), std::move(handler));
}

void watched_transport::on_order_sent() {
  const std::lock_guard guard{mutex_};
  last_sent_ = now();
  if (sent_++ == 0)
    first_sent_ = last_sent_;
}

void watched_transport::on_order_answered(const net::http_response& response) {
  const std::lock_guard guard{mutex_};
  if (response.body.find("\"txid\"") == std::string::npos) {
    refusal_ = response.body + response.error;
    return;
  }
  last_acknowledged_ = now();
  if (++acknowledged_ >= awaited_)
    changed_.notify_all();
}

void watched_transport::on_frame(const std::string& frame) {
  if (frame.find("\"exec_type\":\"trade\"") == std::string::npos)
    return;
  const std::lock_guard guard{mutex_};
  if (filled_ == moment{})
    filled_ = now();
}

} // namespace lockstep::bench
