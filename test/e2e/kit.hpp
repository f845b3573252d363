#pragma once

#include "actors/engine.hpp"
#include "adapters/clock.hpp"
#include "adapters/net/make_transport.hpp"
#include "test/e2e/person.hpp"
#include "test/support/scratch_folder.hpp"
#include "tools/paper_exchange/server.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// The whole engine against the paper exchange over real sockets, with people
/// who trade there by clients of their own.
namespace lockstep::e2e {

using namespace std::chrono_literals;

/// How much longer everything may take in a build with a sanitizer. All
/// patience of this kit is multiplied by it.
#if defined(__SANITIZE_THREAD__)
inline constexpr int slowness = 10;
#elif defined(__SANITIZE_ADDRESS__)
inline constexpr int slowness = 4;
#else
inline constexpr int slowness = 1;
#endif

/// Looks again and again until something is true; false if it did not become
/// so in time.
bool eventually(const std::function<bool()>& done, duration patience = 30s);

/// A number as tests write it.
[[nodiscard]] decimal number(const std::string& text);

using support::scratch_folder;

/// What the engine is given for an account.
enum class key_given : uint8_t { right, wrong_secret, none };

/// One account with what it owns before anything happens.
struct member {
  std::string name;
  std::map<std::string, std::string> owns{}; ///< asset, amount
  key_given key = key_given::right;
  copytrade::follower_settings copy{};
};

/// A paper exchange whose prices stand still: BTC/USD 9999.9 to 10000,
/// ETH/USD 399.99 to 400, 1000 of each. Every account has the key
/// `NAME-key-for-the-engine` for the engine and `NAME-key-of-his-own` for its
/// owner.
class market_place {
public:
  explicit market_place(const std::vector<member>& members);

  [[nodiscard]] paper::server& server() { return *server_; }
  /// The owner of an account at his own client.
  [[nodiscard]] person& owner(const std::string& account) {
    return owners_.at(account);
  }
  /// The secret of all keys for the engine.
  [[nodiscard]] static const std::string& secret();

  /// What an account holds of an asset, by the exchange's own books.
  [[nodiscard]] decimal holds(const std::string& account,
                              const std::string& asset);
  /// All orders that an account ever had, by the exchange's own books.
  [[nodiscard]] std::vector<paper::order> orders(const std::string& account);
  /// Those with a key of the engine's kind.
  [[nodiscard]] std::vector<paper::order> copies(const std::string& account);
  /// Executes a resting order at its limit in these parts.
  void fill(const order_id& order, const std::vector<std::string>& parts);
  void deposit(const std::string& account, const std::string& asset,
               const std::string& amount);
  /// Adds a fault, as `--fault` is given.
  void fault(const std::string& text);
  void clear_faults();
  /// Whether no fault is left, because each has struck so often as it should.
  [[nodiscard]] bool faults_used_up();

private:
  std::unique_ptr<paper::server> server_;
  std::map<std::string, person> owners_;
};

/// A market place with the engine on it: the first member is the master.
class world {
public:
  struct options {
    size_t private_streams_max = 100;
  };

  /// Answers when every account is connected, or known not to be.
  explicit world(std::vector<member> members, options how);
  explicit world(std::vector<member> members)
    : world{std::move(members), options{}} {}
  ~world();
  world(const world&) = delete;
  world& operator=(const world&) = delete;

  [[nodiscard]] market_place& at() { return place_; }
  [[nodiscard]] actors::engine& engine() { return *engine_; }

  /// The master trades with his own client; the order's id.
  order_id master_market(const std::string& side, const std::string& pair,
                         const std::string& volume);
  order_id master_limit(const std::string& side, const std::string& pair,
                        const std::string& volume, const std::string& price);

  /// Waits until there are so many signals and every row of them has ended.
  /// Answers all signals.
  [[nodiscard]] std::vector<actors::signal_report> settled(size_t count);
  /// Waits until a follower's row of the signal with that number has ended.
  [[nodiscard]] copytrade::row ended_row(size_t signal, const std::string& who,
                                         duration patience = 30s);
  /// What the engine says that a follower holds from copying.
  [[nodiscard]] decimal book(const std::string& who, const std::string& asset);
  [[nodiscard]] actors::account_report account(const std::string& who);

private:
  scratch_folder journal_;
  market_place place_;
  wall_clock clock_;
  std::unique_ptr<net::transport> transport_;
  std::unique_ptr<actors::engine> engine_; ///< stops first
};

/// The row of a follower; one that is empty if he has none.
[[nodiscard]] copytrade::row row_of(const actors::signal_report& told,
                                    const std::string& who);

/// Every key of the engine at most once in an account's orders.
[[nodiscard]] bool keys_are_unique(const std::vector<paper::order>& orders);

} // namespace lockstep::e2e
