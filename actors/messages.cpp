#include "actors/messages.hpp"

namespace lockstep::actors {

std::string_view to_string(account_phase phase) {
  switch (phase) {
    case account_phase::starting:
      return "starting";
    case account_phase::ready:
      return "ready";
    case account_phase::failed:
      return "failed";
    case account_phase::not_configured:
      return "not_configured";
  }
  return "invalid";
}

} // namespace lockstep::actors
