#include "test/adapters/net_client.hpp"
#include "test/adapters/net_server.hpp"

#include <boost/asio/write.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <atomic>

using namespace lockstep;
using namespace lockstep::test;
using Catch::Matchers::ContainsSubstring;
using net::delivery;

namespace {

asio::awaitable<void> echo_plain(tcp::socket socket) {
  co_await echo(socket);
}

/// Takes a request and never answers.
asio::awaitable<void> stay_silent(tcp::socket socket) {
  co_await wait_for_end(socket);
}

/// Takes one request, sends `text` as it is, and closes.
local_server::script say(std::string text) {
  return [text](tcp::socket socket) -> asio::awaitable<void> {
    beast::flat_buffer buffer;
    co_await read_request(socket, buffer);
    co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
  };
}

/// Answers the first request of each connection, reads the second, writes it
/// down, and hangs up.
local_server::script hang_up_on_second(diary& seen) {
  return [&seen](tcp::socket socket) -> asio::awaitable<void> {
    beast::flat_buffer buffer;
    const auto first = co_await read_request(socket, buffer);
    seen.write(first.body());
    co_await answer(socket, "fine");
    const auto second = co_await read_request(socket, buffer);
    seen.write(second.body());
  };
}

} // namespace

TEST_CASE("a request arrives whole and its answer comes back", "[net]") {
  local_server server{[](tcp::socket socket) -> asio::awaitable<void> {
    beast::flat_buffer buffer;
    const auto request = co_await read_request(socket, buffer);
    co_await answer(socket,
                    std::string{request[http::field::user_agent]} + ' '
                      + std::string{request["API-Key"]} + ' '
                      + std::string{request[http::field::expect]}
                      + request.body(),
                    http::status::service_unavailable);
  }};
  auto transport = start_transport({.user_agent = "lockstep/1.2"});
  auto request = post(server.url("http") + "/0/private/Balance", "nonce=1");
  request.headers = {{"API-Key", "public part"}};
  const auto response = ask(*transport, request);
  CHECK(response.error == "");
  CHECK(response.delivery == delivery::answered);
  CHECK(response.status == 503);
  CHECK(response.body == "lockstep/1.2 public part nonce=1");
  CHECK(response.elapsed > duration::zero());
}

TEST_CASE("a request takes the warm connection of the one before", "[net]") {
  local_server server{echo_plain};
  auto transport = start_transport();
  const auto url = server.url("http") + "/path?a=b";
  CHECK(ask(*transport, get(url)).body == "GET /path?a=b ");
  CHECK(ask(*transport, post(url, "x=1")).body == "POST /path?a=b x=1");
  CHECK(ask(*transport, write_order(url, "y=2")).body == "POST /path?a=b y=2");
  auto cancel = write_order(url, "");
  cancel.method = "DELETE";
  CHECK(ask(*transport, cancel).body == "DELETE /path?a=b ");
  CHECK(server.connections() == 1);
}

TEST_CASE("a write whose warm connection dies is sent exactly once", "[net]") {
  diary seen;
  local_server server{hang_up_on_second(seen)};
  auto transport = start_transport();
  const auto url = server.url("http");
  CHECK(ask(*transport, get(url)).delivery == delivery::answered);
  auto order = write_order(url, "volume=1");
  SECTION("with a body") {
    // as it is
  }
  SECTION("without a body") {
    order.method = "DELETE";
    order.body.clear();
  }
  const auto response = ask(*transport, order);
  CHECK(response.delivery == delivery::maybe_sent);
  CHECK(response.status == 0);
  CHECK_THAT(response.error, ContainsSubstring("127.0.0.1"));
  // A request that comes later proves that nothing was on its way meanwhile.
  CHECK(ask(*transport, post(url, "last")).delivery == delivery::answered);
  CHECK(seen.lines() == std::vector<std::string>{"", order.body, "last"});
}

