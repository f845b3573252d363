#pragma once

#include "tools/paper_exchange/host.hpp"
#include "tools/paper_exchange/wire/listener.hpp"

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace lockstep::paper {

/// What a paper exchange is started with. Port 0 picks a free one.
struct server_options : host_options {
  std::string address = "127.0.0.1";
  uint16_t port = 0;
  /// A second port for private streams, as the real hosts have it; the first
  /// then serves only public ones.
  std::optional<uint16_t> private_stream_port;
  std::optional<uint16_t> control_port; ///< always on loopback
  tls_files tls;
  bool hear_signals = false;   ///< SIGINT and SIGTERM end `wait`
  const clock* time = nullptr; ///< not given: the machine's
};

/// A running paper exchange: sockets, protocol and exchange on one thread of
/// its own. To be embedded by the demo, tests and benchmarks.
class server {
public:
  /// Everything is served when this returns. A port in use, a bad certificate
  /// or an account that can not be opened gives a sentence.
  [[nodiscard]] static result<std::unique_ptr<server>>
  start(server_options options);

  /// Stops.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// `http://127.0.0.1:8765`
  [[nodiscard]] std::string url() const;
  /// `ws://127.0.0.1:8765/v2`
  [[nodiscard]] std::string public_stream_url() const;
  [[nodiscard]] std::string private_stream_url() const;
  /// Empty if there is no control port.
  [[nodiscard]] std::string control_url() const;

  /// Runs a function with the exchange's controls on the server's thread and
  /// answers its result. Any thread may call; the server is not stopped yet.
  template <class Function>
  auto call(Function function) {
    using value = std::invoke_result_t<Function, controls&>;
    std::packaged_task<value(controls&)> task{std::move(function)};
    auto answer = task.get_future();
    run([&task](controls& all) { task(all); });
    return answer.get();
  }

  /// Waits until somebody asks for the end: by the control port, or by a
  /// signal if those are heard.
  void wait();
  /// Ends everything. Safe to call twice.
  void stop();

private:
  class world;

  explicit server(std::unique_ptr<world> all);
  void run(const std::function<void(controls&)>& action);

  std::unique_ptr<world> world_;
};

} // namespace lockstep::paper
