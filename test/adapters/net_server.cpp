#include "test/adapters/net_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include <array>

namespace lockstep::test {

namespace {

tcp::endpoint any_port() {
  return {asio::ip::address_v4::loopback(), 0};
}

} // namespace

local_server::local_server(script s)
  : script_(std::move(s)), acceptor_(io_, any_port()) {
  asio::co_spawn(io_, accept(), asio::detached);
  thread_ = std::thread([this] { io_.run(); });
}

local_server::~local_server() {
  io_.stop();
  thread_.join();
}

std::string local_server::url(const std::string& scheme,
                              const std::string& host) const {
  return fmt::format("{}://{}:{}", scheme, host,
                     acceptor_.local_endpoint().port());
}

asio::awaitable<void> local_server::accept() {
  for (;;) {
    auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
    ++connections_;
    asio::co_spawn(io_, script_(std::move(socket)),
                   [](const std::exception_ptr&) {});
  }
}

asio::awaitable<void> wait_for_end(tcp::socket& socket) {
  std::array<char, 4096> dropped{};
  for (;;)
    co_await socket.async_read_some(asio::buffer(dropped), asio::use_awaitable);
}

uint16_t unused_port() {
  asio::io_context io;
  return tcp::acceptor{io, any_port()}.local_endpoint().port();
}

} // namespace lockstep::test
