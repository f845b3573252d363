#include "actors/switches.hpp"

#include "adapters/journal/text.hpp"

#include <utility>

namespace lockstep::actors {

namespace {

using journal::slot;

constexpr auto paused = "paused";

void put_in_force(const environment& in, halt_level level) {
  // The stronger one first, so that nothing slips through between the two.
  in.halts->everything = level == halt_level::everything;
  in.halts->entries = level != halt_level::none;
}

/// The word itself, and a note that keeps when it was given.
journal_entry record_of(const environment& in, slot kind,
                        const std::string& key, const std::string& value,
                        reason why) {
  journal::header from;
  from.at = in.clock->now();
  from.account = account_id{key};
  from.mode = in.mode;
  journal::note_record note{
    from, std::string{to_string(kind)}, journal::to_text(from.at), why, value,
    {}};
  return {{journal::state_record{from, kind, key, value}, std::move(note)}};
}

} // namespace

result<void> restore_switches(const journal::reader& from,
                              const environment& into) {
  const auto halt = from.state(slot::halt, "");
  if (!halt)
    return tl::unexpected{halt.error()};
  const auto word = halt->value_or(std::string{to_string(halt_level::none)});
  const auto level = parse_halt_level(word);
  if (!level)
    return fail("the journal has the halt '{}', which this version does not "
                "know: nothing is sent before it is understood",
                word);
  put_in_force(into, *level);
  const auto pauses = from.states(slot::pause);
  if (!pauses)
    return tl::unexpected{pauses.error()};
  for (const auto& each : *pauses)
    if (each.value == paused)
      into.pauses->set(account_id{each.key}, true);
    else if (!each.value.empty()
             && each.key == second_engine_key(each.from.account))
      into.second_engines->set(each.from.account, true);
  return {};
}

journal_entry set_halt(const environment& in, halt_level level) {
  put_in_force(in, level);
  return record_of(in, slot::halt, "", std::string{to_string(level)},
                   level == halt_level::none ? reason::none : reason::halted);
}

journal_entry set_pause(const environment& in, const account_id& who, bool on) {
  in.pauses->set(who, on);
  auto entry = record_of(in, slot::pause, who.str(), on ? paused : "",
                         on ? reason::paused : reason::none);
  if (on)
    return entry;
  in.second_engines->set(who, false);
  auto from = header_of(entry.records.front());
  entry.records.emplace_back(
    journal::state_record{from, slot::pause, second_engine_key(who), {}});
  return entry;
}

} // namespace lockstep::actors
