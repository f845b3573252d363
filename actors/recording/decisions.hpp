#pragma once

#include "actors/recording/calls.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep::recording {

/// Appends what came out of the call with that number, one line for each
/// thing: records, rows, orders with their unsigned requests, signals. The
/// same decisions give the same bytes. `market` knows how orders are written;
/// nothing: no requests.
void put_decisions(std::string& out, int64_t number,
                   const std::vector<actors::journal_record>& records,
                   const outcome& what, const actors::market_view_ptr& market);

/// How a line begins that says what came out.
inline constexpr std::string_view decision_begin = R"({"of":)";

} // namespace lockstep::recording
