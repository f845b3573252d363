#include "test/adapters/net_client.hpp"

#include <catch2/catch_test_macros.hpp>

namespace lockstep::test {

std::unique_ptr<net::transport>
start_transport(net::transport_options options) {
  auto transport = net::make_transport(std::move(options));
  REQUIRE(transport);
  return *std::move(transport);
}

std::future<net::http_response> ask_later(net::transport& transport,
                                          net::http_request request) {
  auto promise = std::make_shared<std::promise<net::http_response>>();
  transport.send(std::move(request), [promise](net::http_response response) {
    promise->set_value(std::move(response)); // throws if it is called twice
  });
  return promise->get_future();
}

net::http_response ask(net::transport& transport, net::http_request request) {
  auto later = ask_later(transport, std::move(request));
  REQUIRE(later.wait_for(patience) == std::future_status::ready);
  return later.get();
}

net::http_request get(std::string url) {
  net::http_request request;
  request.url = std::move(url);
  return request;
}

net::http_request post(std::string url, std::string body) {
  auto request = get(std::move(url));
  request.method = "POST";
  request.body = std::move(body);
  return request;
}

net::http_request write_order(std::string url, std::string body) {
  auto request = post(std::move(url), std::move(body));
  request.write = true;
  return request;
}

void diary::write(std::string line) {
  const std::lock_guard guard{mutex_};
  lines_.push_back(std::move(line));
  grown_.notify_all();
}

std::vector<std::string> diary::lines() const {
  const std::lock_guard guard{mutex_};
  return lines_;
}

std::vector<std::string> diary::wait_for(size_t count) const {
  std::unique_lock guard{mutex_};
  grown_.wait_for(guard, patience, [&] { return lines_.size() >= count; });
  return lines_;
}

net::stream_handler keep(diary& d) {
  return {.opened = [&d] { d.write("opened"); },
          .frame = [&d](std::string frame) { d.write(std::move(frame)); },
          .closed
          = [&d](const std::string& why) { d.write("closed: " + why); }};
}

} // namespace lockstep::test
