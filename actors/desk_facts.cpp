#include "actors/desk_facts.hpp"

namespace lockstep::actors {

desk_facts facts_of(const environment& world, const account_id& account,
                    const account_update& told, const market_view* market) {
  desk_facts f;
  f.account.account = account;
  f.account.now = world.clock->now() + market->ahead;
  f.account.barred = told.phase == account_phase::starting
                       ? reason::venue_unavailable
                       : told.why;
  f.account.barred_words = told.words;
  f.account.entries_halted = world.halts->entries.load();
  f.account.all_halted = world.halts->everything.load();
  f.account.paused = world.pauses->contains(account);
  f.account.venue = market->status;
  f.account.funds = told.balance;
  f.account.funds_settled = told.settled;
  f.taker_fee = told.taker_fee;
  f.joined = told.enrolled;
  f.market = market;
  return f;
}

} // namespace lockstep::actors
