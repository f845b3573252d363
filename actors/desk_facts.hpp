#pragma once

#include "actors/copy_desk.hpp"
#include "actors/environment.hpp"

namespace lockstep::actors {

/// What a copy desk is told about its account and the world.
[[nodiscard]] desk_facts
facts_of(const environment& world, const account_id& account,
         const account_update& told, const market_view* market);

} // namespace lockstep::actors
