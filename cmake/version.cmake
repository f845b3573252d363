# Writes OUTPUT, the definition of lockstep::version(); touches it only if it
# differs. Called at every build with SOURCE, VERSION and OUTPUT.
set(commit unknown)
if(EXISTS ${SOURCE}/.git)
  execute_process(COMMAND git -C ${SOURCE} rev-parse --short=8 HEAD
    OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET RESULT_VARIABLE code)
  if(code EQUAL 0)
    set(commit ${answer})
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT
[[#include "tools/lockstep/version.hpp"

namespace lockstep {

std::string_view version() noexcept {
  return "@VERSION@ (@commit@)";
}

} // namespace lockstep
]])
