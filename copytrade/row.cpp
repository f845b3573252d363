#include "copytrade/row.hpp"

namespace lockstep::copytrade {

std::string_view to_string(outcome o) {
  switch (o) {
    case outcome::copied:
      return "copied";
    case outcome::partially_copied:
      return "partially_copied";
    case outcome::skipped:
      return "skipped";
    case outcome::failed:
      return "failed";
    case outcome::expired:
      return "expired";
    case outcome::unresolved:
      return "unresolved";
    case outcome::exit_pending:
      return "exit_pending";
  }
  return "invalid";
}

} // namespace lockstep::copytrade
