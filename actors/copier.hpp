#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces.hpp"
#include "actors/recording/recorded_assembler.hpp"
#include "copytrade/ledger.hpp"
#include "copytrade/signals.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lockstep::actors {

/// What a copier is made from.
struct copier_setup {
  environment_ptr env;
  account_id master;
  std::string venue;
  copytrade::copy_rules rules;
  journal_actor journal;
  market_actor market;
  broker_actor broker;  ///< the master's
  copier_actor address; ///< survives restarts
  std::map<account_id, follower_actor> followers;
};

/// Turns one master's executions into signals, sends each to all followers,
/// and keeps the tally of their answers.
class copier_state {
public:
  static constexpr const char* name = "copier";

  copier_state(copier_actor::pointer self,
               std::shared_ptr<const copier_setup> setup);

  copier_actor::behavior_type make_behavior();

private:
  /// A master order whose equity before is being reconstructed.
  struct equity_search {
    timestamp since;
    bool asking = false;
    bool moved = false;        ///< the ledger, since it was asked
    bool heard_will_do = true; ///< the stream is about to tell
    timestamp again{};
  };

  void restore();
  void on_restored();
  void restore_signals();
  void on_account(const account_update& news);
  void on_executions(const executions_seen& news);
  void on_moved();
  void on_report(const order_seen& news);
  void on_row(const row_update& news);
  caf::result<void> on_hello(const account_id& who);
  void send_open(const account_id& who);
  void on_quarantine(const account_id& who, bool on);
  [[nodiscard]] bool is_idle() const;
  caf::result<copytrade::signal_id>
  on_repair(const copytrade::repair_order& what);
  [[nodiscard]] uint64_t next_repair(const account_id& who,
                                     const asset_id& base) const;
  void send_repair(const std::shared_ptr<const copytrade::signal>& what);
  void on_tick();
  void refresh_market();
  caf::result<std::vector<signal_report>> on_reports() const;

  void pump();
  void read_ledger();
  void note_movements(const std::vector<ledger_entry>& entries);
  void seek_equity(const order_id& order);
  void ask_ledger(const order_id& order);
  void on_ledger(const order_id& order, const ledger_snapshot& told);
  void ask_later(const order_id& order);
  void journal_notes();
  void publish(const std::shared_ptr<const copytrade::signal>& what);
  void write_uncopied(journal_entry& into);
  [[nodiscard]] journal::signal_record
  signal_record_of(const copytrade::signal& what) const;
  [[nodiscard]] timestamp known_until(const copytrade::signal& what) const;
  void try_again(const copytrade::signal_id& id, journal_entry entry);
  void bring_to_disk(const std::shared_ptr<const copytrade::signal>& what,
                     const journal_entry& entry);
  void send_out(std::shared_ptr<const copytrade::signal> what);
  void send_chunk(const dispatch& what, size_t first, size_t sent);
  void send_to(const account_id& who, const dispatch& what);
  void answer_for(const account_id& who, const copytrade::signal& what,
                  reason why);
  void record(const copytrade::row& r);
  void tell_finished_orders();
  [[nodiscard]] copytrade::mark_table marks() const;
  [[nodiscard]] journal::header header() const;
  [[nodiscard]] recorder make_recorder();
  [[nodiscard]] timestamp venue_now() const;

  copier_actor::pointer self_;
  std::shared_ptr<const copier_setup> setup_;
  std::shared_ptr<const restored_account> restored_;
  market_view_ptr market_;
  std::optional<recorded_assembler> assembler_;
  std::vector<execution> early_; ///< heard before the assembler was there
  copytrade::ledger ledger_;
  std::map<copytrade::signal_id, std::shared_ptr<const copytrade::signal>>
    signals_;
  std::map<copytrade::signal_id, timestamp> in_flight_; ///< since when
  /// Not on the disk yet: the how manyth it was.
  std::map<copytrade::signal_id, uint64_t> unwritten_;
  std::map<asset_id, uint64_t> last_exit_; ///< likewise
  uint64_t published_ = 0;
  std::map<order_id, equity_search> searches_;
  std::set<order_id> open_orders_; ///< of the master, not yet finished
  std::set<account_id> quarantined_;
  std::set<symbol_id> watched_;
  std::map<symbol_id, price> paid_; ///< by the master last; better than none
  /// Followers who asked before this knew what to say.
  std::map<account_id, caf::typed_response_promise<void>> greetings_;
  std::set<copytrade::signal_id> repairs_; ///< on their way to the disk
  bool caught_up_ = false;                 ///< the master's history was read
  bool gathering_ = false;
  bool stopping_ = false; ///< what comes now is read again at the next start
  std::vector<account_id> names_; ///< of all followers, sorted
  size_t rotation_ = 0;
  timestamp enrolled_{};
  timestamp ledger_read_{}; ///< up to which it was looked through
  timestamp ledger_due_{};
  std::set<ledger_id> noted_;
};

} // namespace lockstep::actors
