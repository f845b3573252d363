#include "tools/paper_exchange/server.hpp"

#include "tools/paper_exchange/control_service.hpp"
#include "tools/paper_exchange/kraken/service.hpp"
#include "tools/paper_exchange/wire/io_scheduler.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <csignal>
#include <thread>

namespace lockstep::paper {

namespace {

using namespace std::chrono_literals;

constexpr duration second = 1s;
// However fast the markets run, time moves in steps of at least this.
constexpr duration step_min = 2ms;

} // namespace

/// All parts of a running exchange, in the order in which they need each
/// other.
class server::world {
public:
  explicit world(server_options options)
    : options_{std::move(options)},
      time_{options_.time == nullptr ? machine_ : *options_.time},
      core_{options_.core},
      gate_{core_.accounts()},
      faults_{options_.core.seed},
      all_{core_, time_, later_, gate_, counter_, tokens_, faults_, {}},
      kraken_{all_},
      control_{make_controls()} {
    time_.set_skew(options_.clock_skew);
    all_.options.strict = options_.strict;
    all_.options.public_limit = options_.public_limit;
  }

  // -- before the thread runs -------------------------------------------------

  result<void> prepare() {
    if (auto done = open_markets(); !done)
      return done;
    for (const auto& setup : options_.accounts)
      if (auto done = open_account(core_, setup, time_.now()); !done)
        return tl::unexpected{done.error()};
    for (auto& rule : options_.faults)
      faults_.add(std::move(rule));
    return open_ports();
  }

  void start() {
    for (const auto& one : ports_)
      one->start();
    if (options_.hear_signals)
      hear_signals();
    move_time();
    beat();
    thread_ = std::thread{[this] { io_.run(); }};
  }

  // -- from any thread --------------------------------------------------------

  void run(const std::function<void(controls&)>& action) {
    if (std::this_thread::get_id() == thread_.get_id())
      return run_here(action);
    std::promise<void> done;
    boost::asio::post(io_, [&] {
      run_here(action);
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
  controls make_controls() {
    return {core_,
            faults_,
            tokens_,
            gate_,
            time_,
            [this](const account_id& who) { kraken_.hub().disconnect(who); },
            [this] { later_.after(50ms, [this] { end(); }); }};
  }

  result<void> open_markets() {
    const auto now = time_.now();
    for (auto& setup : options_.markets)
      if (auto done = core_.open_market(std::move(setup), now); !done)
        return done;
    if (options_.only_named_markets)
      return {};
    for (const auto& pair : core_.reference().pairs()) {
      if (core_.find_market(pair.symbol) != nullptr)
        continue;
      market_setup setup;
      setup.symbol = pair.symbol;
      setup.speed = options_.speed;
      if (auto done = core_.open_market(std::move(setup), now); !done)
        return done;
    }
    return {};
  }

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
    const auto main = open_port(options_.address, options_.port, *tls, kraken_);
    if (!main)
      return tl::unexpected{main.error()};
    private_port_ = *main;
    if (options_.private_stream_port) {
      const auto other = open_port(options_.address,
                                   *options_.private_stream_port, *tls,
                                   kraken_);
      if (!other)
        return tl::unexpected{other.error()};
      all_.options.public_port = *main;
      all_.options.private_port = private_port_ = *other;
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

  void run_here(const std::function<void(controls&)>& action) {
    auto all = make_controls();
    action(all);
    move_time();
  }

  // Lets the exchange do what is due, and comes back for the next.
  void move_time() {
    core_.advance(time_.now());
    const auto id = ++time_round_;
    const auto due = core_.next_due();
    const auto wait = due ? std::clamp<duration>(*due - time_.now(), step_min,
                                                 second)
                          : second;
    later_.after(wait, [this, id] {
      if (id == time_round_)
        move_time();
    });
  }

  void beat() {
    kraken_.hub().tick();
    later_.after(second, [this] { beat(); });
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
  skewed_clock time_;
  boost::asio::io_context io_{1};
  io_scheduler later_{io_};
  exchange core_;
  key_gate gate_;
  rest_counter counter_;
  token_store tokens_;
  fault_plan faults_;
  kraken::parts all_;
  kraken::service kraken_;
  control_service control_;
  boost::asio::signal_set signals_{io_};
  std::vector<std::shared_ptr<listener>> ports_;
  uint16_t private_port_ = 0;
  uint16_t control_port_ = 0;
  uint64_t time_round_ = 0;
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
