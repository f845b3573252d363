#pragma once

#include "actors/account_review.hpp"
#include "actors/copy_desk.hpp"
#include "actors/environment.hpp"
#include "actors/interfaces.hpp"
#include "actors/runtime/directory.hpp"
#include "adapters/venue.hpp"
#include "copytrade/settings.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::actors {

/// One account as the engine needs it.
struct account_setup {
  account_id account;
  std::optional<credentials> who;    ///< empty: not configured
  std::string missing;               ///< then: what was looked for
  copytrade::follower_settings copy; ///< of a follower
};

/// What an engine is started with.
struct engine_setup {
  run_mode mode = run_mode::paper;
  std::filesystem::path journal;
  venue_ptr venue;
  account_tier tier = account_tier::starter;
  copytrade::copy_rules rules;
  account_setup master;
  std::vector<account_setup> followers;
  /// The first so many followers hear from the venue by a private stream;
  /// venues limit connects per address. The others ask.
  size_t private_streams_max = 100;
  /// Only asks the venue and sends no order; for a journal that is a copy.
  bool only_looks = false;
  /// Bytes of the log of messages, all in all; 0: nothing is recorded.
  uint64_t messages_max = 0;
  /// Records of the journal that share one write to the disk, at most.
  size_t batch_max = 1'000;
  size_t threads = 2;
  /// Whoever drives all actors himself has no thread for the journal.
  bool one_thread = false;
  std::vector<std::string> caf_arguments;
  uint64_t seed = 1;
};

/// What was still open when the engine stopped.
struct engine_stop {
  std::vector<std::string> late; ///< actors that did not finish in time
  std::vector<account_report> accounts;
  std::vector<signal_report> signals;
  /// What is or was out of service, one sentence each.
  std::vector<std::string> troubles;
};

/// The whole engine: actor system, journal and actors, from start to stop.
/// Clock and transport belong to the caller and outlive it.
class engine {
public:
  /// Fails, with a sentence, if the journal can not be used or two accounts
  /// share a key.
  [[nodiscard]] static result<std::unique_ptr<engine>>
  start(engine_setup setup, const clock& time, net::transport& outside);

  virtual ~engine() = default; ///< stops, if that was not done

  /// All signals with their rows, oldest first.
  [[nodiscard]] virtual std::vector<signal_report> signals() = 0;

  /// How all accounts stand, the master first.
  [[nodiscard]] virtual std::vector<account_report> accounts() = 0;

  /// Every actor, by name.
  [[nodiscard]] virtual std::vector<actor_line> actors() = 0;

  /// Actors that are or were out of service, one sentence each.
  [[nodiscard]] virtual std::vector<std::string> troubles() = 0;

  /// The halt in force. In force from the moment of the call, and over
  /// restarts once it is answered; a failure means that only the first is so.
  [[nodiscard]] virtual halt_level halted() const = 0;
  virtual result<void> halt(halt_level level) = 0;

  /// Pauses the entries of one account, or lets it go on; as with `halt`.
  virtual result<void> pause(const account_id& who, bool on) = 0;

  /// Compares what these accounts hold with what they should hold, by their
  /// balances of now. Changes nothing.
  [[nodiscard]] virtual result<std::vector<account_review>>
  reconcile(const std::vector<account_id>& of) = 0;

  /// Makes a signal of a repair; its row is among those of `signals`.
  [[nodiscard]] virtual result<copytrade::signal_id>
  repair(const copytrade::repair_order& what) = 0;

  /// Stops in order: no new signals, what is under way is finished, then what
  /// remains is noted, then everything ends. Bounded in time.
  virtual engine_stop stop() = 0;
};

} // namespace lockstep::actors
