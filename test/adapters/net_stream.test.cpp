#include "test/adapters/net_client.hpp"
#include "test/adapters/net_server.hpp"

#include <boost/beast/websocket.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace lockstep;
using namespace lockstep::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

namespace ws = boost::beast::websocket;

using server_stream = ws::stream<tcp::socket>;
using lines = std::vector<std::string>;

asio::awaitable<server_stream> accept(tcp::socket socket) {
  server_stream stream{std::move(socket)};
  co_await stream.async_accept(asio::use_awaitable);
  co_return stream;
}

asio::awaitable<std::string> read_frame(server_stream& stream) {
  beast::flat_buffer buffer;
  co_await stream.async_read(buffer, asio::use_awaitable);
  co_return beast::buffers_to_string(buffer.data());
}

asio::awaitable<void> write_frame(server_stream& stream, std::string text) {
  co_await stream.async_write(asio::buffer(text), asio::use_awaitable);
}

asio::awaitable<void> echo_frames(tcp::socket socket) {
  auto stream = co_await accept(std::move(socket));
  for (;;)
    co_await write_frame(stream, co_await read_frame(stream));
}

asio::awaitable<void> stay_silent(tcp::socket socket) {
  auto stream = co_await accept(std::move(socket));
  co_await wait_for_end(stream.next_layer());
}

net::stream_request stream_at(const local_server& server) {
  net::stream_request request;
  request.url = server.url("ws") + "/v2";
  return request;
}

/// The last line of a stream that ends by itself.
std::string end_of(const net::stream_request& request, size_t line_count,
                   net::transport_options options = {}) {
  diary d;
  auto transport = start_transport(std::move(options));
  const auto stream = transport->open(request, keep(d));
  const auto all = d.wait_for(line_count);
  REQUIRE(all.size() == line_count);
  return all.back();
}

} // namespace

TEST_CASE("a stream opens, carries frames in order, and closes", "[net]") {
  local_server server{echo_frames};
  diary d;
  auto transport = start_transport();
  auto request = stream_at(server);
  request.first_frames = {"subscribe", "subscribe too"};
  const auto stream = transport->open(request, keep(d));
  stream->send("one");
  stream->send("two");
  CHECK(d.wait_for(5)
        == lines{"opened", "subscribe", "subscribe too", "one", "two"});
  stream->close();
  stream->close();
  stream->send("too late");
  CHECK(d.wait_for(6).back() == "closed: closed by this side");
  transport->stop();
  CHECK(d.lines().size() == 6);
}

TEST_CASE("a stream asks for its path with the name of the program", "[net]") {
  local_server server{[](tcp::socket socket) -> asio::awaitable<void> {
    beast::flat_buffer buffer;
    const auto request = co_await read_request(socket, buffer);
    server_stream stream{std::move(socket)};
    co_await stream.async_accept(request, asio::use_awaitable);
    co_await write_frame(stream, std::string{request.target()} + ' '
                                   + std::string{request["User-Agent"]});
    co_await read_frame(stream);
  }};
  diary d;
  auto transport = start_transport({.user_agent = "lockstep/1.2"});
  const auto stream = transport->open(stream_at(server), keep(d));
  CHECK(d.wait_for(2) == lines{"opened", "/v2 lockstep/1.2"});
}

TEST_CASE("a stream whose handle is dropped says goodbye", "[net]") {
  diary at_server;
  local_server server{[&](tcp::socket socket) -> asio::awaitable<void> {
    auto stream = co_await accept(std::move(socket));
    try {
      for (;;)
        at_server.write(co_await read_frame(stream));
    } catch (const boost::system::system_error& e) {
      at_server.write(e.code() == ws::error::closed ? "goodbye" : e.what());
    }
  }};
  diary d;
  auto transport = start_transport();
  auto request = stream_at(server);
  request.first_frames = {"hello"};
  auto stream = transport->open(request, keep(d));
  CHECK(at_server.wait_for(1) == lines{"hello"});
  stream.reset();
  CHECK(d.wait_for(2) == lines{"opened", "closed: closed by this side"});
  CHECK(at_server.wait_for(2) == lines{"hello", "goodbye"});
}

TEST_CASE("a stream whose handle is dropped at once still closes", "[net]") {
  local_server server{echo_frames};
  diary d;
  auto transport = start_transport();
  transport->open(stream_at(server), keep(d)).reset();
  CHECK(d.wait_for(1) == lines{"closed: closed by this side"});
}

TEST_CASE("a stream sends its ping frame by itself", "[net]") {
  local_server server{echo_frames};
  diary d;
  auto transport = start_transport();
  auto request = stream_at(server);
  request.ping_frame = "{\"method\":\"ping\"}";
  request.ping_interval = 20ms;
  const auto stream = transport->open(request, keep(d));
  CHECK(d.wait_for(3)
        == lines{"opened", request.ping_frame, request.ping_frame});
}

