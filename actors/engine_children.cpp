#include "actors/engine_children.hpp"

#include "actors/broker.hpp"
#include "actors/journal_actor.hpp"
#include "actors/market.hpp"
#include "actors/runtime/watched.hpp"

namespace lockstep::actors {

namespace {

/// A factory for one kind of actor; the arguments are kept for each restart.
template <class Handle, class State,
          caf::spawn_options Options = caf::no_spawn_options, class... Ts>
child_spec child(std::string name, std::string role, stable_handle address,
                 directory& all, Ts... xs) {
  auto entry = all.entry(name);
  return {std::move(name), std::move(role),
          [entry, xs...](caf::local_actor& host) {
            return caf::actor_cast<caf::strong_actor_ptr>(
              spawn_watched<Handle, State, Options>(host, entry, xs...));
          },
          std::move(address), entry};
}

/// An order must never wait for a broker that is being restarted: by then it
/// may have been sent by the old one.
stable_handle broker_address(caf::actor_system& system) {
  return stable_handle{system, {1'000, begins_with<place_atom>}};
}

child_spec broker_child(const engine_setup& setup, const engine_addresses& at,
                        const environment_ptr& env,
                        const account_setup& account, bool master, bool stream,
                        directory& all) {
  auto what = std::make_shared<broker_setup>();
  what->env = env;
  what->account = account.account;
  what->where = setup.venue;
  what->who = account.who;
  what->missing = account.missing;
  what->tier = setup.tier;
  what->master = master;
  what->private_stream = stream;
  what->journal = at.journal.as<journal_actor>();
  what->market = at.market.as<market_actor>();
  const auto& address = at.brokers.at(account.account);
  what->address = address.as<broker_actor>();
  return child<broker_actor, broker_state>(
    "broker:" + account.account.str(), "broker", address, all,
    std::shared_ptr<const broker_setup>{what});
}

child_spec
follower_child(const engine_setup& setup, const engine_addresses& at,
               const environment_ptr& env, const account_setup& account,
               const std::shared_ptr<const copytrade::copy_rules>& rules,
               directory& all) {
  auto what = std::make_shared<follower_setup>();
  what->env = env;
  what->who = {account.account, std::string{setup.venue->name()}, setup.mode,
               account.copy, rules};
  what->journal = at.journal.as<journal_actor>();
  what->market = at.market.as<market_actor>();
  what->broker = at.brokers.at(account.account).as<broker_actor>();
  what->copier = at.copier.as<copier_actor>();
  const auto& address = at.followers.at(account.account);
  what->address = address.as<follower_actor>();
  return child<follower_actor, follower_state>(
    "follower:" + account.account.str(), "follower", address, all,
    std::shared_ptr<const follower_setup>{what});
}

child_spec copier_child(const engine_setup& setup, const engine_addresses& at,
                        const environment_ptr& env, directory& all) {
  auto what = std::make_shared<copier_setup>();
  what->env = env;
  what->master = setup.master.account;
  what->venue = setup.venue->name();
  what->rules = setup.rules;
  what->journal = at.journal.as<journal_actor>();
  what->market = at.market.as<market_actor>();
  what->broker = at.brokers.at(setup.master.account).as<broker_actor>();
  what->address = at.copier.as<copier_actor>();
  for (const auto& [who, address] : at.followers)
    what->followers[who] = address.as<follower_actor>();
  return child<copier_actor, copier_state>(
    "copier:" + setup.master.account.str(), "copier", at.copier, all,
    std::shared_ptr<const copier_setup>{what});
}

} // namespace

engine_addresses make_addresses(caf::actor_system& system,
                                const engine_setup& setup) {
  engine_addresses at;
  at.journal = stable_handle{system, {100'000, nullptr}};
  at.market = stable_handle{system};
  at.copier = stable_handle{system, {100'000, nullptr}};
  at.brokers.emplace(setup.master.account, broker_address(system));
  for (const auto& follower : setup.followers) {
    at.brokers.emplace(follower.account, broker_address(system));
    at.followers.emplace(follower.account, stable_handle{system});
  }
  return at;
}

std::vector<child_spec>
make_children(const engine_setup& setup, const engine_addresses& at,
              const environment_ptr& env,
              const std::shared_ptr<journal::journal>& file, directory& all) {
  std::vector<child_spec> children;
  children.push_back(child<journal_actor, journal_state, caf::detached>(
    "journal", "journal", at.journal, all, file));
  children.push_back(child<market_actor, market_state>(
    "market:" + std::string{setup.venue->name()}, "market", at.market, all, env,
    setup.venue, at.market.as<market_actor>()));
  children.push_back(
    broker_child(setup, at, env, setup.master, true, true, all));
  size_t streams = 0;
  for (const auto& follower : setup.followers)
    children.push_back(broker_child(setup, at, env, follower, false,
                                    streams++ < setup.private_streams_max,
                                    all));
  const auto rules = std::make_shared<const copytrade::copy_rules>(setup.rules);
  for (const auto& follower : setup.followers)
    children.push_back(follower_child(setup, at, env, follower, rules, all));
  children.push_back(copier_child(setup, at, env, all));
  return children;
}

} // namespace lockstep::actors
