#include "test/crash/proxy.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <functional>
#include <future>
#include <set>
#include <string_view>
#include <thread>
#include <utility>

namespace lockstep::crash {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// One connection of the engine, and the one to the exchange behind it.
struct link {
  explicit link(tcp::socket from)
    : near{std::move(from)}, far{near.get_executor()} {}

  void close() {
    boost::system::error_code ignored;
    near.close(ignored);
    far.close(ignored);
  }

  tcp::socket near;
  tcp::socket far;
  std::array<char, 16'384> outward{};
  std::array<char, 16'384> inward{};
  bool awaits_order = false; ///< an order went out, its answer did not come
  bool silent = false;
};

using link_ptr = std::shared_ptr<link>;

} // namespace

class proxy::world {
public:
  explicit world(uint16_t to)
    : to_{asio::ip::address_v4::loopback(), to},
      acceptor_{io_, {asio::ip::address_v4::loopback(), 0}},
      port_{acceptor_.local_endpoint().port()} {
    accept();
    thread_ = std::thread{[this] { io_.run(); }};
  }
  world(const world&) = delete;
  world& operator=(const world&) = delete;
  ~world() {
    io_.stop();
    thread_.join();
  }

  [[nodiscard]] uint16_t port() const { return port_; }

  void run(const std::function<void()>& action) {
    std::promise<void> done;
    asio::post(io_, [&] {
      action();
      done.set_value();
    });
    done.get_future().wait();
  }

  void set(state now) {
    state_ = now;
    for (const auto& each : std::exchange(links_, {}))
      if (now == state::cut || each->silent)
        each->close();
      else
        links_.insert(each);
  }

  void lose_answers(int count) { losing_ = count; }

private:
  void accept() {
    acceptor_.async_accept([this](auto error, tcp::socket socket) {
      if (error)
        return;
      if (state_ != state::cut)
        connect(std::make_shared<link>(std::move(socket)));
      accept();
    });
  }

  void connect(const link_ptr& made) {
    links_.insert(made);
    made->far.async_connect(to_, [this, made](auto error) {
      boost::system::error_code unknown;
      // Loopback may connect a socket to itself when nobody listens.
      if (error || made->far.local_endpoint(unknown) == to_)
        return end(made);
      made->far.set_option(tcp::no_delay{true}, unknown);
      made->near.set_option(tcp::no_delay{true}, unknown);
      read_near(made);
      read_far(made);
    });
  }

  void end(const link_ptr& which) {
    which->close();
    links_.erase(which);
  }

  void read_near(const link_ptr& on) {
    on->near.async_read_some(
      asio::buffer(on->outward), [this, on](auto error, size_t size) {
        if (error)
          return end(on);
        const std::string_view bytes{on->outward.data(), size};
        if (bytes.find("/0/private/AddOrder ") != bytes.npos)
          on->awaits_order = true;
        on->silent = on->silent || state_ == state::silent;
        if (on->silent)
          return read_near(on);
        asio::async_write(on->far, asio::buffer(on->outward, size),
                          [this, on](auto failed, size_t) {
                            failed ? end(on) : read_near(on);
                          });
      });
  }

  void read_far(const link_ptr& on) {
    on->far.async_read_some(asio::buffer(on->inward), [this, on](auto error,
                                                                 size_t size) {
      const bool lost = std::exchange(on->awaits_order, false) && losing_ > 0;
      if (error || lost) {
        losing_ -= lost ? 1 : 0;
        return end(on);
      }
      on->silent = on->silent || state_ == state::silent;
      if (on->silent)
        return read_far(on);
      asio::async_write(on->near, asio::buffer(on->inward, size),
                        [this, on](auto failed, size_t) {
                          failed ? end(on) : read_far(on);
                        });
    });
  }

  asio::io_context io_{1};
  tcp::endpoint to_;
  tcp::acceptor acceptor_;
  uint16_t port_;
  state state_ = state::sound;
  int losing_ = 0;
  std::set<link_ptr> links_;
  std::thread thread_;
};

proxy::proxy(uint16_t to) : world_{std::make_unique<world>(to)} {}

proxy::~proxy() = default;

uint16_t proxy::port() const {
  return world_->port();
}

void proxy::set(state now) {
  world_->run([&] { world_->set(now); });
}

void proxy::lose_answers(int count) {
  world_->run([&] { world_->lose_answers(count); });
}

} // namespace lockstep::crash
