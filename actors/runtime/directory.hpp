#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::actors {

/// The time actors live in: `self->clock().now()`, which tests move.
using actor_time = std::chrono::steady_clock::time_point;

/// Where an actor stands in its life.
enum class actor_phase : uint8_t {
  starting,
  running,
  restarting,  ///< it failed and waits for its back-off to end
  quarantined, ///< it failed too often and is not started again by itself
  stopped,
};

[[nodiscard]] std::string_view to_string(actor_phase phase);

/// What is known of an actor at one time.
struct actor_line {
  std::string name; ///< for example `follower:half`
  uint64_t id = 0;  ///< of the current incarnation; 0 before the first
  actor_phase phase = actor_phase::starting;
  std::string state;  ///< the actor's own words on what it does
  uint32_t depth = 0; ///< messages not yet finished
  /// For how long it works on its messages without a pause; empty if it waits
  /// for some. Long means stuck.
  std::optional<std::chrono::nanoseconds> running_for;
  uint32_t restarts = 0;
  uint32_t faults = 0; ///< exceptions, stray errors, strange messages
  std::string last_error;
};

/// The line of one actor; lives longer than its incarnations. Everything may
/// be called from any thread.
class directory_entry {
public:
  explicit directory_entry(std::string name) : name_(std::move(name)) {}

  directory_entry(const directory_entry&) = delete;
  directory_entry& operator=(const directory_entry&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] actor_line line(actor_time now) const;
  [[nodiscard]] actor_phase phase() const { return phase_.load(); }
  [[nodiscard]] uint32_t faults() const { return faults_.load(); }
  [[nodiscard]] uint32_t restarts() const { return restarts_.load(); }

  /// The actor's own words on what it does: `waiting for the balance`.
  void state(std::string text);

  /// Keeps what went wrong; returns how often anything did.
  uint32_t fault(std::string text);

  // For the supervisor.
  void phase(actor_phase p) { phase_ = p; }
  void last_error(std::string text);
  void restarted() { restarts_.fetch_add(1, std::memory_order_relaxed); }

  // For `watched`: once per message, and around each run.
  void incarnation(uint64_t id);
  void enqueued() { depth_.fetch_add(1, std::memory_order_relaxed); }
  void rejected() { depth_.fetch_sub(1, std::memory_order_relaxed); }
  void run_begins(actor_time now, size_t depth);
  /// The actor still has messages and was put back into the queue.
  void run_pauses(size_t depth);
  /// The actor has worked off everything. By now it may run again elsewhere:
  /// `began` tells this run from that one.
  void run_ends(actor_time began);

private:
  const std::string name_;
  std::atomic<int64_t> running_since_{0}; ///< ns of actor_time; 0 is not
  std::atomic<uint64_t> id_{0};
  std::atomic<uint32_t> depth_{0};
  std::atomic<uint32_t> restarts_{0};
  std::atomic<uint32_t> faults_{0};
  std::atomic<actor_phase> phase_{actor_phase::starting};
  mutable std::mutex mutex_; ///< of the texts
  std::string state_;
  std::string last_error_;
};

using directory_entry_ptr = std::shared_ptr<directory_entry>;

/// All actors of the engine; CAF can not list its own. Thread-safe.
class directory {
public:
  /// The entry of that name; a new one if there is none.
  [[nodiscard]] directory_entry_ptr entry(std::string_view name);

  /// The entry of that name, or null.
  [[nodiscard]] directory_entry_ptr find(std::string_view name) const;

  void remove(std::string_view name);

  /// All lines, sorted by name. `now` is the time of the actor system.
  [[nodiscard]] std::vector<actor_line> snapshot(actor_time now) const;

private:
  mutable std::mutex mutex_;
  /// The keys are the names inside the entries.
  std::map<std::string_view, directory_entry_ptr> entries_;
};

} // namespace lockstep::actors
