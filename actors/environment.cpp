#include "actors/environment.hpp"

#include <array>

namespace lockstep::actors {

namespace {

constexpr std::array<std::string_view, 3> halt_names{"none", "entries",
                                                     "everything"};

} // namespace

std::string_view to_string(halt_level level) {
  return halt_names.at(static_cast<size_t>(level));
}

std::optional<halt_level> parse_halt_level(std::string_view name) {
  for (size_t i = 0; i < halt_names.size(); ++i)
    if (halt_names.at(i) == name)
      return static_cast<halt_level>(i);
  return std::nullopt;
}

void pause_list::set(const account_id& who, bool on) {
  const std::scoped_lock guard{mutex_};
  if (on)
    all_.insert(who);
  else
    all_.erase(who);
}

bool pause_list::contains(const account_id& who) const {
  const std::scoped_lock guard{mutex_};
  return all_.contains(who);
}

account_id identity_registry::claim(const std::string& identity,
                                    const account_id& who) {
  const std::scoped_lock guard{mutex_};
  return owners_.try_emplace(identity, who).first->second;
}

} // namespace lockstep::actors
