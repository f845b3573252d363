#pragma once

#include "actors/journal_messages.hpp"
#include "actors/messages.hpp"
#include "actors/runtime/types.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/fwd.hpp>
#include <caf/type_id.hpp>

#include <memory>
#include <string>
#include <vector>

/// CAF's view of the messages: type ids, and the atoms that begin them.
/// Everything stays inside one process, so nothing here can be serialized.

CAF_BEGIN_TYPE_ID_BLOCK(lockstep_engine, caf::id_block::lockstep_runtime::end)

  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::account_id))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::order_id))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::order_key))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::order_request))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::symbol_id))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::copytrade::repair_order))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::copytrade::signal_id))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::account_report))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::account_update))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::dispatch))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::executions_seen))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::journal_entry))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::ledger_snapshot))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::market_update))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::order_seen))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::order_update))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::place_order))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::placement))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::request_done))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::restore_scope))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::row_update))
  CAF_ADD_TYPE_ID(lockstep_engine, (lockstep::actors::stream_news))
  CAF_ADD_TYPE_ID(lockstep_engine,
                  (std::shared_ptr<const lockstep::actors::restored_account>))
  CAF_ADD_TYPE_ID(lockstep_engine,
                  (std::vector<lockstep::actors::signal_report>))

  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, append_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, observe_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, restore_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, nonce_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, commit_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, market_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, watch_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, listen_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, tick_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, place_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, cancel_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, resolve_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, refresh_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, anew_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, ledger_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, moved_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, pump_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, heads_up_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, order_end_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, describe_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, hello_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, report_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, idle_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, repair_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, quarantine_atom)
  CAF_ADD_ATOM(lockstep_engine, lockstep::actors, chunk_atom)

CAF_END_TYPE_ID_BLOCK(lockstep_engine)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::account_id)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::order_id)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::order_key)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::order_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::symbol_id)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::copytrade::repair_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::copytrade::signal_id)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::account_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::account_update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::dispatch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::executions_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::journal_entry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::ledger_snapshot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::market_update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::order_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::order_update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::place_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::placement)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::request_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::restore_scope)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::row_update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(lockstep::actors::stream_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(
  std::shared_ptr<const lockstep::actors::restored_account>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<lockstep::actors::signal_report>)

namespace lockstep::actors {

/// Makes all message types known; any number of times, before the first
/// actor system.
void init_engine_types();

} // namespace lockstep::actors
