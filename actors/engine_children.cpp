#include "actors/engine_children.hpp"

#include "actors/broker.hpp"
#include "actors/journal_actor.hpp"
#include "actors/market.hpp"
#include "actors/recording/message_lane.hpp"
#include "actors/runtime/watched.hpp"

#include <caf/send.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

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

/// Nothing is copied without it, for nobody. To give it up after a minute of
/// trouble would turn a full disk into the end of all copying; to try on is
/// safe, because nothing is sent that is not journaled.
child_spec vital(child_spec spec) {
  spec.vital = true;
  return spec;
}

child_spec journal_child(const engine_setup& setup, const engine_addresses& at,
                         const environment_ptr& env,
                         const std::shared_ptr<journal::journal>& file,
                         directory& all) {
  if (setup.one_thread)
    return child<journal_actor, journal_state>("journal", "journal", at.journal,
                                               all, file, setup.batch_max,
                                               env->messages);
  return child<journal_actor, journal_state, caf::detached>(
    "journal", "journal", at.journal, all, file, setup.batch_max,
    env->messages);
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

/// Those with open orders or with something that Lockstep bought come first:
/// their questions are asked first, and they get private streams.
std::vector<account_setup> by_urgency(const std::vector<account_setup>& all,
                                      const journal::reader& from) {
  auto ordered = all;
  if (const auto first = from.accounts_with_work())
    std::stable_partition(ordered.begin(), ordered.end(),
                          [&](const account_setup& each) {
                            return first->contains(each.account);
                          });
  return ordered;
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

std::shared_ptr<message_lane> open_messages(const engine_setup& setup) {
  if (setup.messages_max == 0)
    return nullptr;
  auto file = journal::message_log::open(
    setup.journal, setup.messages_max,
    recording::head_line(setup.mode, setup.venue->name()));
  if (file)
    return std::make_shared<message_lane>(std::move(*file));
  spdlog::error("message-log: {}; copying goes on, but nobody can replay it",
                file.error().text);
  return nullptr;
}

std::vector<child_spec>
make_children(const engine_setup& setup, const engine_addresses& at,
              const environment_ptr& env,
              const std::shared_ptr<journal::journal>& file, directory& all) {
  std::vector<child_spec> children;
  children.push_back(vital(journal_child(setup, at, env, file, all)));
  children.push_back(vital(child<market_actor, market_state>(
    "market:" + std::string{setup.venue->name()}, "market", at.market, all, env,
    setup.venue, at.market.as<market_actor>(),
    std::make_shared<listener_list>())));
  children.push_back(
    broker_child(setup, at, env, setup.master, true, true, all));
  size_t streams = 0;
  const auto followers = by_urgency(setup.followers, file->read());
  for (const auto& follower : followers)
    children.push_back(broker_child(setup, at, env, follower, false,
                                    streams++ < setup.private_streams_max,
                                    all));
  const auto rules = std::make_shared<const copytrade::copy_rules>(setup.rules);
  for (const auto& follower : followers)
    children.push_back(follower_child(setup, at, env, follower, rules, all));
  children.push_back(vital(copier_child(setup, at, env, all)));
  return children;
}

void trouble_book::write(const std::string& name, const std::string& last_error,
                         bool over) {
  const std::scoped_lock guard{mutex_};
  const auto at = std::ranges::find(lines_, name, &line::name);
  if (at == lines_.end())
    lines_.push_back({name, last_error, over});
  else
    *at = {name, last_error, over};
}

std::vector<std::string> trouble_book::read() const {
  const std::scoped_lock guard{mutex_};
  std::vector<std::string> all;
  for (const auto& each : lines_)
    all.push_back(fmt::format("{} {} out of service: {}", each.name,
                              each.over ? "was" : "is", each.last_error));
  return all;
}

supervisor_actor
start_tree(caf::actor_system& system, const engine_setup& setup,
           const engine_addresses& addresses, const environment_ptr& env,
           const std::shared_ptr<journal::journal>& file, directory& all,
           trouble_book& troubles) {
  supervisor_options options;
  options.seed = setup.seed;
  options.finish_within = std::chrono::seconds{3};
  options.end_within = std::chrono::seconds{3};
  // Whoever is out of service can not write his rows: the copier does.
  options.on_quarantine = [&troubles,
                           copier = addresses.copier.as<copier_actor>()](
                            const std::string& name, const std::string& why) {
    constexpr std::string_view prefix = "follower:";
    troubles.write(name, why, false);
    if (name.starts_with(prefix))
      caf::anon_send(copier, quarantine_atom_v,
                     account_id{name.substr(prefix.size())}, true);
  };
  options.on_outage = [&troubles](const std::string& name,
                                  const std::string& why, bool over) {
    troubles.write(name, why, over);
    if (!over)
      spdlog::error("nothing-copied: without {} no account copies anything",
                    name);
  };
  return spawn_supervisor(system, all.entry("engine"),
                          make_children(setup, addresses, env, file, all),
                          options);
}

} // namespace lockstep::actors
