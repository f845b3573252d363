#pragma once

#include "adapters/kraken/symbols.hpp"
#include "adapters/venue.hpp"

#include <memory>
#include <span>
#include <string>

/// WebSocket v2: what is sent to subscribe, and the reader of one connection.
namespace lockstep::kraken {

/// The number of the request for balances, by which its refusal is known.
constexpr int balances_request = 4;

/// Subscribes to the account's executions, with the open orders and the last
/// fifty fills as a snapshot.
[[nodiscard]] std::string subscribe_executions(const stream_token& token);

/// Subscribes to the movements of the account's balances, without a snapshot:
/// what an account has is asked.
[[nodiscard]] std::string subscribe_balances(const stream_token& token);

/// Subscribes to best prices, told at every change of them.
[[nodiscard]] std::string subscribe_ticker(std::span<const symbol_id> symbols);

/// Subscribes to candles of that interval (whole minutes).
[[nodiscard]] std::string subscribe_candles(std::span<const symbol_id> symbols,
                                            duration interval);

[[nodiscard]] std::string ping_frame();

/// Reads one connection, public or private.
///
/// - Heartbeats, pongs and channels that nobody asked for are no events.
/// - A `trade` becomes an execution; every other step of an order becomes a
///   report. Steps are sparse: what they lack is taken from earlier ones of
///   the same connection. A report about an order of which the connection has
///   never said more has an empty symbol.
/// - Each movement of a balance is one event; snapshots of balances are none.
/// - The snapshot of executions ends with a `stream_snapshot`.
/// - A missing sequence number of a channel gives a `stream_gap` before what
/// came instead.
/// - A failure means that a frame could not be understood: as a gap, since
///   nobody knows what it said.
[[nodiscard]] std::unique_ptr<stream_reader> make_stream_reader();

} // namespace lockstep::kraken