TEST_CASE("a read whose warm connection dies is asked again", "[net]") {
  diary seen;
  local_server server{hang_up_on_second(seen)};
  auto transport = start_transport();
  const auto url = server.url("http");
  CHECK(ask(*transport, get(url)).delivery == delivery::answered);
  const auto response = ask(*transport, post(url, "balance"));
  CHECK(response.delivery == delivery::answered);
  CHECK(response.body == "fine");
  CHECK(seen.lines() == std::vector<std::string>{"", "balance", "balance"});
}

TEST_CASE("a server that never answers leaves a write in doubt", "[net]") {
  local_server server{stay_silent};
  auto transport = start_transport();
  auto order = write_order(server.url("http"), "volume=1");
  order.timeout = 100ms;
  const auto response = ask(*transport, order);
  CHECK(response.delivery == delivery::maybe_sent);
  CHECK(response.error == "POST 127.0.0.1: no answer within 100 ms");
}

TEST_CASE("a port on which nobody listens got nothing", "[net]") {
  auto transport = start_transport();
  const auto url = fmt::format("http://127.0.0.1:{}/", unused_port());
  const auto response = ask(*transport, write_order(url, "volume=1"));
  CHECK(response.delivery == delivery::not_sent);
  CHECK_THAT(response.error, ContainsSubstring("POST 127.0.0.1: "));
}

TEST_CASE("a handshake that hangs ends as not sent", "[net]") {
  local_server server{stay_silent};
  auto transport = start_transport();
  auto order = write_order(server.url("https", "localhost"), "volume=1");
  order.connect_timeout = 100ms;
  CHECK(ask(*transport, order).delivery == delivery::not_sent);
  order.connect_timeout = 10s;
  order.timeout = 100ms;
  CHECK(ask(*transport, order).delivery == delivery::not_sent);
}

TEST_CASE("an answer that is not whole and well-formed is no answer", "[net]") {
  const std::string garbage = "SSH-2.0-OpenSSH_9.2\r\n\r\n";
  const std::string cut_off
    = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"error\":[]";
  const std::string half_a_chunk
    = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\nabc";
  const std::string no_end_of_headers = "HTTP/1.1 200 OK\r\nServer: x";
  const std::string empty;
  for (const auto& text :
       {garbage, cut_off, half_a_chunk, no_end_of_headers, empty}) {
    CAPTURE(text);
    local_server server{say(text)};
    auto transport = start_transport();
    const auto response = ask(*transport,
                              write_order(server.url("http"), "volume=1"));
    CHECK(response.delivery == delivery::maybe_sent);
    CHECK(response.body == "");
    CHECK(response.error != "");
    CHECK(server.connections() == 1);
  }
}

TEST_CASE("an answer that is too long is cut off", "[net]") {
  const std::string long_body(2000, 'x');
  const auto with_length = "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n"
                           + long_body;
  const auto until_the_end = "HTTP/1.1 200 OK\r\n\r\n" + long_body;
  for (const auto& text : {with_length, until_the_end}) {
    local_server server{say(text)};
    auto transport = start_transport({.answer_bytes_max = 1999});
    const auto response = ask(*transport, get(server.url("http")));
    CHECK(response.delivery == delivery::maybe_sent);
    CHECK_THAT(response.error, ContainsSubstring("longer than permitted"));
    auto patient = start_transport({.answer_bytes_max = 2000});
    CHECK(ask(*patient, get(server.url("http"))).body.size() == 2000);
  }
}

TEST_CASE("a redirect is an answer and is not followed", "[net]") {
  local_server target{echo_plain};
  local_server server{
    say("HTTP/1.1 307 Temporary Redirect\r\nLocation: " + target.url("http")
        + "\r\nContent-Length: 0\r\n\r\n")};
  auto transport = start_transport();
  const auto response = ask(*transport,
                            write_order(server.url("http"), "volume=1"));
  CHECK(response.status == 307);
  CHECK(target.connections() == 0);
}

