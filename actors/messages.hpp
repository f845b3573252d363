#pragma once

#include "adapters/venue.hpp"
#include "copytrade/repair.hpp"
#include "copytrade/row.hpp"
#include "copytrade/signal.hpp"
#include "model/balance.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// What the actors say to each other. Values only; what many receive is
/// shared and immutable.
namespace lockstep::actors {

/// What is known of a venue at one time: its pairs, its status, last prices.
struct market_view {
  venue_ptr venue; ///< knows its instruments
  trading_status status = trading_status::online;
  std::map<symbol_id, ticker> tickers;
  duration ahead{};  ///< how far the venue's clock is ahead of ours
  timestamp as_of{}; ///< when this view was made, by our clock
};

using market_view_ptr = std::shared_ptr<const market_view>;

/// Shared between all actors that work on one venue.
struct market_update {
  market_view_ptr view;
};

/// A signal on its way to every follower: one message, shared by all.
struct dispatch {
  std::shared_ptr<const copytrade::signal> signal;
  market_view_ptr market;
};

/// Whether an account can trade.
enum class account_phase : uint8_t {
  starting,       ///< credentials and balance are being read
  ready,          ///< orders can be placed
  failed,         ///< the venue refuses the key, or its rights are wrong
  not_configured, ///< there are no credentials
};

[[nodiscard]] std::string_view to_string(account_phase phase);

/// What a broker knows of its account; sent whenever it changes.
struct account_update {
  account_phase phase = account_phase::starting;
  reason why = reason::none;
  std::string words;
  /// Last good balance; empty until one was read. Never made up.
  std::shared_ptr<const lockstep::balance> balance;
  /// Whether it contains exactly the executions that were told: no order of
  /// before it is without an end. Else nobody can tell the equity by it.
  bool settled = true;
  /// Whether every order of ours is known that there is. Else what is missing
  /// in the balance was perhaps sold by one of them.
  bool complete = true;
  ratio taker_fee; ///< the highest of the pairs that were asked for
  /// Since when the account takes part, in venue time; zero before `ready`.
  timestamp enrolled{};
  /// What it held when it was enrolled, money too; empty before `ready`.
  std::shared_ptr<const std::map<asset_id, quantity>> enrolled_with;
  /// Of a master: his history was read to its end since the start.
  bool caught_up = false;
};

/// An order to be placed, with what it needs from the account.
struct place_order {
  order_request order;
  notional cash; ///< to reserve for a buy, fee included
  lockstep::priority priority = lockstep::priority::entry;
  /// When the last execution was that it copies, in venue time.
  timestamp copies{};
};

/// What happened when an order was handed to the venue.
struct placement {
  enum class kind : uint8_t { accepted, denied, rejected, unknown };
  placement::kind what = kind::unknown;
  reason why = reason::none;
  std::string words;
};

/// Everything known about one of our orders; sent whenever that changes.
struct order_update {
  order_key key;
  order_state state = order_state::unknown;
  reason why = reason::none;
  std::string words;
  std::vector<execution> executions; ///< all so far
  /// Closed, and the executions add up to what the venue says it executed.
  bool complete = false;
  /// With these executions in it, so that money and coins move together.
  std::shared_ptr<const lockstep::balance> balance{};
};

/// New executions of an account, whatever placed them.
struct executions_seen {
  std::vector<execution> executions;
};

/// The venue's word on one order of the account.
struct order_seen {
  order_report report;
  /// Read up afterwards: of an order that is not known some executions may
  /// lie too far back to be read up with it.
  bool late = false;
};

/// A balance and all movements since a time, for rolling back.
struct ledger_snapshot {
  lockstep::balance balance;
  std::vector<ledger_entry> entries; ///< oldest first
};

/// A row that ended, or changed after it had ended.
struct row_update {
  copytrade::row row;
};

/// What became of one HTTP request of a broker or market.
struct request_done {
  uint64_t incarnation = 0; ///< of the actor that asked
  uint64_t number = 0;
  std::shared_ptr<const net::http_response> response;
};

/// What a stream said, in order.
struct stream_news {
  enum class kind : uint8_t { opened, frame, closed };
  uint64_t connection = 0;
  stream_news::kind what = kind::frame;
  std::string text; ///< the frame, or why it closed
};

/// An account as `status` shows it.
struct account_report {
  account_id account;
  bool master = false;
  account_phase phase = account_phase::starting;
  reason why = reason::none;
  std::string words;
  std::shared_ptr<const lockstep::balance> balance;
  /// What Lockstep bought and still holds, per base asset.
  std::map<asset_id, quantity> positions;
  /// Rows that have not ended.
  std::vector<copytrade::row> open;
};

/// What an actor of the engine leaves behind when it stops.
struct engine_report {
  std::vector<account_report> accounts;
};

/// Everything about the signals so far.
struct signal_report {
  std::shared_ptr<const copytrade::signal> signal;
  std::vector<copytrade::row> rows;
  bool complete = false; ///< every follower's row has ended
};

} // namespace lockstep::actors
