#include "tools/lockstep/demo_world.hpp"

#include "adapters/kraken/venue.hpp"
#include "tools/lockstep/version.hpp"
#include "tools/paper_exchange/wire/key_gate.hpp"
#include "tools/paper_exchange/wire/signing.hpp"

#include <fmt/format.h>

#include <array>

namespace lockstep::commands {

namespace {

using actors::engine_setup;
using paper::account_setup;

/// Account, cash in USD, asset and amount from before.
struct demo_account {
  const char* name;
  int64_t cash;
  const char* asset;
  const char* amount;
};

constexpr std::array demo_accounts{
  demo_account{"master", 1000, "BTC", "0.01"},
  demo_account{"half", 500, "ETH", "1.5"},
  demo_account{"quarter", 250, "BTC", "0.02"},
  demo_account{"badkey", 300, "BTC", "0.005"},
};

paper::api_key make_key(const std::string& name) {
  paper::api_key key;
  key.key = name;
  key.label = name;
  key.secret = paper::base64_encode(paper::random_text(64));
  key.permissions = paper::default_permissions();
  return key;
}

/// The accounts with a key for the engine each; the master has a second one,
/// for the person who trades by hand.
std::vector<account_setup> make_accounts() {
  std::vector<account_setup> all;
  for (const auto& from : demo_accounts) {
    account_setup setup;
    setup.name = account_id{from.name};
    setup.tier = paper::account_tier::pro;
    setup.deposits = {{"USD", decimal{from.cash}},
                      {from.asset, *decimal::parse(from.amount)}};
    setup.keys.push_back(make_key(setup.name.str() + "-engine-key"));
    if (setup.name.str() == "master")
      setup.keys.push_back(make_key("master-own-key"));
    all.push_back(std::move(setup));
  }
  return all;
}

actors::account_setup member(const account_setup& from, bool wrong) {
  const auto& key = from.keys.front();
  actors::account_setup setup;
  setup.account = from.name;
  setup.who = credentials{key.key, wrong ? paper::base64_encode(
                                     "not the secret of this key")
                                         : key.secret};
  // The master stakes ten percent, which is also the usual limit: a price that
  // moves while he clicks would cut the copies.
  setup.copy.limits.max_user_risk = percent(15);
  return setup;
}

uint16_t port_of(const std::string& url) {
  return static_cast<uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

} // namespace

result<std::unique_ptr<demo_world>> demo_world::open(const options& how) {
  std::unique_ptr<demo_world> made{new demo_world};
  const auto accounts = make_accounts();
  paper::server_options exchange;
  exchange.accounts = accounts;
  exchange.speed = how.speed;
  exchange.core.seed = how.seed;
  auto server = paper::server::start(std::move(exchange));
  if (!server)
    return tl::unexpected{server.error()};
  made->exchange_ = std::move(*server);

  net::transport_options network;
  network.user_agent = fmt::format("lockstep/{}", version());
  auto transport = net::make_transport(network);
  if (!transport)
    return tl::unexpected{transport.error()};
  made->transport_ = std::move(*transport);

  engine_setup setup;
  setup.journal = how.journal;
  setup.seed = how.seed;
  setup.tier = account_tier::pro;
  setup.messages_max = 16 << 20;
  setup.venue = kraken::make_venue({made->exchange_->url(),
                                    made->exchange_->public_stream_url(),
                                    made->exchange_->private_stream_url()});
  setup.master = member(accounts.front(), false);
  for (size_t i = 1; i < accounts.size(); ++i)
    setup.followers.push_back(
      member(accounts[i], accounts[i].name.str() == "badkey"));
  auto engine = actors::engine::start(std::move(setup), made->clock_,
                                      *made->transport_);
  if (!engine)
    return tl::unexpected{engine.error()};
  made->engine_ = std::move(*engine);

  const auto& own = accounts.front().keys.back();
  made->trader_ = std::make_unique<demo_trader>(port_of(made->exchange_->url()),
                                                own.key, own.secret);
  return made;
}

decimal demo_world::holds(const std::string& account,
                          const std::string& asset) {
  return exchange_->call([&](paper::controls& all) {
    const auto* found = all.core.accounts().find(account_id{account});
    const auto& balances = found->balances();
    const auto at = balances.find(asset_id{asset});
    return at == balances.end() ? decimal{} : at->second.total;
  });
}

price demo_world::last(const std::string& symbol) {
  return exchange_->call([&](paper::controls& all) {
    return all.core.ticker(symbol_id{symbol}).last;
  });
}

const std::map<std::pair<std::string, std::string>, decimal>&
demo_world::from_before() {
  static const auto table = [] {
    std::map<std::pair<std::string, std::string>, decimal> all;
    for (const auto& from : demo_accounts)
      all[{from.name, from.asset}] = *decimal::parse(from.amount);
    return all;
  }();
  return table;
}

} // namespace lockstep::commands