TEST_CASE("five hundred requests at once are all answered", "[net]") {
  local_server server{echo_plain};
  auto transport = start_transport({.requests_per_host_max = 40});
  std::vector<std::future<net::http_response>> later;
  for (int i = 0; i < 500; ++i)
    later.push_back(ask_later(*transport, write_order(server.url("http"),
                                                      fmt::format("i={}", i))));
  for (size_t i = 0; i < later.size(); ++i) {
    REQUIRE(later[i].wait_for(patience) == std::future_status::ready);
    CHECK(later[i].get().body == fmt::format("POST / i={}", i));
  }
  CHECK(server.connections() <= 40);
}

TEST_CASE("a request that waits for its turn in vain was not sent", "[net]") {
  local_server server{stay_silent};
  auto transport = start_transport({.requests_per_host_max = 1});
  auto first = write_order(server.url("http"), "volume=1");
  auto second = first;
  second.timeout = 100ms;
  auto held = ask_later(*transport, first);
  CHECK(ask(*transport, second).delivery == delivery::not_sent);
  transport->stop();
  CHECK(held.get().delivery == delivery::maybe_sent);
}

TEST_CASE("the stop ends each request once and tells how far it got", "[net]") {
  std::atomic<int> arrived = 0;
  local_server server{[&](tcp::socket socket) -> asio::awaitable<void> {
    beast::flat_buffer buffer;
    co_await read_request(socket, buffer);
    ++arrived;
    arrived.notify_all();
    co_await wait_for_end(socket);
  }};
  auto transport = start_transport({.requests_per_host_max = 5});
  const auto order = write_order(server.url("http"), "volume=1");
  std::vector<std::future<net::http_response>> later;
  for (int i = 0; i < 20; ++i)
    later.push_back(ask_later(*transport, order));
  for (int seen = 0; seen < 5; seen = arrived)
    arrived.wait(seen);
  std::thread other{[&] { transport->stop(); }};
  transport->stop();
  other.join();
  const auto maybe = std::ranges::count_if(later, [](auto& one) {
    return one.get().delivery == delivery::maybe_sent;
  });
  CHECK(maybe == 5);
  const auto late = ask(*transport, order);
  CHECK(late.delivery == delivery::not_sent);
  CHECK(late.error == "POST 127.0.0.1: the transport was stopped");
}

TEST_CASE("a handler may send and stop while everything stops", "[net]") {
  local_server server{stay_silent};
  auto transport = start_transport();
  std::promise<net::http_response> second;
  transport->send(get(server.url("http")), [&](const net::http_response&) {
    transport->stop();
    transport->send(get(server.url("http")), [&](net::http_response response) {
      second.set_value(std::move(response));
    });
  });
  transport->stop();
  CHECK(second.get_future().get().delivery == delivery::not_sent);
}

TEST_CASE("a request that must not go out is refused with a sentence",
          "[net]") {
  auto transport = start_transport();
  const auto refusal = [&](const net::http_request& request) {
    const auto response = ask(*transport, request);
    CHECK(response.delivery == delivery::not_sent);
    return response.error;
  };
  CHECK(refusal(get("http://api.kraken.com/0/public/Time"))
        == "http:// to api.kraken.com is refused: without TLS keys would "
           "travel in clear, it is for this machine only");
  CHECK_THAT(refusal(get("ftp://127.0.0.1/")), ContainsSubstring("https"));
  CHECK_THAT(refusal(get("wss://127.0.0.1/")), ContainsSubstring("https"));
  CHECK_THAT(refusal(get("nonsense")), ContainsSubstring("no URL"));
  auto split = get("http://127.0.0.1/");
  split.headers = {{"API-Key", "a\r\nHost: elsewhere"}};
  CHECK(refusal(split)
        == "GET 127.0.0.1: the header \"API-Key\" holds a line break or the "
           "like");
  auto method = get("http://127.0.0.1/");
  method.method = "GET / HTTP/1.1\r\n";
  CHECK_THAT(refusal(method), ContainsSubstring("method"));
}

TEST_CASE("a file that holds no certificates is refused at the start",
          "[net]") {
  const auto none = net::make_transport({.ca_file = "/does/not/exist.pem"});
  REQUIRE(!none);
  CHECK_THAT(none.error().text, ContainsSubstring("/does/not/exist.pem"));
}
