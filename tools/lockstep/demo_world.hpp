#pragma once

#include "actors/engine.hpp"
#include "adapters/clock.hpp"
#include "adapters/net/make_transport.hpp"
#include "tools/lockstep/demo_trader.hpp"
#include "tools/paper_exchange/server.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lockstep::commands {

/// Everything the demo runs on: a paper exchange on loopback with four
/// accounts, the engine, and a person who trades the master account.
class demo_world {
public:
  struct options {
    std::filesystem::path journal;
    decimal speed{20};
    uint64_t seed = 1;
  };

  [[nodiscard]] static result<std::unique_ptr<demo_world>>
  open(const options& how);

  [[nodiscard]] actors::engine& engine() { return *engine_; }
  [[nodiscard]] demo_trader& master() { return *trader_; }
  [[nodiscard]] paper::server& exchange() { return *exchange_; }

  /// What an account holds of an asset, by the exchange's own books.
  [[nodiscard]] decimal holds(const std::string& account,
                              const std::string& asset);
  /// The last price of a pair.
  [[nodiscard]] price last(const std::string& symbol);
  /// What a follower owned before the engine was started: account, asset.
  [[nodiscard]] static const std::map<std::pair<std::string, std::string>,
                                      decimal>&
  from_before();

private:
  demo_world() = default;

  std::unique_ptr<paper::server> exchange_;
  wall_clock clock_;
  std::unique_ptr<net::transport> transport_;
  std::unique_ptr<demo_trader> trader_;
  std::unique_ptr<actors::engine> engine_; ///< stops first
};

} // namespace lockstep::commands
