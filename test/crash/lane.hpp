#pragma once

#include "test/crash/proxy.hpp"
#include "test/e2e/kit.hpp"
#include "test/e2e/program.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

/// Real processes that are killed at any moment: `lockstep run` and
/// `lockstep paper-exchange`, with a network between them that fails.
namespace lockstep::crash {

using namespace std::chrono_literals;

/// Lets real time pass: the moment of a kill is what these tests are about.
void let_pass(duration span);

/// Who trades here, with what he has of his own.
struct trader {
  std::string name;
  std::map<std::string, std::string> owns; ///< asset, amount
};

/// The master and his three followers.
[[nodiscard]] const std::vector<trader>& traders();

/// One exchange that keeps its state, one engine, the network between them,
/// and the master at his own client, who buys and sells at random.
class lane {
public:
  explicit lane(uint64_t seed);

  // -- processes --------------------------------------------------------------

  void start_engine();
  /// False if it did not get ready in time.
  [[nodiscard]] bool engine_is_ready();
  void kill_engine();
  /// Stops it in order; its exit code.
  [[nodiscard]] std::optional<int> stop_engine();
  /// All that it has printed by now.
  [[nodiscard]] const std::string& engine_said();
  void start_exchange();
  void kill_exchange();
  [[nodiscard]] proxy& network() { return *network_; }

  // -- trading ----------------------------------------------------------------

  /// The master does something: buys, sells, several at a time, or an order
  /// that is filled in parts, now and later.
  void act();
  /// He cancels what rests and sells everything.
  void sell_all();

  /// Somebody's own client.
  [[nodiscard]] e2e::person& owner(const std::string& name) {
    return owners_.at(name);
  }
  /// Where the engine keeps its journal.
  [[nodiscard]] std::filesystem::path journal() const {
    return folder_.path() / "data" / "paper";
  }
  /// A number below this one, from the seed.
  [[nodiscard]] uint64_t below(uint64_t n) { return random_() % n; }

private:
  /// A resting order of the master, and the parts that are still to come.
  struct rest {
    order_id order;
    side which;
    std::string asset;
    std::vector<decimal> parts;
  };

  void write_files();
  void control(const std::string& path, const std::string& body);
  void trade(side which, const std::string& asset, decimal quantity);
  void place_limit(side which, const std::string& asset, decimal quantity);
  void fill_next(size_t parts);
  void moved(side which, const std::string& asset, decimal quantity);
  [[nodiscard]] decimal amount();
  [[nodiscard]] decimal free_of(const std::string& asset) const;

  std::mt19937_64 random_;
  e2e::scratch_folder folder_;
  uint16_t port_ = 0; ///< of the exchange; the same after each restart
  uint16_t control_port_ = 0;
  std::optional<e2e::program> exchange_;
  std::optional<proxy> network_;
  std::optional<e2e::program> engine_;
  std::map<std::string, e2e::person> owners_;
  std::map<std::string, decimal> holds_; ///< the master, by asset
  std::vector<rest> resting_;
};

} // namespace lockstep::crash
