// A log of messages, as `lockstep replay` reads it: whatever it says, it is
// decided for, or refused with a sentence.

#include "actors/recording/decisions.hpp"
#include "actors/recording/log_index.hpp"
#include "actors/recording/replayed_actor.hpp"
#include "test/fuzz/fuzz.hpp"

using namespace lockstep;

namespace {

void play(std::string_view text, const account_id& who,
          const std::vector<recording::call_place>& calls) {
  recording::log_reader reader;
  recording::replayed_actor actor;
  actors::recorded_call call;
  call.who = who;
  for (const auto& at : calls) {
    const auto line = text.substr(at.begin, at.out - at.begin);
    const auto read = reader.read_call(line, *at.part, actor.memory(), call);
    if (!read)
      return fuzz::require(!read.error().text.empty());
    if (!actor.knows_all_before(call))
      continue;
    if (const auto done = actor.play(call); !done)
      return fuzz::require(!done.error().text.empty());
    std::string lines;
    put_decisions(lines, call.number, actor.records(), actor.out(),
                  call.market);
    fuzz::require(lines.empty() || lines.ends_with('\n'));
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const simdjson::padded_string padded{fuzz::text_of(data, size)};
  const std::string_view text{padded};
  const auto log = recording::log_index::of(text);
  if (!log) {
    fuzz::require(!log.error().words.empty() && log.error().line > 0);
    return 0;
  }
  for (const auto& [who, calls] : log->calls())
    play(text, who, calls);
  return 0;
}