TEST_CASE("a stream without a ping frame sends pings of the protocol",
          "[net]") {
  diary pings;
  local_server server{[&](tcp::socket socket) -> asio::awaitable<void> {
    auto stream = co_await accept(std::move(socket));
    stream.control_callback([&](ws::frame_type kind, beast::string_view) {
      if (kind == ws::frame_type::ping)
        pings.write("ping");
    });
    co_await read_frame(stream);
  }};
  diary d;
  auto transport = start_transport();
  auto request = stream_at(server);
  request.ping_interval = 20ms;
  request.idle_timeout = 2s;
  const auto stream = transport->open(request, keep(d));
  CHECK(pings.wait_for(3) == lines{"ping", "ping", "ping"});
  CHECK(d.lines() == lines{"opened"}); // pongs are not frames
}

TEST_CASE("a stream on which nothing arrives ends", "[net]") {
  local_server server{stay_silent};
  auto request = stream_at(server);
  request.idle_timeout = 100ms;
  request.ping_interval = 20ms; // what goes out does not count
  CHECK(end_of(request, 2)
        == "closed: nothing arrived from 127.0.0.1 for 100 ms");
}

TEST_CASE("a stream tells why the other side closed it", "[net]") {
  local_server server{[](tcp::socket socket) -> asio::awaitable<void> {
    auto stream = co_await accept(std::move(socket));
    co_await write_frame(stream, "last words");
    co_await stream.async_close({ws::close_code::going_away, "restart"},
                                asio::use_awaitable);
  }};
  CHECK(end_of(stream_at(server), 3)
        == "closed: 127.0.0.1 closed the stream: 1001 restart");
}

TEST_CASE("a stream whose server vanishes ends", "[net]") {
  local_server server{[](tcp::socket socket) -> asio::awaitable<void> {
    co_await accept(std::move(socket));
  }};
  CHECK_THAT(end_of(stream_at(server), 2), StartsWith("closed: 127.0.0.1: "));
}

TEST_CASE("a stream that is refused tells the status", "[net]") {
  local_server server{[](tcp::socket socket) -> asio::awaitable<void> {
    beast::flat_buffer buffer;
    co_await read_request(socket, buffer);
    co_await answer(socket, "slow down", http::status::too_many_requests);
  }};
  CHECK(end_of(stream_at(server), 1)
        == "closed: 127.0.0.1 refused the stream with HTTP status 429");
}

TEST_CASE("a stream to nobody, or to nowhere, only closes", "[net]") {
  net::stream_request request;
  request.url = fmt::format("ws://127.0.0.1:{}/", unused_port());
  CHECK_THAT(end_of(request, 1), StartsWith("closed: 127.0.0.1: "));
  request.url = "ws://ws.kraken.com/v2";
  CHECK_THAT(end_of(request, 1), ContainsSubstring("in clear"));
  request.url = "https://ws.kraken.com/v2";
  CHECK_THAT(end_of(request, 1), ContainsSubstring("wss://"));
}

TEST_CASE("a stream that does not open in time ends", "[net]") {
  local_server server{[](tcp::socket socket) -> asio::awaitable<void> {
    co_await wait_for_end(socket);
  }};
  auto request = stream_at(server);
  request.connect_timeout = 100ms;
  CHECK(end_of(request, 1) == "closed: 127.0.0.1 was not open within 100 ms");
  request.url = server.url("wss", "localhost");
  CHECK(end_of(request, 1) == "closed: localhost was not open within 100 ms");
}

TEST_CASE("a frame that is too long ends its stream", "[net]") {
  local_server server{echo_frames};
  auto request = stream_at(server);
  request.first_frames = {std::string(100, 'x'), std::string(101, 'x')};
  CHECK_THAT(end_of(request, 3, {.frame_bytes_max = 100}),
             StartsWith("closed: 127.0.0.1: "));
}

TEST_CASE("a stream gives up a server that takes nothing", "[net]") {
  local_server server{[&](tcp::socket socket) -> asio::awaitable<void> {
    auto stream = co_await accept(std::move(socket));
    asio::steady_timer never{socket.get_executor()};
    never.expires_at(asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
  }};
  diary d;
  auto transport = start_transport({.unsent_bytes_max = 32u << 20});
  const auto stream = transport->open(stream_at(server), keep(d));
  for (int i = 0; i < 40; ++i)
    stream->send(std::string(1u << 20, 'x'));
  CHECK_THAT(d.wait_for(2).back(),
             StartsWith("closed: 127.0.0.1 does not take what is sent"));
}

TEST_CASE("the stop closes each stream once, whatever it is doing", "[net]") {
  local_server polite{echo_frames};
  local_server mute{stay_silent};
  local_server slow{[](tcp::socket socket) -> asio::awaitable<void> {
    co_await wait_for_end(socket);
  }};
  diary d, e, f, g;
  auto transport = start_transport({.close_timeout = 50ms});
  const auto one = transport->open(stream_at(polite), keep(d));
  const auto two = transport->open(stream_at(mute), keep(e));
  const auto three = transport->open(stream_at(slow), keep(f));
  const auto none = d.wait_for(1).size() + e.wait_for(1).size();
  REQUIRE(none == 2);
  transport->stop();
  const std::string closed = "closed: the transport was stopped";
  CHECK(d.lines() == lines{"opened", closed});
  CHECK(e.lines() == lines{"opened", closed});
  CHECK(f.lines() == lines{closed});
  const auto late = transport->open(stream_at(polite), keep(g));
  CHECK(g.lines() == lines{closed});
  late->send("too late");
  transport.reset();
  one->send("much too late");
  one->close();
}
