#include "adapters/venue.hpp"

namespace lockstep {

std::string_view to_string(verdict v) {
  switch (v) {
    case verdict::fatal:
      return "fatal";
    case verdict::retry:
      return "retry";
    case verdict::final_no:
      return "final_no";
    case verdict::gone:
      return "gone";
    case verdict::ambiguous:
      break;
  }
  return "ambiguous";
}

} // namespace lockstep
