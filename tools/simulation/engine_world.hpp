#pragma once

#include "actors/engine_children.hpp"
#include "actors/reviews.hpp"
#include "adapters/clock.hpp"
#include "tools/simulation/scratch_folder.hpp"
#include "tools/simulation/simulation.hpp"
#include "tools/simulation/virtual_exchange.hpp"
#include "tools/simulation/virtual_network.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::simulated {

/// What the engine is given for an account.
enum class key_given : uint8_t { right, wrong_secret, none };

/// One account of the engine.
struct member : participant {
  key_given key = key_given::right;
  copytrade::follower_settings copy{};
};

/// What a world is made of. The same setup makes the same world, to the byte.
struct world_setup {
  std::vector<member> members; ///< the first one is the master
  uint64_t seed = 1;           ///< of everything
  duration latency = std::chrono::milliseconds{25}; ///< one way
  duration clock_ahead{}; ///< of the exchange's clock before the engine's
  std::vector<paper::fault_rule> faults{};
  bool prices_move = false;
  size_t private_streams_max = 100;
  copytrade::copy_rules rules{};
  /// Whether all calls are recorded, as the program does.
  bool record = false;
  uint64_t record_max = 256 << 20; ///< bytes that all of it may take
  /// One step in so many fires a timer although actors are ready; 0: none.
  uint64_t early_timer_one_in = 0;
};

/// The clock of the engine's machine: the world's, wrong by what it jumped.
class jumping_clock final : public lockstep::clock {
public:
  explicit jumping_clock(const lockstep::clock& right) : right_{right} {}

  [[nodiscard]] timestamp now() const override { return right_.now() + by_; }
  void jump(duration by) { by_ += by; }
  [[nodiscard]] duration wrong_by() const { return by_; }

private:
  const lockstep::clock& right_;
  duration by_{};
};

/// The whole engine (all real actors, codec, nonces, limits, journal) against
/// the whole paper exchange, in one thread and virtual time. What happens is
/// decided by the setup and by what is called here; nothing is real but the
/// journal's file, which lives in memory where the machine allows that.
class engine_world {
public:
  explicit engine_world(world_setup setup);
  ~engine_world();
  engine_world(const engine_world&) = delete;
  engine_world& operator=(const engine_world&) = delete;

  [[nodiscard]] simulation& time() { return world_; }
  [[nodiscard]] virtual_exchange& exchange() { return exchange_; }
  [[nodiscard]] virtual_network& network() { return network_; }
  [[nodiscard]] const journal::journal& journal_file() const { return *file_; }
  /// The log of messages as far as it is written, of all runs.
  [[nodiscard]] std::string message_log() const;
  [[nodiscard]] const world_setup& setup() const { return setup_; }
  [[nodiscard]] timestamp now() const { return world_.clock().now(); }
  [[nodiscard]] actors::halt_switch& halts() { return *env_->halts; }
  /// What the engine's actors share.
  [[nodiscard]] const actors::environment& world() const { return *env_; }
  /// Brings an entry to the disk, as the engine's own switches do.
  void tell(actors::journal_entry entry);
  /// As a disk that became read-only, or is no more.
  void let_journal_fail(bool on) { file_->set_read_only(on); }

  // -- the process ------------------------------------------------------------

  /// Starts the engine; the constructor did that once.
  void start();
  /// Ends the process as a power cut does: what was not on the disk is gone,
  /// what was on the wire arrives.
  void crash();
  /// Stops in order, as the program does.
  actors::engine_stop stop();
  [[nodiscard]] bool is_running() const { return root_ != nullptr; }
  /// Ends the current incarnation of one actor: `follower:half`.
  void kill(const std::string& actor);
  /// The names of all actors that run now, in a fixed order.
  [[nodiscard]] std::vector<std::string> actors_running() const;
  /// What the clock of the engine's machine shows, against all others. A
  /// process goes on evenly from what it showed at its start.
  [[nodiscard]] jumping_clock& engine_clock() { return clock_; }
  /// Where the journal is; while the engine is down, its file may be replaced.
  [[nodiscard]] const std::filesystem::path& data_directory() const {
    return folder_.path();
  }
  /// From now on the journal's file may not grow, or may again, as on a disk
  /// that is full; a restart ends that too.
  void fill_disk(bool full) { file_->limit_pages(full ? 1 : 0); }

  // -- time -------------------------------------------------------------------

  void run_for(duration span) { world_.run_for(span); }
  /// Lets time pass until something is true, looking each `look`; false if it
  /// was not in time.
  bool run_until(const std::function<bool()>& done,
                 duration patience = std::chrono::minutes{1},
                 duration look = std::chrono::milliseconds{20});
  /// Until every account is connected, or known not to be.
  bool run_until_ready(duration patience = std::chrono::minutes{1});

  // -- what the engine says ---------------------------------------------------

  [[nodiscard]] std::vector<actors::signal_report> signals();
  [[nodiscard]] std::vector<actors::account_report> accounts();
  [[nodiscard]] std::vector<std::string> troubles() const {
    return troubles_->read();
  }
  [[nodiscard]] actors::actor_line actor(const std::string& name) const;
  /// The row of a follower for the signal with that number; empty if none.
  [[nodiscard]] copytrade::row row(size_t signal, const std::string& who);
  /// Whether there are so many signals, all of whose rows have ended.
  [[nodiscard]] bool settled(size_t signals);
  /// What the engine says that a follower holds from copying.
  [[nodiscard]] decimal book(const std::string& who, const std::string& asset);

  // -- what it puts right -----------------------------------------------------

  /// How a follower's copy books stand against what they should hold.
  [[nodiscard]] actors::account_review review(const std::string& who);
  /// Makes a signal of a repair; its name.
  copytrade::signal_id repair(const copytrade::repair_order& what);
  /// The row of that signal; empty if there is none.
  [[nodiscard]] copytrade::row row_of(const copytrade::signal_id& which);

private:
  [[nodiscard]] actors::engine_setup make_setup() const;
  actors::account_report report_of(const std::string& who);

  world_setup setup_;
  scratch_folder folder_;
  simulation world_;
  jumping_clock clock_;
  std::optional<even_clock> process_clock_;
  virtual_exchange exchange_;
  virtual_network network_;
  // The engine, while it runs; what the actors use outlives them.
  actors::engine_setup engine_;
  std::shared_ptr<actors::environment> env_;
  std::shared_ptr<journal::journal> file_;
  std::unique_ptr<actors::directory> directory_;
  std::unique_ptr<actors::trouble_book> troubles_;
  actors::engine_addresses addresses_;
  actors::supervisor_actor root_;
};

} // namespace lockstep::simulated
