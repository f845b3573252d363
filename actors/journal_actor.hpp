#pragma once

#include "actors/interfaces.hpp"
#include "actors/journal_outage.hpp"
#include "actors/recording/message_lane.hpp"
#include "adapters/journal/journal.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace lockstep::actors {

/// Owns the journal's file. Appends join a group that is brought to the disk
/// when everything that waited in the mailbox has joined it; only then are
/// those who wait answered.
///
/// While the storage fails (full, read-only), entries are refused as
/// `unwritable`, and exits with their outcomes go to the emergency file. When
/// that is full too, everything is refused. It is tried again by itself.
class journal_state {
public:
  static constexpr const char* name = "journal";

  /// A group has `batch_max` records at most, or one entry that has more.
  /// Recorded calls go to `messages`, if there is one.
  journal_state(journal_actor::pointer self,
                std::shared_ptr<journal::journal> file, size_t batch_max,
                std::shared_ptr<message_lane> messages = nullptr);

  journal_actor::behavior_type make_behavior();

private:
  using promise = caf::typed_response_promise<void>;
  /// An entry of the open group, and whoever waits for it.
  struct member {
    journal_entry entry;
    std::optional<promise> waiting;
    bool refused = false; ///< only its call is still to be kept
  };

  caf::result<void> on_append(journal_entry entry);
  void on_observe(journal_entry entry);
  void on_commit();
  void on_stop();
  caf::result<std::shared_ptr<const restored_account>>
  on_restore(const account_id& account, restore_scope scope);
  caf::result<uint64_t> on_nonce(const std::string& fingerprint);

  void join(member who);
  result<void> write(const journal_entry& entry);
  void schedule_commit();
  void keep_call(journal_entry entry);
  void schedule_messages(duration after);
  void begin_outage(const failure& why);
  void take_in_outage(member who);
  void try_again();
  result<void> read_back(restored_account& into, const account_id& account,
                         restore_scope scope) const;

  journal_actor::pointer self_;
  std::shared_ptr<journal::journal> file_;
  size_t batch_max_;
  std::vector<member> group_;
  std::optional<journal_outage> outage_;
  bool emergency_failed_ = false; ///< was told
  bool commit_scheduled_ = false;
  std::shared_ptr<message_lane> messages_;
  bool messages_scheduled_ = false;
};

} // namespace lockstep::actors
