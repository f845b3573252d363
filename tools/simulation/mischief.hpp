#pragma once

#include "tools/simulation/engine_world.hpp"
#include "tools/simulation/faults.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lockstep::simulated {

/// Does to a world what a `simulation_faults` says. What happens at the
/// exchange happens by itself; what ends actors or the process is done by
/// `act`, between two steps of the simulation.
class mischief {
public:
  /// Told what is done, in words: for the last events of a failure.
  using teller = std::function<void(const std::string&)>;

  mischief(engine_world& world, const simulation_faults& faults, seeded random,
           teller tell);

  void begin();
  /// Nothing new goes wrong; what does is put right, but what ends a process
  /// is for `act`.
  void end();
  /// A moment in which a crash would hurt.
  void busy();
  /// An order is about to reach the exchange.
  void order_arrives(const std::string& account);
  /// Ends or starts what is due. Between two steps only.
  void act();
  /// Whether anything waits for `act`.
  [[nodiscard]] bool has_to_act() const;

  /// How often each fault struck.
  [[nodiscard]] std::map<std::string, uint64_t> struck();
  /// Followers and assets whose owners traded or withdrew themselves.
  [[nodiscard]] const std::set<std::pair<std::string, std::string>>&
  touched() const {
    return touched_;
  }
  /// When the last deposit or withdrawal of an account was.
  [[nodiscard]] const std::map<std::string, timestamp>& paid() const {
    return paid_;
  }
  /// Whether a key was refused or locked out, so that it is left alone for a
  /// while.
  [[nodiscard]] bool refused_keys();
  [[nodiscard]] bool restored_backup() const {
    return struck_.contains(restored);
  }

private:
  static constexpr auto restored = "restored-backup";
  static constexpr auto lockouts = "lockout"; ///< one of `throttle`

  void spoil_requests();
  void spoil(std::string_view name, std::string_view fault, uint32_t chance,
             const std::string& terms = {});
  void every_second();
  void for_a_while(duration most, std::function<void()> done);
  void strike(std::string_view name, const std::string& words);

  void expire_tokens();
  void ban();
  void maintain();
  void cut_network();
  void jump_clock();
  void pay();
  void trade_by_hand();
  void halt();
  void fill_disk();
  void restore_backup();
  void crash();
  void back_up();
  void put_back();
  void kill_somebody();
  const member& anybody();

  engine_world& world_;
  const simulation_faults faults_;
  seeded random_;
  teller tell_;
  bool over_ = false;
  std::map<std::string, uint64_t> struck_;
  std::set<std::pair<std::string, std::string>> touched_;
  std::map<std::string, timestamp> paid_;
  std::optional<uint64_t> crash_in_; ///< steps
  std::optional<uint64_t> kill_in_;
  bool start_due_ = false;
  bool put_back_ = false; ///< before the next start
  std::filesystem::path backup_;
};

} // namespace lockstep::simulated
