#pragma once

#include "adapters/net/transport.hpp"
#include "tools/paper_exchange/wire/http.hpp"
#include "tools/simulation/simulation.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace lockstep::simulated {

using actors::simulation;

class virtual_line;

/// One HTTP request as it leaves, for whoever watches the wire.
struct wire_request {
  timestamp at;     ///< of the hand-over, by the engine's clock
  std::string path; ///< `/0/private/AddOrder`
  std::string key;  ///< the `API-Key` header; empty for a public one
  std::string body;
  bool write = false;
};

/// The transport of a simulation: hands requests and frames to an exchange in
/// the same process, in virtual time. What goes wrong at the exchange is data
/// of the exchange (`paper::fault_rule`); what goes wrong on the way is here.
///
/// Bytes go into the simulation's trace, so that two runs with one trace said
/// the same to each other. It keeps the promises of `net::make_transport`: a
/// write is delivered once at most, a read whose connection dies without an
/// answer goes out once more, and each time limit holds.
class virtual_network final : public net::transport {
public:
  /// Simulation and exchange outlive it, and so must it the actors.
  virtual_network(simulation& world, paper::http_service& exchange)
    : world_{world}, exchange_{exchange} {}
  ~virtual_network() override;

  void send(net::http_request request, net::http_handler done) override;
  net::stream_ptr open(net::stream_request request,
                       net::stream_handler handler) override;
  /// All ends, as when the process that uses it ends: nobody is told of
  /// anything any more, while what is on its way still arrives.
  void stop() override;

  // -- what can be done to it -------------------------------------------------

  /// One way, of every request, answer and frame from now on.
  void set_latency(duration one_way) { latency_ = one_way; }
  /// Nothing arrives any more in either direction, and nobody is told.
  void unplug() { plugged_ = false; }
  void plug() { plugged_ = true; }
  /// Called with each request as it is handed over; may be null.
  void watch(std::function<void(const wire_request&)> watcher) {
    watcher_ = std::move(watcher);
  }

  [[nodiscard]] size_t requests() const { return requests_; }
  /// Streams that were opened so far.
  [[nodiscard]] uint64_t connects() const { return lines_opened_; }

private:
  friend class virtual_line;
  struct exchange_of;
  using exchange_ptr = std::shared_ptr<exchange_of>;

  void arrive(const exchange_ptr& x);
  void leave(const exchange_ptr& x, paper::http_reply reply);
  void connection_died(const exchange_ptr& x);
  void finish(const exchange_ptr& x, net::http_response response);
  void tell(const net::http_request& request);
  /// Does something after a while, unless the network was stopped by then.
  void later(duration wait, std::function<void()> action);

  simulation& world_;
  paper::http_service& exchange_;
  duration latency_ = std::chrono::milliseconds{5};
  bool plugged_ = true;
  /// Whose time limits and answers still count; replaced by `stop`.
  std::shared_ptr<int> user_ = std::make_shared<int>();
  std::map<uint64_t, std::shared_ptr<virtual_line>> lines_; ///< by number
  uint64_t lines_opened_ = 0;
  std::function<void(const wire_request&)> watcher_;
  size_t idle_connections_ = 0;
  size_t requests_ = 0;
};

} // namespace lockstep::simulated
