#include "tools/lockstep/engine_setup.hpp"

#include "adapters/entropy.hpp"
#include "adapters/kraken/venue.hpp"
#include "adapters/net/url.hpp"
#include "config/credentials.hpp"
#include "tools/lockstep/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace lockstep::commands {

namespace {

using actors::account_setup;
using actors::engine_setup;

/// An account's key from the environment. What is wrong with one that is
/// there becomes the reason why the account is not in service.
account_setup account_of(const config::credential_query& query,
                         const secrets::environment& env) {
  account_setup setup;
  setup.account = query.account;
  auto found = config::find_credentials(query, env);
  setup.who = std::move(found.value);
  if (!found.problems.empty())
    setup.missing = found.problems.front();
  else if (!found.looked_for.empty())
    setup.missing = fmt::format("none of {} is set",
                                fmt::join(found.looked_for, ", "));
  return setup;
}

} // namespace

actors::engine_setup setup_of(const config::settings& all,
                              const secrets::environment& env) {
  const auto& venue = all.venues.at("kraken");
  engine_setup setup;
  setup.mode = all.mode;
  setup.journal = config::journal_directory(all);
  setup.venue = kraken::make_venue(
    {venue.rest, venue.public_stream, venue.private_stream},
    {all.http.connect_timeout, all.http.read_timeout, all.http.write_timeout});
  setup.tier = venue.tier;
  setup.rules = all.rules;
  setup.caf_arguments = config::caf_arguments(all.engine);
  setup.batch_max = static_cast<size_t>(all.journal.batch_max);
  setup.messages_max = static_cast<uint64_t>(all.journal.messages_max_mb) << 20;
  setup.threads = static_cast<size_t>(all.engine.threads);
  setup.seed = random_seed();
  const auto names = config::names_of(all);
  const bool paper = all.mode == run_mode::paper;
  setup.master = account_of({all.master.venue, all.master.name, true, names,
                             all.master.credentials, paper},
                            env);
  for (const auto& follower : all.followers) {
    auto account = account_of({follower.venue, follower.name, false, names,
                               follower.credentials, paper},
                              env);
    account.copy = follower.copy;
    setup.followers.push_back(std::move(account));
  }
  return setup;
}

net::transport_options transport_of(const config::settings& all) {
  net::transport_options network;
  network.user_agent = fmt::format("lockstep/{}", version());
  network.requests_per_host_max
    = static_cast<size_t>(all.http.requests_per_host_max);
  network.http2 = all.http.http2;
  return network;
}

result<void> check_mode(const config::settings& all, bool live) {
  const auto& venue = all.venues.at("kraken");
  const auto rest = net::parse_url(venue.rest);
  if (!rest)
    return tl::unexpected{rest.error()};
  const bool local = net::is_loopback(*rest);
  if (all.mode == run_mode::live && !live)
    return fail("the configuration says mode = \"live\": real orders with "
                "real money need --live as well");
  if (all.mode != run_mode::live && live)
    return fail("--live needs mode = \"live\" in the configuration too");
  if (all.mode == run_mode::observe)
    return fail("mode = \"observe\" is not in this version; paper and live "
                "are");
  for (const auto& follower : all.followers)
    if (follower.mode != all.mode)
      return fail("follower {} has mode = \"{}\", which is not in this "
                  "version: take his file away, or the line",
                  follower.name, to_string(follower.mode));
  if (all.mode == run_mode::paper && !local)
    return fail("mode = \"paper\" trades on a paper exchange on this machine: "
                "start `lockstep paper-exchange` and set [venues.kraken] to "
                "what it prints");
  return {};
}

} // namespace lockstep::commands
