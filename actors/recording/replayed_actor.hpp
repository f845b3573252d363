#pragma once

#include "actors/recording/calls.hpp"
#include "actors/recording/log_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::recording {

/// One actor of a log, decided for once more by the same classes.
class replayed_actor {
public:
  /// Whether it can be told this call: it has begun, and no call before this
  /// one is missing.
  [[nodiscard]] bool knows_all_before(const actors::recorded_call& call);

  /// Lets it decide again; gives what came out. What throws is an outcome
  /// too; a call that lacks what it needs is a failure.
  [[nodiscard]] result<void> play(const actors::recorded_call& call);

  [[nodiscard]] const outcome& out() const { return out_; }
  [[nodiscard]] const std::vector<actors::journal_record>& records() const {
    return steps_.journal.records;
  }
  [[nodiscard]] actor_memory& memory() { return memory_; }

private:
  struct playing;

  void take(actors::desk_steps steps);
  [[nodiscard]] actors::desk_facts
  facts_at(const actors::recorded_call& call) const;

  actor_memory memory_;
  std::optional<actors::copy_desk> desk_;
  std::optional<copytrade::signal_assembler> assembler_;
  std::vector<copytrade::netted> netted_;
  std::optional<uint64_t> next_step_;
  actors::desk_steps steps_;
  outcome out_;
};

} // namespace lockstep::recording
