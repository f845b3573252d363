#pragma once

#include "tools/paper_exchange/exchange_core.hpp"

#include <string>

namespace lockstep::paper {

// Everything that makes orders meet. All functions act at `core::now`.

/// Accepts a draft that was checked: gives it an id and lets it execute, rest,
/// wait for its trigger or its time. Fails, and leaves no order behind, if it
/// is post-only and would execute, or if funds are short.
result<order*> place(core& state, order draft);

/// Lets an open order that no longer waits into the book: it takes what it
/// crosses, and then rests or ends. Without funds it is canceled.
void enter(core& state, order& o);

/// Holds the funds, takes, and then rests or ends.
void execute(core& state, order& o);

/// Ends an open order that did not execute in full, and frees what it held.
void finish(core& state, order& o, order_status status, std::string reason);

/// Ends an order that executed in full.
void complete(core& state, order& o);

/// What happens when prices moved: resting orders execute where the market
/// went through them, triggers fire, trailing stops follow.
void react(core& state, pair_desk& desk);

/// What its time does to an order: it starts, or expires.
void on_timer(core& state, order& o);

/// Starts the conditional close of what was executed since the last time.
void start_closes(core& state, order& o);

/// True if the order would execute at once.
[[nodiscard]] bool crosses(core& state, const order& o);

/// What an order has to reserve: quote for buys, base for sells. Nothing for
/// those that wait.
[[nodiscard]] decimal funds_needed(core& state, const order& o);

/// Books one execution: trade, ledgers, fee, hold; tells everybody. `maker`
/// rested before. The order is not finished by it.
void settle(core& state, order& o, price p, quantity q, bool maker,
            int64_t trade_id);

/// Adjusts what the order holds to what it needs now.
void rehold(core& state, order& o);

/// Puts a public trade on the tape and tells everybody; answers its id.
int64_t print(core& state, pair_desk& desk, price p, quantity q,
              lockstep::side taker, bool market_order);

/// The size of the next execution: what both sides have, or what a scenario
/// asks for.
[[nodiscard]] quantity next_part(core& state, const order& o, quantity offered);

/// Strikes an executed part off the scenario.
void script_done(core& state, const order& o, quantity part);

/// How far a market order may go; nothing for `nompp`.
[[nodiscard]] std::optional<price> protection(core& state, const order& o);

/// Starts to wait for a trigger; an order whose trigger is met already is
/// canceled.
void await_trigger(core& state, order& o);

/// Lets the triggers fire that are met; false if none was.
bool fire_triggers(core& state, pair_desk& desk);

/// Tells everybody that the best prices may have changed.
void tell_quote(core& state, const pair_desk& desk);

} // namespace lockstep::paper
