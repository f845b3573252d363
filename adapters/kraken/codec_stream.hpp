#pragma once

#include "adapters/kraken/codec.hpp"
#include "adapters/venue.hpp"

#include <string>
#include <unordered_map>
#include <vector>

/// The entries of the stream channels' `data`.
namespace lockstep::kraken {

checked read_stream_ticker(json value, std::vector<stream_event>& out);
checked read_stream_candle(json value, std::vector<stream_event>& out);
checked read_stream_status(json value, std::vector<stream_event>& out);

/// An entry of a `balances` update. What moved in a wallet from which nothing
/// is traded (`earn`, or another one than `main`) is no event: its `balance` is
/// that wallet's.
checked read_stream_movement(json value, std::vector<stream_event>& out);

/// Reads entries of the `executions` channel and keeps what one connection
/// has said about orders that are not closed, because it says it only once.
class order_memory {
public:
  checked read(json value, std::vector<stream_event>& out);

private:
  struct known {
    order_report report;
    bool margin = false;
    bool has_side = false;
  };
  struct step;

  [[nodiscard]] static checked read_step(json value, step& out);
  [[nodiscard]] static checked read_fill(std::string_view key, json field,
                                         step& out);
  [[nodiscard]] checked take_fill(step& s, std::vector<stream_event>& out);
  [[nodiscard]] checked take_report(step& s, std::vector<stream_event>& out);
  static void merge(const step& s, known& order);

  std::unordered_map<order_id, known> orders_;
};

} // namespace lockstep::kraken
