#include "test/paper_exchange/wire_client.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <charconv>
#include <deque>
#include <stdexcept>

namespace lockstep::paper::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

tcp::endpoint loopback(uint16_t port) {
  return {asio::ip::address_v4::loopback(), port};
}

std::string encoded(const std::string& text) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const auto c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0
        || std::string_view{"-_.~"}.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += hex[static_cast<unsigned char>(c) / 16];
      out += hex[static_cast<unsigned char>(c) % 16];
    }
  return out;
}

} // namespace

// -- HTTP
// -----------------------------------------------------------------------

struct http_client::connection {
  asio::io_context io;
  beast::tcp_stream stream{io};
  beast::flat_buffer buffer;
};

http_client::http_client(uint16_t port) : port_{port} {}

http_client::~http_client() = default;

http_answer http_client::send(const std::string& method,
                              const std::string& target,
                              const std::string& body, const headers& with) {
  beast::error_code error;
  if (!connection_) {
    connection_ = std::make_unique<connection>();
    connection_->stream.connect(loopback(port_), error);
  }
  auto& [io, stream, buffer] = *connection_;
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, "127.0.0.1");
  for (const auto& [name, value] : with)
    request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  http::write(stream, request, error);
  http::response<http::string_body> response;
  if (!error) {
    stream.expires_after(patience_);
    http::async_read(stream, buffer, response,
                     [&](auto problem, size_t) { error = problem; });
    io.restart();
    io.run();
  }
  if (error) {
    connection_.reset();
    return {0, {}, error.message()};
  }
  if (!response.keep_alive())
    connection_.reset();
  return {static_cast<int>(response.result_int()), response.body(), {}};
}

std::vector<std::string> http_client::send_raw(const std::string& bytes,
                                               size_t count) {
  connection_ = std::make_unique<connection>();
  connection_->stream.connect(loopback(port_));
  return send_more(bytes, count);
}

std::vector<std::string> http_client::send_more(const std::string& bytes,
                                                size_t count) {
  auto& [io, stream, buffer] = *connection_;
  asio::write(stream, asio::buffer(bytes));
  std::vector<std::string> bodies;
  while (bodies.size() < count) {
    http::response<http::string_body> response;
    http::read(stream, buffer, response);
    bodies.push_back(response.body());
  }
  return bodies;
}

// -- WebSocket
// --------------------------------------------------------------------

struct stream_client::connection {
  asio::io_context io;
  beast::websocket::stream<beast::tcp_stream> socket{io};
  beast::flat_buffer buffer;
};

stream_client::stream_client(uint16_t port, const std::string& path)
  : connection_{std::make_unique<connection>()} {
  auto& socket = connection_->socket;
  socket.next_layer().connect(loopback(port));
  socket.handshake("127.0.0.1", path);
}

stream_client::~stream_client() = default;

void stream_client::send(const std::string& frame) {
  connection_->socket.text(true);
  connection_->socket.write(asio::buffer(frame));
}

std::string stream_client::next() {
  auto& [io, socket, buffer] = *connection_;
  beast::error_code error;
  buffer.clear();
  socket.next_layer().expires_after(10s);
  socket.async_read(buffer, [&](auto problem, size_t) { error = problem; });
  io.restart();
  io.run();
  return error ? std::string{} : beast::buffers_to_string(buffer.data());
}

std::string stream_client::next_with(std::string_view text) {
  for (auto frame = next(); !frame.empty(); frame = next())
    if (frame.find(text) != std::string::npos)
      return frame;
  return {};
}

// -- the exchange
// -----------------------------------------------------------------

