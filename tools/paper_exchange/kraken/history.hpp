#pragma once

#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace lockstep::paper::kraken {

/// Entries of one page of a history.
inline constexpr size_t page_size = 50;

/// What a history is cut by: `start` (exclusive), `end` (inclusive), `ofs`.
struct window {
  std::optional<timestamp> start;
  std::optional<timestamp> end;
  size_t offset = 0;
  bool with_count = true;

  [[nodiscard]] bool holds(timestamp t) const {
    return (!start || t > *start) && (!end || t <= *end);
  }
};

/// Gives the time of an entry by its id, so that a window may name ids.
using time_of_id = std::function<std::optional<timestamp>(const std::string&)>;

/// Reads the window of a call.
[[nodiscard]] result<window> window_of(const rest_call& call,
                                       const time_of_id& time_of);

/// The page of `all` that the window asks for, as a range of indices.
struct page {
  size_t begin;
  size_t end;
};
[[nodiscard]] page page_of(const window& cut, size_t all);

/// Seconds as Kraken prints them in orders and trades: four decimals, cut
/// off, so that a time never lies behind the real one.
[[nodiscard]] std::string seconds_text(timestamp t);

/// One order, as a member named by its id.
struct order_style {
  bool closed = false;      ///< with `closetm` and `reason`
  bool trades = false;      ///< with the ids of its executions
  bool consolidate = false; ///< of which taker's are one
};
void write_order(json_writer& out, const rest_call& call, const order& o,
                 order_style style);

/// All executions of the account, newest first. `consolidate` makes those one
/// that an order took from the book at one time; the first id stands for all.
[[nodiscard]] std::vector<trade> trades_of(const rest_call& call,
                                           bool consolidate);

} // namespace lockstep::paper::kraken
