#pragma once

#include "adapters/venue.hpp"

#include <chrono>
#include <string>

/// Kraken Spot. Who looks for something finds it in
///
/// | file              | holds                                               |
/// |-------------------|-----------------------------------------------------|
/// | venue             | this: calls put together from what follows          |
/// | requests          | names and fields of private requests                |
/// | signing           | the form's bytes and their signature                |
/// | errors            | what error strings and missing answers mean         |
/// | limits            | the counters of REST calls and of the engine        |
/// | symbols           | names of assets and pairs                           |
/// | codec             | reading scalars and containers of JSON              |
/// | codec_envelope    | `{"error":[],"result":...}`                         |
/// | codec_orders      | acknowledgements, orders                            |
/// | codec_history     | executions, ledger                                  |
/// | codec_account     | balance, fees, key, token                           |
/// | codec_market      | status, time, prices (codec_instruments: pairs)     |
/// | stream            | WebSocket v2: one connection's reader               |
/// | stream_requests   | subscriptions                                       |
/// | codec_stream      | entries of ticker, ohlc, status                     |
/// | codec_executions  | entries of executions, sparse updates put together  |
namespace lockstep::kraken {

/// Where Kraken is. All three are replaceable, for a paper exchange.
struct endpoints {
  std::string rest = "https://api.kraken.com";
  std::string ws_public = "wss://ws.kraken.com/v2";
  std::string ws_private = "wss://ws-auth.kraken.com/v2";

  bool operator==(const endpoints&) const = default;
};

/// How long requests may take; from hand-over to the last byte, but `connect`.
struct time_limits {
  duration connect = std::chrono::seconds{3};
  duration read = std::chrono::seconds{2}; ///< asked again, not waited for
  duration write = std::chrono::seconds{10};

  bool operator==(const time_limits&) const = default;
};

/// Kraken without knowing its pairs: ask for `instruments()`, then use
/// `with`. Until then orders name pairs by our symbol, and what answers name
/// keeps the venue's names.
[[nodiscard]] venue_ptr make_venue(endpoints where = {},
                                   time_limits limits = {});

} // namespace lockstep::kraken
