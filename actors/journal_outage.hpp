#pragma once

#include "actors/journal_messages.hpp"
#include "adapters/journal/journal.hpp"

#include <cstdint>
#include <vector>

namespace lockstep::actors {

/// What becomes of an entry while the journal can not be written.
enum class outage_rule : uint8_t {
  refuse, ///< it would begin something new: an entry
  secure, ///< into the emergency file: exits, outcomes, what they need
  keep,   ///< in memory: what can be worked out again
};

[[nodiscard]] outage_rule rule_for(const journal_entry& entry);

/// Holds what can not go into the journal for now, in its order: the part
/// that money depends on also in the emergency file.
class journal_outage {
public:
  /// Goes on with what the emergency file has, if there is one.
  explicit journal_outage(journal::emergency_file* file);

  /// Takes an entry by its rule. Fails if it is refused, or not on a disk.
  [[nodiscard]] result<void> take(journal_entry entry);

  /// Writes everything into the journal again; a failure leaves all as it was.
  [[nodiscard]] result<void> end(journal::journal& into);

  [[nodiscard]] const std::vector<journal_record>& kept() const {
    return kept_;
  }

private:
  void keep(journal_entry entry);

  journal::emergency_file* file_;
  std::vector<journal_record> kept_;
  size_t dropped_ = 0;
};

/// Adds a record, which the journal does not have yet, to what was restored.
void add_to(restored_account& found, const journal_record& record,
            const account_id& account, restore_scope scope);

} // namespace lockstep::actors
