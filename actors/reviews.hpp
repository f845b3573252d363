#pragma once

#include "actors/account_review.hpp"
#include "actors/engine_children.hpp"

#include <vector>

namespace lockstep::actors {

/// Asks the actors of an engine what reviews of these accounts need, and reads
/// the rest from the journal. Fails if there is no market or no journal.
[[nodiscard]] result<std::vector<account_review>>
reviews_of(caf::actor_system& system, const engine_setup& setup,
           const engine_addresses& at, const environment& world,
           const std::vector<account_id>& of);

/// What a review of one account asks, when the actors have answered.
[[nodiscard]] review_question
question_of(const engine_setup& setup, const environment& world,
            const account_setup& account, const account_update& told,
            const market_view& market, timestamp asked, bool master_read);

} // namespace lockstep::actors
