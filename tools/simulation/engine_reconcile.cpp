#include "tools/simulation/engine_world.hpp"

#include <algorithm>
#include <stdexcept>

namespace lockstep::simulated {

namespace {

using namespace std::chrono_literals;
using namespace actors;

template <class T>
T value_of(caf::expected<T> told) {
  if (!told)
    throw std::runtime_error{describe(told.error())};
  return std::move(*told);
}

} // namespace

/// The same questions as `reviews_of`, which would wait for real.
account_review engine_world::review(const std::string& who) {
  const account_id name{who};
  const auto market = value_of(world_.ask_within<market_update>(
    3s, addresses_.market.as<market_actor>(), market_atom_v));
  const auto asked = env_->clock->now() + market.view->ahead;
  const auto told = value_of(world_.ask_within<account_update>(
    10s, addresses_.brokers.at(name).as<broker_actor>(), anew_atom_v));
  const auto idle = value_of(world_.ask_within<bool>(
    3s, addresses_.copier.as<copier_actor>(), idle_atom_v));
  const auto account = std::ranges::find(engine_.followers, name,
                                         &actors::account_setup::account);
  auto found = actors::review(question_of(engine_, *env_, *account, told,
                                          *market.view, asked, idle),
                              file_->read());
  if (!found)
    throw std::runtime_error{found.error().text};
  return std::move(*found);
}

copytrade::signal_id engine_world::repair(const copytrade::repair_order& what) {
  return value_of(world_.ask_within<copytrade::signal_id>(
    35s, addresses_.copier.as<copier_actor>(), repair_atom_v, what));
}

copytrade::row engine_world::row_of(const copytrade::signal_id& which) {
  for (const auto& each : signals())
    if (each.signal->id == which && !each.rows.empty())
      return each.rows.front();
  return {};
}

} // namespace lockstep::simulated
