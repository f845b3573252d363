#include "actors/environment.hpp"

namespace lockstep::actors {

account_id identity_registry::claim(const std::string& identity,
                                    const account_id& who) {
  const std::scoped_lock guard{mutex_};
  return owners_.try_emplace(identity, who).first->second;
}

} // namespace lockstep::actors
