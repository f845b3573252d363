#pragma once

#include "tools/paper_exchange/exchange_core.hpp"
#include "tools/paper_exchange/exchange_diary_text.hpp"

#include <string_view>

namespace lockstep::paper {

/// Tells the diary of a changing call, before it acts: its name, when, and its
/// arguments. Every changing function of `exchange` begins with it, and stands
/// in the table of exchange_diary.cpp.
template <class... Arguments>
void note(const core& state, std::string_view call,
          const Arguments&... arguments) {
  if (!state.diary)
    return;
  json_writer line;
  line.begin_array();
  diary_text::put(line, call);
  diary_text::put(line, state.now);
  (diary_text::put(line, arguments), ...);
  state.diary(line.end_array().str());
}

} // namespace lockstep::paper
