#pragma once

#include "actors/copy_desk.hpp"
#include "copytrade/reconciliation.hpp"

#include <string>
#include <vector>

namespace lockstep::actors {

/// How an account's copy books stand against what they should hold.
struct account_review {
  account_id account;
  account_phase phase = account_phase::starting;
  reason why = reason::none; ///< why it is not in service
  std::string words;
  std::vector<copytrade::plan_line> plan;
  std::string busy; ///< why the whole is not to be trusted yet; empty: it is

  /// Whether something is still under way.
  [[nodiscard]] bool unsettled() const;
};

/// What one is made from: the journal, and what the actors know.
struct review_question {
  copy_desk::identity who;
  account_update told; ///< after the balance was asked anew
  desk_facts facts;    ///< by the same
  timestamp asked;     ///< before that, in venue time
  /// Whether all that the master did is in signals with rows.
  bool master_read = true;
  bool only_looks = false; ///< orders that are due are not sent
};

/// Reads an account's books back, as its follower does at a start, and
/// compares them. Changes nothing. Fails if the journal can not be read.
[[nodiscard]] result<account_review> review(const review_question& asked,
                                            const journal::reader& from);

} // namespace lockstep::actors
