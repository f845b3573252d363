#include "tools/paper_exchange/server.hpp"

#include "tools/paper_exchange/control_service.hpp"
#include "tools/paper_exchange/wire/io_scheduler.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <csignal>
#include <thread>

namespace lockstep::paper {

using namespace std::chrono_literals;

/// All parts of a running exchange, in the order in which they need each
/// other.
class server::world {
public:
  explicit world(server_options options)
    : options_{std::move(options)},
      host_{std::move(static_cast<host_options&>(options_)),
            options_.time == nullptr ? machine_ : *options_.time, later_,
            [this] { later_.after(50ms, [this] { end(); }); }},
      control_{host_.make_controls()} {}

  // -- before the thread runs -------------------------------------------------

  result<void> prepare() {
    if (auto done = host_.prepare(); !done)
      return done;
    return open_ports();
  }

  void start() {
    for (const auto& one : ports_)
      one->start();
    if (options_.hear_signals)
      hear_signals();
    host_.start();
    thread_ = std::thread{[this] { io_.run(); }};
  }

  // -- from any thread --------------------------------------------------------

  void run(const std::function<void(controls&)>& action) {
    if (std::this_thread::get_id() == thread_.get_id())
      return host_.run(action);
    std::promise<void> done;
    boost::asio::post(io_, [&] {
      host_.run(action);
      done.set_value();
    });
    done.get_future().wait();
  }

  void wait() { ended_.get_future().wait(); }

  void stop() {
    if (!thread_.joinable())
      return;
    boost::asio::post(io_, [this] {
      for (const auto& one : ports_)
        one->stop();
      io_.stop();
    });
    thread_.join();
    end();
  }

  [[nodiscard]] const std::string& address() const { return options_.address; }
  [[nodiscard]] bool tls() const { return !options_.tls.empty(); }
  [[nodiscard]] uint16_t port() const { return ports_.front()->port(); }
  [[nodiscard]] uint16_t private_port() const { return private_port_; }
  [[nodiscard]] uint16_t control_port() const { return control_port_; }

private:
  result<uint16_t> open_port(const std::string& address, uint16_t port,
                             const tls_context& tls, http_service& service) {
    auto one = listener::open(io_, address, port, tls, service);
    if (!one)
      return tl::unexpected{one.error()};
    ports_.push_back(*one);
    return (*one)->port();
  }

  result<void> open_ports() {
    const auto tls = load_tls(options_.tls);
    if (!tls)
      return tl::unexpected{tls.error()};
    const auto main = open_port(options_.address, options_.port, *tls,
                                host_.service());
    if (!main)
      return tl::unexpected{main.error()};
    private_port_ = *main;
    if (options_.private_stream_port) {
      const auto other = open_port(options_.address,
                                   *options_.private_stream_port, *tls,
                                   host_.service());
      if (!other)
        return tl::unexpected{other.error()};
      private_port_ = *other;
      host_.divide_streams(*main, *other);
    }
    if (!options_.control_port)
      return {};
    const auto control = open_port("127.0.0.1", *options_.control_port, nullptr,
                                   control_);
    if (!control)
      return tl::unexpected{control.error()};
    control_port_ = *control;
    return {};
  }

  void hear_signals() {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](auto error, int) {
      if (!error)
        end();
    });
  }

  void end() {
    if (!std::exchange(end_asked_, true))
      ended_.set_value();
  }

  server_options options_;
  wall_clock machine_;
  boost::asio::io_context io_{1};
  io_scheduler later_{io_};
  host host_;
  control_service control_;
  boost::asio::signal_set signals_{io_};
  std::vector<std::shared_ptr<listener>> ports_;
  uint16_t private_port_ = 0;
  uint16_t control_port_ = 0;
  bool end_asked_ = false;
  std::promise<void> ended_;
  std::thread thread_;
};

server::server(std::unique_ptr<world> all) : world_{std::move(all)} {}

server::~server() {
  stop();
}

result<std::unique_ptr<server>> server::start(server_options options) {
  auto all = std::make_unique<world>(std::move(options));
  if (auto done = all->prepare(); !done)
    return tl::unexpected{done.error()};
  all->start();
  return std::unique_ptr<server>{new server{std::move(all)}};
}

std::string server::url() const {
  return fmt::format("http{}://{}:{}", world_->tls() ? "s" : "",
                     world_->address(), world_->port());
}

std::string server::public_stream_url() const {
  return fmt::format("ws{}://{}:{}/v2", world_->tls() ? "s" : "",
                     world_->address(), world_->port());
}

std::string server::private_stream_url() const {
  return fmt::format("ws{}://{}:{}/v2", world_->tls() ? "s" : "",
                     world_->address(), world_->private_port());
}

std::string server::control_url() const {
  if (world_->control_port() == 0)
    return {};
  return fmt::format("http://127.0.0.1:{}", world_->control_port());
}

void server::run(const std::function<void(controls&)>& action) {
  world_->run(action);
}

void server::wait() {
  world_->wait();
}

void server::stop() {
  world_->stop();
}

} // namespace lockstep::paper
