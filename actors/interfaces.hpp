#pragma once

#include "actors/types.hpp"

#include <caf/actor_cast.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <string>

/// The map of the actors: every interface, one sentence per message.
///
///   engine (root supervisor)
///   |- journal                 what must not be forgotten
///   |- market:<venue>          pairs, prices, status of the venue
///   |- broker:<account>        the only owner of a key
///   |- follower:<account>      plans and accounts for its own copies
///   `- copier:<master>         turns executions into signals
///
/// Messages marked INTERNAL are sent by an actor, or by its transport
/// callbacks, to itself.
namespace lockstep::actors {

/// What every actor of the engine can do.
using worker_actor = caf::typed_actor<
  // Ends the work in good order; answers when nothing is left to do.
  caf::result<void>(stop_atom)>;

/// The JOURNAL: the one writer of the data directory.
using journal_actor = caf::typed_actor<
  // Appends and answers when it is on the disk (the awaited lane).
  caf::result<void>(append_atom, journal_entry),
  // Appends with the next group; nobody waits (the lazy lane).
  caf::result<void>(observe_atom, journal_entry),
  // Reads back what concerns an account.
  caf::result<std::shared_ptr<const restored_account>>(restore_atom, account_id,
                                                       restore_scope),
  // Reads back the end of the last nonce block of a key.
  caf::result<uint64_t>(nonce_atom, std::string),
  // INTERNAL: brings the open group to the disk.
  caf::result<void>(commit_atom)>::extend_with<worker_actor>;

/// Whoever wants to know what an account does.
using account_listener_actor = caf::typed_actor<
  // The account's phase or balance changed.
  caf::result<void>(account_update),
  // One of our orders made progress.
  caf::result<void>(order_update),
  // The account has executions that were not told before, of any origin.
  caf::result<void>(executions_seen),
  // A balance of the account moved; only of masters.
  caf::result<void>(moved_atom),
  // The venue reported on an order that is not ours.
  caf::result<void>(order_seen)>;

/// Whoever wants to know when a venue changes.
using market_listener_actor = caf::typed_actor<
  // Pairs or status changed.
  caf::result<void>(market_update)>;

/// A MARKET: what everybody may know of a venue.
using market_actor = caf::typed_actor<
  // Answers with the newest view, as soon as the pairs are known.
  caf::result<market_update>(market_atom),
  // Keeps the prices of this pair fresh from now on.
  caf::result<void>(watch_atom, symbol_id),
  // Sends every change of pairs or status to this market listener.
  caf::result<void>(listen_atom, caf::strong_actor_ptr),
  // INTERNAL: a public request ended.
  caf::result<void>(request_done),
  // INTERNAL: the public stream said something.
  caf::result<void>(stream_news),
  // INTERNAL: looks after pairs, status and stream.
  caf::result<void>(tick_atom)>::extend_with<worker_actor>;

/// A BROKER: the only owner of a key.
using broker_actor = caf::typed_actor<
  // Hands an order, journaled before, to the venue.
  caf::result<placement>(place_atom, place_order),
  // Cancels an order of ours.
  caf::result<void>(cancel_atom, order_key),
  // Finds out what became of an order that was journaled; never sends it.
  caf::result<void>(resolve_atom, order_request),
  // Asks for a fresh balance; answers when it is in force.
  caf::result<account_update>(refresh_atom),
  // Asks for the balance once more, whatever is known of it; answers when that
  // was tried.
  caf::result<account_update>(anew_atom),
  // Tells balance and ledger since a time, for rolling back. True: what the
  // stream told will do, if it told everything.
  caf::result<ledger_snapshot>(ledger_atom, timestamp, bool),
  // Tells this account listener everything about the account from now on.
  caf::result<void>(listen_atom, caf::strong_actor_ptr),
  // The market changed.
  caf::result<void>(market_update),
  // INTERNAL: a request of the key ended.
  caf::result<void>(request_done),
  // INTERNAL: the private stream said something.
  caf::result<void>(stream_news),
  // INTERNAL: sends what may be sent by now.
  caf::result<void>(pump_atom),
  // INTERNAL: looks after stream, balance and orders without an answer.
  caf::result<void>(tick_atom)>::extend_with<worker_actor>;

/// A FOLLOWER: one user; plans his orders and answers for each signal.
using follower_actor = caf::typed_actor<
  // A new order of the master begins: get ready for its signal.
  caf::result<void>(heads_up_atom, order_id),
  // Copies a signal; its row comes as a `row_update` to the copier.
  caf::result<void>(dispatch),
  // An order of the master has ended: what was carried of it is dropped.
  caf::result<void>(order_end_atom, order_id),
  // The market changed; sales that waited may go now.
  caf::result<void>(market_update),
  // Tells how the account stands.
  caf::result<account_report>(describe_atom),
  // INTERNAL: looks after sales that wait.
  caf::result<void>(
    tick_atom)>::extend_with<account_listener_actor>::extend_with<worker_actor>;

/// A COPIER: turns a master's executions into signals and keeps the tally.
using copier_actor = caf::typed_actor<
  // A follower's row changed.
  caf::result<void>(row_update),
  // A follower (re)started and asks for the signals without an end; answers
  // behind them.
  caf::result<void>(hello_atom, account_id),
  // A follower was taken out of service, or put back: meanwhile the copier
  // writes his rows.
  caf::result<void>(quarantine_atom, account_id, bool),
  // Tells all signals and their rows.
  caf::result<std::vector<signal_report>>(report_atom),
  // Whether all that the master did so far is in signals that are answered.
  caf::result<bool>(idle_atom),
  // Makes a signal for one follower, which puts right what earlier ones left
  // undone; answers with its name when it is on the disk.
  caf::result<copytrade::signal_id>(repair_atom, copytrade::repair_order),
  // INTERNAL: the executions of one moment are together.
  caf::result<void>(pump_atom),
  // INTERNAL: goes on sending a signal out.
  caf::result<void>(chunk_atom, dispatch, uint64_t, uint64_t),
  // INTERNAL: closes batches that waited long enough.
  caf::result<void>(
    tick_atom)>::extend_with<account_listener_actor>::extend_with<worker_actor>;

} // namespace lockstep::actors
