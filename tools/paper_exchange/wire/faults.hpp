#pragma once

#include "model/result.hpp"
#include "model/time.hpp"
#include "tools/paper_exchange/wire/json.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::paper {

/// What goes wrong on purpose.
enum class fault_kind : uint8_t {
  latency,       ///< a request takes longer
  close,         ///< the connection is closed without an answer
  hang,          ///< the connection stays, and no answer comes
  bad_gateway,   ///< HTTP 502 with a page in HTML
  garbage,       ///< HTTP 200 with bytes that are no JSON
  cut,           ///< half of the answer, then the connection is closed
  error,         ///< an error text in the envelope
  view_lag,      ///< order views of REST show what was true some time ago
  ws_duplicate,  ///< an executions message is delivered twice
  ws_gap,        ///< an executions message is lost: the sequence skips
  ws_disconnect, ///< the connection is dropped instead of a message
};

/// A fault with its conditions. All that are set must hold.
struct fault_rule {
  std::string name; ///< as asked for, for example `lost-reply`
  fault_kind kind = fault_kind::latency;
  bool executed = false; ///< whether the request takes effect all the same
  std::string text;      ///< the error, for `error`
  duration delay{};      ///< for `latency` and `view_lag`
  duration jitter{};     ///< up to this much is added to `delay`
  std::string account;
  std::string key;
  std::string endpoint; ///< `AddOrder`, or a stream's method: `add_order`
  std::optional<uint64_t> next;    ///< so many more times
  uint32_t chance_ppm = 1'000'000; ///< how often, in millionths
  bool reused = false; ///< only requests that are not a connection's first
};

/// Reads `lost-reply:account=half,endpoint=AddOrder,next=1`. The names stand
/// in docs/paper-exchange.md. A mistake gives a sentence.
[[nodiscard]] result<fault_rule> parse_fault(std::string_view text);

/// The same from `{"fault":"lost-reply","account":"half","next":1}`.
[[nodiscard]] result<fault_rule> parse_fault(const json& object);

/// All names of faults, for messages and help.
[[nodiscard]] std::vector<std::string> fault_names();

/// Where a fault may strike.
struct fault_place {
  std::string account;
  std::string key;
  std::string endpoint;
  bool reused = false;
};

/// The faults in force. One seed makes one sequence of chances.
class fault_plan {
public:
  explicit fault_plan(uint64_t seed) : state_{seed} {}

  void add(fault_rule rule) { rules_.push_back(std::move(rule)); }
  void clear() { rules_.clear(); }
  /// Removes all rules of a name.
  void clear(std::string_view name);
  [[nodiscard]] const std::vector<fault_rule>& rules() const { return rules_; }
  /// How often rules of each name struck so far.
  [[nodiscard]] const std::map<std::string, uint64_t>& struck() const {
    return struck_;
  }

  /// How much longer a request takes, all latencies together.
  [[nodiscard]] duration latency(const fault_place& place);

  /// The first fault that strikes a request, used up by one.
  [[nodiscard]] std::optional<fault_rule> strike(const fault_place& place);

  /// The same for one kind only: `view_lag` and the streams' kinds.
  [[nodiscard]] std::optional<fault_rule> strike(fault_kind kind,
                                                 const fault_place& place);

private:
  std::optional<fault_rule> use(fault_rule& rule, const fault_place& place);
  void drop_used_up();
  uint64_t random();

  std::vector<fault_rule> rules_;
  std::map<std::string, uint64_t> struck_;
  uint64_t state_;
};

} // namespace lockstep::paper