std::unique_ptr<server>
running_exchange::start(const clock& time,
                        const std::function<void(server_options&)>& change) {
  server_options options;
  options.control_port = 0;
  options.time = &time;
  options.only_named_markets = true;
  for (const auto* symbol : {"BTC/USD", "ETH/USD"}) {
    market_setup setup;
    setup.symbol = symbol_id{symbol};
    options.markets.push_back(std::move(setup));
  }
  account_setup alice;
  alice.name = account_id{"alice"};
  alice.tier = account_tier::pro;
  alice.deposits = {{"USD", decimal{10'000}}, {"BTC", decimal{1}}};
  alice.keys = ready_made_account().keys;
  alice.keys.front().key = "alice-key";
  options.accounts.push_back(std::move(alice));
  if (change)
    change(options);
  auto running = server::start(std::move(options));
  if (!running)
    throw std::runtime_error{running.error().text};
  (*running)->call([](controls& all) {
    const auto stand = [&](const char* symbol, const char* bid,
                           const char* ask) {
      const symbol_id id{symbol};
      const quantity ten{decimal{10}};
      (void)all.core.pause(id, all.now());
      (void)all.core.set_quote(id, *price::parse(bid), *price::parse(ask), ten,
                               ten, all.now());
    };
    stand("BTC/USD", "6000", "6000.1");
    stand("ETH/USD", "400", "400.01");
  });
  return std::move(*running);
}

running_exchange::running_exchange(
  const std::function<void(server_options&)>& change)
  : exchange{start(time, change)}, client{port()} {}

namespace {

uint16_t port_of(const std::string& url) {
  uint16_t port = 0;
  const auto colon = url.rfind(':');
  std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
  return port;
}

} // namespace

uint16_t running_exchange::port() const {
  return port_of(exchange->url());
}

uint16_t running_exchange::control_port() const {
  return port_of(exchange->control_url());
}

std::string running_exchange::call(const std::string& name,
                                   const form& params) {
  return call(name, params, wrong{}).body;
}

http_answer running_exchange::call(const std::string& name, const form& params,
                                   const wrong& how) {
  const auto nonce = how.nonce.empty() ? std::to_string(++nonce_) : how.nonce;
  std::string body = how.as_json ? "{\"nonce\":\"" + nonce + "\""
                                 : "nonce=" + nonce;
  for (const auto& [key, value] : params)
    body += how.as_json ? ",\"" + key + "\":" + value
                        : "&" + encoded(key) + "=" + encoded(value);
  if (how.as_json)
    body += "}";
  const auto path = "/0/private/" + name;
  const auto signature = how.signature.empty()
                           ? kraken_signature(*base64_decode(how.signing), path,
                                              nonce, body)
                           : how.signature;
  return client.send("POST", path, body,
                     {{"Content-Type", how.as_json
                                         ? "application/json"
                                         : "application/x-www-form-urlencoded"},
                      {"API-Key", how.key},
                      {"API-Sign", signature}});
}

std::string running_exchange::token() {
  return member(call("GetWebSocketsToken"), "result.token");
}

std::string running_exchange::control(const std::string& path,
                                      const std::string& body) {
  http_client other{control_port()};
  return other.send(body.empty() ? "GET" : "POST", path, body).body;
}

void running_exchange::open(const std::string& name, const std::string& tier) {
  control("/accounts",
          R"({"name":")" + name + R"(","tier":")" + tier
            + R"(","deposits":{"USD":"10000","BTC":"1"},"keys":[{"key":")"
            + name + R"(-key","secret":")" + secret + R"("}]})");
}

std::string member(const std::string& body, std::string_view path) {
  const auto root = json::parse(body);
  const auto* at = root ? &*root : nullptr;
  while (at != nullptr && !path.empty()) {
    const auto dot = std::min(path.find('.'), path.size());
    const auto step = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    size_t index = 0;
    if (at->is(json::kind::array)) {
      std::from_chars(step.data(), step.data() + step.size(), index);
      at = index < at->items().size() ? &at->items()[index] : nullptr;
    } else {
      at = at->find(step);
    }
  }
  return at == nullptr ? std::string{} : at->text();
}

} // namespace lockstep::paper::test
