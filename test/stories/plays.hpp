#pragma once

#include "tools/simulation/engine_world.hpp"

/// The worlds of the stories, and what happens in them.
namespace lockstep::simulated::plays {

world_setup two();
world_setup without_streams();
world_setup with_coins();
world_setup with_cap();
world_setup without_cap();
world_setup with_other_money();
world_setup with_absurd();

void plain_copy(engine_world& all);
void partial_fills(engine_world& all);
void reject(engine_world& all);
void unknown_found(engine_world& all);
void unknown_not_found(engine_world& all);
void reconnect(engine_world& all);
void follower_crash(engine_world& all);
void kill_and_restart(engine_world& all);
void killed_between_parts(engine_world& all);
void cap_between_parts(engine_world& all);
void killed_with_unknown(engine_world& all);
void other_money(engine_world& all);
void halt_and_flatten(engine_world& all);
void exit_overtakes(engine_world& all);
void missed_together(engine_world& all);
void own_coins(engine_world& all);
void throws(engine_world& all);
void repaired(engine_world& all);

} // namespace lockstep::simulated::plays
