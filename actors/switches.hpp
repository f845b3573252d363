#pragma once

#include "actors/environment.hpp"
#include "actors/journal_messages.hpp"

/// Halts and pauses: the owner's word, which survives restarts.
namespace lockstep::actors {

/// Puts back what the journal has; before anything can be sent.
[[nodiscard]] result<void> restore_switches(const journal::reader& from,
                                            const environment& into);

/// Puts a halt in force, at once; the entry is to be journaled.
[[nodiscard]] journal_entry set_halt(const environment& in, halt_level level);

/// Pauses an account, or lets it go on, also after orders that the journal did
/// not know; the entry is to be journaled.
[[nodiscard]] journal_entry set_pause(const environment& in,
                                      const account_id& who, bool on);

} // namespace lockstep::actors
