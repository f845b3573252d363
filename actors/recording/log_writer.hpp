#pragma once

#include "actors/recording/calls.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The log of messages, as lines of JSON. A part begins with its head; then
///
///     {"view":...}    what is known of the market, as a change of another one
///     {"signal":...}  a signal that calls are given by name
///     {"n":...}       a call: number, actor, time, name, what changed of the
///                     facts, arguments
///     {"of":...}      one thing that came out of the call above
///
/// Nothing in a part depends on an earlier part but the state of the actors.
namespace lockstep::recording {

/// Rises with each change of what lines mean; older logs are refused.
inline constexpr int64_t log_schema = 1;

/// How the lines begin.
inline constexpr std::string_view head_begin = R"({"lockstep":)";
inline constexpr std::string_view view_begin = R"({"view":)";
inline constexpr std::string_view signal_begin = R"({"signal":)";
inline constexpr std::string_view call_begin = R"({"n":)";

/// The first line of each part.
[[nodiscard]] std::string head_line(run_mode mode, std::string_view venue);

/// Writes calls; remembers what the part has already.
class log_writer {
public:
  /// Appends the lines of one call, with the records that came out of it.
  void write(std::string& out, const actors::recorded_call& call,
             const std::vector<actors::journal_record>& records);

  /// A new part begins.
  void forget() { *this = {}; }

private:
  /// The pairs and prices of a view, as far as anybody asks for them.
  struct seen_view {
    uint64_t id = 0;
    instrument_table pairs;
    std::map<symbol_id, ticker> tickers;
  };
  struct known_view {
    actors::market_view_ptr what; ///< held, so that no other gets its address
    uint64_t id = 0;
    size_t symbols = 0; ///< so many were asked for
  };
  /// What was written of an actor.
  struct known_actor {
    std::optional<known_facts> facts;
    std::vector<account_id> followers;
  };

  void put_signals(std::string& out, const arguments& what);
  uint64_t put_view(std::string& out, const actors::market_view_ptr& market);
  static void put_facts(std::string& out, const known_facts& now,
                        std::optional<known_facts>& before);

  std::map<account_id, known_actor> actors_;
  std::set<copytrade::signal_id> signals_;
  std::set<symbol_id> symbols_;
  seen_view view_; ///< the last one that was written
  std::deque<known_view> views_;
};

} // namespace lockstep::recording
