#include "adapters/net/make_transport.hpp"

#include "adapters/net/curl_loop.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/loop.hpp"
#include "adapters/net/trust.hpp"
#include "adapters/net/websocket.hpp"

#include <curl/curl.h>

#include <mutex>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lockstep::net {

namespace {

constexpr std::string_view stopped_words = "the transport was stopped";

/// What the user of a stream holds.
class stream_handle final : public stream {
public:
  stream_handle(std::shared_ptr<loop> l, websocket_ptr socket)
    : loop_(std::move(l)), socket_(std::move(socket)) {
    // nop
  }
  stream_handle(const stream_handle&) = delete;
  stream_handle& operator=(const stream_handle&) = delete;
  ~stream_handle() override { close(); }

  void send(std::string frame) override {
    if (!socket_)
      return;
    loop_->post([socket = socket_, text = std::move(frame)]() mutable {
      socket->send(std::move(text));
    });
  }

  void close() override {
    if (socket_)
      loop_->post([socket = socket_] { socket->close("closed by this side"); });
  }

private:
  std::shared_ptr<loop> loop_; // outlives the socket, which lives on it
  websocket_ptr socket_;       // none if it was refused
};

/// Puts the parts together and owns the network thread.
class network final : public transport {
public:
  network(transport_options options, trust_store trust)
    : options_(std::move(options)),
      trust_(std::move(trust)),
      tls_(make_tls_context(*trust_)),
      curl_(loop_->io(), options_.idle_connections_max),
      http_(loop_->io(), curl_, options_, *trust_),
      thread_([l = loop_] { l->run(); }) {
    // nop
  }
  network(const network&) = delete;
  network& operator=(const network&) = delete;
  ~network() override { stop(); }

  void send(http_request request, http_handler done) override {
    loop_->post(
      [this, request = std::move(request), done = std::move(done)]() mutable {
        http_.start(std::move(request), std::move(done));
      });
  }

  stream_ptr open(stream_request request, stream_handler handler) override;

  void stop() override {
    loop_->post([this] { end_all(); });
    if (std::this_thread::get_id() != thread_.get_id())
      std::call_once(joined_, [this] { thread_.join(); });
  }

private:
  void start(const websocket_ptr& socket);
  void end_all();
  void forget(const websocket& socket);

  std::shared_ptr<loop> loop_ = std::make_shared<loop>();
  transport_options options_;
  trust_store trust_;
  asio::ssl::context tls_;
  curl_loop curl_;
  http_client http_;
  std::unordered_map<const websocket*, websocket_ptr> sockets_;
  bool stopped_ = false; // network thread only until that has ended
  std::once_flag joined_;
  std::thread thread_;
};

stream_ptr network::open(stream_request request, stream_handler handler) {
  const auto where = parse_endpoint(request.url, "ws");
  if (!where) {
    loop_->post([closed = std::move(handler.closed), why = where.error().text] {
      if (closed)
        closed(why);
    });
    return std::make_shared<stream_handle>(loop_, nullptr);
  }
  auto socket = make_websocket({loop_->io(), curl_, tls_, options_}, *where,
                               std::move(request), std::move(handler),
                               [this](const websocket& w) { forget(w); });
  loop_->post([this, socket] { start(socket); });
  return std::make_shared<stream_handle>(loop_, std::move(socket));
}

void network::start(const websocket_ptr& socket) {
  if (stopped_)
    return socket->close(std::string{stopped_words});
  sockets_.emplace(socket.get(), socket);
  socket->start();
}

void network::end_all() {
  if (std::exchange(stopped_, true))
    return;
  http_.stop(stopped_words);
  const auto sockets = sockets_; // closing takes out of the original
  for (const auto& [key, socket] : sockets)
    socket->close(std::string{stopped_words});
  curl_.close();
  if (sockets_.empty())
    loop_->leave();
}

void network::forget(const websocket& socket) {
  sockets_.erase(&socket);
  if (stopped_ && sockets_.empty())
    loop_->leave();
}

} // namespace

result<std::unique_ptr<transport>> make_transport(transport_options options) {
  static const auto code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK)
    return fail("libcurl can not start: {}", curl_easy_strerror(code));
  auto trust = load_trust(options.ca_file);
  if (!trust)
    return tl::unexpected{trust.error()};
  return std::make_unique<network>(std::move(options), *std::move(trust));
}

} // namespace lockstep::net
