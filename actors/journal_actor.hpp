#pragma once

#include "actors/interfaces.hpp"
#include "adapters/journal/journal.hpp"

#include <memory>
#include <vector>

namespace lockstep::actors {

/// Owns the journal's file. Appends join a group that is brought to the disk
/// when everything that waited in the mailbox has joined it; only then are
/// those who wait answered.
class journal_state {
public:
  static constexpr const char* name = "journal";

  /// A group has `batch_max` records at most, or one entry that has more.
  journal_state(journal_actor::pointer self,
                std::shared_ptr<journal::journal> file, size_t batch_max);

  journal_actor::behavior_type make_behavior();

private:
  caf::result<void> on_append(const journal_entry& entry);
  void on_observe(const journal_entry& entry);
  void on_commit();
  caf::result<std::shared_ptr<const restored_account>>
  on_restore(const account_id& account, bool all_rows);
  caf::result<uint64_t> on_nonce(const std::string& fingerprint);

  result<void> write(const journal_entry& entry);
  void schedule_commit();

  journal_actor::pointer self_;
  std::shared_ptr<journal::journal> file_;
  size_t batch_max_;
  std::vector<caf::typed_response_promise<void>> waiting_;
  bool commit_scheduled_ = false;
};

} // namespace lockstep::actors
