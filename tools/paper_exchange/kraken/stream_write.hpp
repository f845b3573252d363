#pragma once

#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/wire/json.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// The messages of WebSocket v2, each written once and in one place. Amounts
/// are JSON numbers with exactly the digits that they have.
namespace lockstep::paper::kraken {

/// What a message of the channel `executions` carries besides the event.
struct execution_style {
  bool rate_count = false;
  timestamp now;
};

/// One step of an order's life, as an object.
void write_execution(json_writer& out, const exchange& core,
                     const order_event& event, execution_style style);
/// An open order, whole, as snapshots have it.
void write_open_order(json_writer& out, const exchange& core, const order& o,
                      execution_style style);
/// One execution, as snapshots have it.
void write_past_trade(json_writer& out, const exchange& core, const order& o,
                      const trade& fill);

void write_balance(json_writer& out, const asset_id& asset,
                   const holding& held);
void write_movement(json_writer& out, const ledger_entry& entry);

void write_ticker_data(json_writer& out, const pair_info& pair,
                       const ticker_view& view, timestamp now);
void write_bar_data(json_writer& out, const pair_info& pair, const bar& one,
                    int interval);
void write_trade_data(json_writer& out, const pair_info& pair,
                      const public_trade& one);
void write_level(json_writer& out, const pair_info& pair, const level& one);
void write_asset_data(json_writer& out, const asset_info& asset);
void write_pair_data(json_writer& out, const pair_info& pair);

/// The member `warnings`.
void write_warnings(json_writer& out,
                    std::initializer_list<std::string_view> warnings);

/// What a connection hears first, and at each change of the status.
[[nodiscard]] std::string status_message(trading_status status,
                                         uint64_t connection);

/// The answer to a request.
struct reply_head {
  std::string method;
  const json* request; ///< its `req_id` is repeated
  timestamp in;
  timestamp out;
};
/// `result` is an object or array that is already written; empty: none.
[[nodiscard]] std::string reply_message(const reply_head& head,
                                        std::string_view result);
/// `symbol` and `channel` are left out if empty.
[[nodiscard]] std::string
error_message(const reply_head& head, std::string_view error,
              std::string_view symbol = {}, std::string_view channel = {});

} // namespace lockstep::paper::kraken
