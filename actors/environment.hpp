#pragma once

#include "adapters/connect_budget.hpp"
#include "adapters/net/transport.hpp"
#include "model/ids.hpp"
#include "model/run_mode.hpp"
#include "model/time.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace lockstep::actors {

/// What stops sending, for all accounts at once. Read at the very hand-over
/// to the socket, so that a halt is in force at once.
struct halt_switch {
  std::atomic<bool> entries{false};
  std::atomic<bool> everything{false};
};

/// How far a halt goes.
enum class halt_level : uint8_t {
  none,
  entries,    ///< nothing new is bought
  everything, ///< nothing is sent at all; nothing guards positions meanwhile
};

[[nodiscard]] std::string_view to_string(halt_level level);
[[nodiscard]] std::optional<halt_level> parse_halt_level(std::string_view name);

/// Accounts that enter nothing for now. Thread-safe.
class pause_list {
public:
  void set(const account_id& who, bool on);
  [[nodiscard]] bool contains(const account_id& who) const;

private:
  mutable std::mutex mutex_;
  std::set<account_id> all_;
};

/// Which exchange account each account of ours is: the same one twice would
/// copy its own copies. Thread-safe.
class identity_registry {
public:
  /// Who has that identity; `who` itself if nobody had it before.
  account_id claim(const std::string& identity, const account_id& who);

private:
  std::mutex mutex_;
  std::map<std::string, account_id> owners_;
};

class message_lane;

/// The seams to the world, the same for all actors of an engine. Outlives
/// them.
struct environment {
  const lockstep::clock* clock = nullptr;
  timestamp started{}; ///< when this process began, by that clock
  net::transport* transport = nullptr;
  run_mode mode = run_mode::paper;
  uint64_t seed = 1; ///< all jitter and rotation is derived from it
  /// Nothing but questions leaves, whatever anybody decides.
  bool only_looks = false;
  std::shared_ptr<halt_switch> halts = std::make_shared<halt_switch>();
  std::shared_ptr<pause_list> pauses = std::make_shared<pause_list>();
  /// Where the venue has orders of ours that the journal does not know.
  std::shared_ptr<pause_list> second_engines = std::make_shared<pause_list>();
  std::shared_ptr<identity_registry> identities
    = std::make_shared<identity_registry>();
  /// Of all streams to the venue; its address limit is for all of them.
  std::shared_ptr<connect_budget> connects = std::make_shared<connect_budget>();
  /// Where calls are recorded; null: nowhere.
  std::shared_ptr<message_lane> messages = nullptr;
};

using environment_ptr = std::shared_ptr<const environment>;

} // namespace lockstep::actors
