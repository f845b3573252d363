#pragma once

#include "tools/paper_exchange/host.hpp"
#include "tools/simulation/simulation.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::simulated {

using actors::simulation;

/// One account at the exchange with what it owns before anything happens.
struct participant {
  std::string name;
  std::map<std::string, std::string> owns{}; ///< asset, amount
};

/// How an exchange is set up.
struct exchange_setup {
  std::vector<participant> participants;
  std::vector<paper::fault_rule> faults;
  duration clock_ahead{}; ///< of the exchange before the engine
  uint64_t seed = 1;
  bool prices_move = false; ///< else BTC/USD and ETH/USD stand still
};

/// The paper exchange in virtual time: all of its code but the sockets, so
/// that it answers with Kraken's bytes. Two markets: BTC/USD at 9999.9 to
/// 10000, ETH/USD at 399.99 to 400, with 1000 of each to be had. What can not
/// be done is a mistake of whoever wrote the scenario, and throws.
class virtual_exchange {
public:
  /// The simulation outlives it.
  virtual_exchange(simulation& world, const exchange_setup& setup);

  [[nodiscard]] paper::http_service& service() { return host_->service(); }
  /// Where a venue finds it.
  static constexpr std::string_view rest_url = "http://127.0.0.1";
  static constexpr std::string_view public_url = "ws://127.0.0.1/v2";
  static constexpr std::string_view private_url = "ws://127.0.0.1/v2";

  /// The engine's key of an account; one more for its owner is not needed,
  /// because he trades by the members below.
  [[nodiscard]] static std::string key_of(std::string_view account);
  /// The secret of all keys.
  [[nodiscard]] static const std::string& secret();

  // -- what people do ---------------------------------------------------------

  /// An order of the account's owner, placed by hand.
  order_id market_order(const std::string& account, const std::string& side,
                        const std::string& pair, const std::string& volume);
  order_id limit_order(const std::string& account, const std::string& side,
                       const std::string& pair, const std::string& volume,
                       const std::string& price);
  /// Executes a resting order at its limit in these parts.
  void fill(const order_id& order, const std::vector<std::string>& parts);
  void deposit(const std::string& account, const std::string& asset,
               const std::string& amount);

  // -- what goes wrong --------------------------------------------------------

  /// Adds a fault as text: `hang:account=half,endpoint=AddOrder,next=1`.
  void fault(std::string_view text);
  void clear_faults();
  [[nodiscard]] bool faults_used_up();
  void set_status(trading_status status);
  /// Everything that the control port can do.
  void control(const std::function<void(paper::controls&)>& action) {
    host_->run(action);
  }

  // -- its own books ----------------------------------------------------------

  [[nodiscard]] decimal holds(const std::string& account,
                              const std::string& asset);
  /// All orders that the account ever had, newest first.
  [[nodiscard]] std::vector<paper::order> orders(const std::string& account);
  /// Those with a key of the engine's kind.
  [[nodiscard]] std::vector<paper::order> copies(const std::string& account);

private:
  order_id place(const std::string& account, const paper::order_input& what);
  void let_stand(const char* symbol, const char* bid, const char* ask);

  /// Things that happen later, in virtual time.
  class later final : public paper::scheduler {
  public:
    explicit later(simulation& world) : world_{world} {}
    void after(duration delay, std::function<void()> action) override {
      world_.after(delay, std::move(action));
    }

  private:
    simulation& world_;
  };

  later later_;
  std::unique_ptr<paper::host> host_;
};

} // namespace lockstep::simulated
