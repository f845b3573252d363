#include "test/adapters/net_certificate.hpp"
#include "test/adapters/net_client.hpp"
#include "test/adapters/net_server.hpp"

#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace lockstep;
using namespace lockstep::test;
using Catch::Matchers::ContainsSubstring;
using net::delivery;

namespace {

namespace ssl = boost::asio::ssl;
namespace ws = boost::beast::websocket;

using secure_socket = beast::ssl_stream<beast::tcp_stream>;

asio::awaitable<secure_socket> greet(tcp::socket socket, certificate& c) {
  secure_socket secure{beast::tcp_stream{std::move(socket)}, c.server()};
  co_await secure.async_handshake(ssl::stream_base::server,
                                  asio::use_awaitable);
  co_return secure;
}

local_server::script echo_http(certificate& c) {
  return [&c](tcp::socket socket) -> asio::awaitable<void> {
    auto secure = co_await greet(std::move(socket), c);
    co_await echo(secure);
  };
}

local_server::script echo_frames(certificate& c) {
  return [&c](tcp::socket socket) -> asio::awaitable<void> {
    ws::stream<secure_socket> stream{co_await greet(std::move(socket), c)};
    co_await stream.async_accept(asio::use_awaitable);
    for (beast::flat_buffer buffer;; buffer.clear()) {
      co_await stream.async_read(buffer, asio::use_awaitable);
      co_await stream.async_write(buffer.data(), asio::use_awaitable);
    }
  };
}

net::http_response order_at(const local_server& server, std::string ca_file) {
  auto transport = start_transport({.ca_file = std::move(ca_file)});
  return ask(*transport,
             write_order(server.url("https", "localhost"), "volume=1"));
}

std::vector<std::string> stream_to(const local_server& server,
                                   std::string ca_file, size_t line_count) {
  diary d;
  auto transport = start_transport({.ca_file = std::move(ca_file)});
  const auto stream = transport->open({.url = server.url("wss", "localhost"),
                                       .first_frames = {"hello"},
                                       .ping_frame = {}},
                                      keep(d));
  static_cast<void>(d.wait_for(line_count));
  transport->stop();
  return d.lines();
}

} // namespace

TEST_CASE("TLS works with a certificate that was declared trusted", "[net]") {
  certificate mine{"localhost"};
  SECTION("for requests") {
    local_server server{echo_http(mine)};
    const auto response = order_at(server, mine.file());
    CHECK(response.error == "");
    CHECK(response.body == "POST / volume=1");
  }
  SECTION("for streams") {
    local_server server{echo_frames(mine)};
    CHECK(stream_to(server, mine.file(), 2)
          == std::vector<std::string>{"opened", "hello",
                                      "closed: the transport was stopped"});
  }
}

TEST_CASE("a certificate that nobody vouches for is refused", "[net]") {
  certificate mine{"localhost"};
  certificate other{"localhost"};
  for (const auto& trusted : {std::string{}, other.file()}) {
    local_server web{echo_http(mine)};
    const auto response = order_at(web, trusted);
    CHECK(response.delivery == delivery::not_sent);
    CHECK_THAT(response.error, ContainsSubstring("certificate"));
    local_server frames{echo_frames(mine)};
    const auto lines = stream_to(frames, trusted, 1);
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], ContainsSubstring("certificate"));
  }
}

TEST_CASE("a certificate for another host is refused", "[net]") {
  certificate mine{"elsewhere.example"};
  local_server web{echo_http(mine)};
  const auto response = order_at(web, mine.file());
  CHECK(response.delivery == delivery::not_sent);
  CHECK_THAT(response.error, ContainsSubstring("localhost"));
  local_server frames{echo_frames(mine)};
  const auto lines = stream_to(frames, mine.file(), 1);
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], ContainsSubstring("closed: localhost: "));
}
