#include "test/e2e/kit.hpp"

#include "adapters/kraken/venue.hpp"
#include "tools/paper_exchange/wire/signing.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <system_error>

namespace lockstep::e2e {

namespace {

paper::api_key key_named(const std::string& name) {
  paper::api_key key;
  key.key = name;
  key.label = name;
  key.secret = market_place::secret();
  key.permissions = {"query-funds",         "query-open-trades",
                     "query-closed-trades", "modify-trades",
                     "close-trades",        "query-ledger",
                     "create-ws-token"};
  return key;
}

paper::account_setup account_of(const member& who) {
  paper::account_setup setup;
  setup.name = account_id{who.name};
  setup.tier = paper::account_tier::pro;
  for (const auto& [asset, amount] : who.owns)
    setup.deposits.emplace_back(asset, number(amount));
  setup.keys = {key_named(who.name + "-key-for-the-engine"),
                key_named(who.name + "-key-of-his-own")};
  return setup;
}

actors::account_setup engine_account(const member& who) {
  actors::account_setup setup;
  setup.account = account_id{who.name};
  setup.copy = who.copy;
  if (who.key == key_given::none) {
    setup.missing = "nothing is set";
    return setup;
  }
  setup.who = credentials{who.name + "-key-for-the-engine",
                          who.key == key_given::right
                            ? market_place::secret()
                            : paper::base64_encode("another secret than his")};
  return setup;
}

void let_stand(paper::controls& all, const char* symbol, const char* bid,
               const char* ask) {
  const symbol_id id{symbol};
  const quantity size{decimal{1000}};
  REQUIRE(all.core.pause(id, all.now()));
  REQUIRE(all.core.set_quote(id, price{number(bid)}, price{number(ask)}, size,
                             size, all.now()));
}

uint16_t port_of(const std::string& url) {
  return static_cast<uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

} // namespace

bool eventually(const std::function<bool()>& done, duration patience) {
  std::mutex lock;
  std::condition_variable nobody;
  std::unique_lock guard{lock};
  duration spent{};
  auto looked = std::chrono::steady_clock::now();
  while (!done()) {
    if (spent >= patience * slowness)
      return false;
    nobody.wait_for(guard, 20ms);
    const auto now = std::chrono::steady_clock::now();
    // A machine that stood still for a minute is no test that took one.
    spent += std::min<duration>(now - looked, 1s);
    looked = now;
  }
  return true;
}

decimal number(const std::string& text) {
  return decimal::parse(text).value();
}

// -- the exchange -------------------------------------------------------------

const std::string& market_place::secret() {
  static const auto text = paper::base64_encode(std::string(64, 's'));
  return text;
}

market_place::market_place(const std::vector<member>& members) {
  paper::server_options options;
  options.only_named_markets = true;
  for (const auto* symbol : {"BTC/USD", "ETH/USD"}) {
    paper::market_setup setup;
    setup.symbol = symbol_id{symbol};
    options.markets.push_back(std::move(setup));
  }
  for (const auto& one : members)
    options.accounts.push_back(account_of(one));
  auto started = paper::server::start(std::move(options));
  INFO((started ? "" : started.error().text));
  REQUIRE(started);
  server_ = std::move(*started);
  server_->call([](paper::controls& all) {
    let_stand(all, "BTC/USD", "9999.9", "10000");
    let_stand(all, "ETH/USD", "399.99", "400");
  });
  for (const auto& one : members)
    owners_.try_emplace(one.name, port_of(server_->url()),
                        one.name + "-key-of-his-own", secret());
}

decimal market_place::holds(const std::string& account,
                            const std::string& asset) {
  return server_->call([&](paper::controls& all) {
    return all.core.accounts()
      .find(account_id{account})
      ->of(asset_id{asset})
      .total;
  });
}

std::vector<paper::order> market_place::orders(const std::string& account) {
  return server_->call([&](paper::controls& all) {
    const account_id who{account};
    auto found = all.core.closed_orders(who, {}, all.now());
    std::ranges::move(all.core.open_orders(who, {}, all.now()),
                      std::back_inserter(found));
    return found;
  });
}

std::vector<paper::order> market_place::copies(const std::string& account) {
  auto found = orders(account);
  std::erase_if(found, [](const paper::order& o) {
    return o.key.str().size() != 36 || o.key.str()[14] != '5';
  });
  return found;
}

void market_place::fill(const order_id& order,
                        const std::vector<std::string>& parts) {
  std::vector<quantity> sizes;
  for (const auto& part : parts)
    sizes.emplace_back(number(part));
  const auto done = server_->call([&](paper::controls& all) {
    return all.core.fill_in_parts(order, sizes, all.now());
  });
  INFO((done ? "" : done.error().text));
  REQUIRE(done);
}

void market_place::deposit(const std::string& account, const std::string& asset,
                           const std::string& amount) {
  REQUIRE(server_->call([&](paper::controls& all) {
    return all.core
      .deposit(account_id{account}, asset, number(amount), all.now())
      .has_value();
  }));
}

void market_place::fault(const std::string& text) {
  auto rule = paper::parse_fault(text);
  INFO((rule ? "" : rule.error().text));
  REQUIRE(rule);
  server_->call([&](paper::controls& all) { all.faults.add(*rule); });
}

void market_place::clear_faults() {
  server_->call([](paper::controls& all) { all.faults.clear(); });
}

bool market_place::faults_used_up() {
  return server_->call(
    [](paper::controls& all) { return all.faults.rules().empty(); });
}

// -- the engine ---------------------------------------------------------------

world::world(std::vector<member> members, options how) : place_{members} {
  auto transport = net::make_transport({});
  REQUIRE(transport);
  transport_ = std::move(*transport);
  actors::engine_setup setup;
  setup.journal = journal_.path();
  setup.tier = account_tier::pro;
  setup.private_streams_max = how.private_streams_max;
  setup.venue = kraken::make_venue({place_.server().url(),
                                    place_.server().public_stream_url(),
                                    place_.server().private_stream_url()});
  setup.master = engine_account(members.front());
  for (size_t i = 1; i < members.size(); ++i)
    setup.followers.push_back(engine_account(members[i]));
  auto started = actors::engine::start(std::move(setup), clock_, *transport_);
  INFO((started ? "" : started.error().text));
  REQUIRE(started);
  engine_ = std::move(*started);
  REQUIRE(eventually([&] {
    return std::ranges::none_of(engine_->accounts(), [](const auto& a) {
      return a.phase == actors::account_phase::starting;
    });
  }));
}

world::~world() {
  place_.clear_faults();
}

order_id world::master_market(const std::string& side, const std::string& pair,
                              const std::string& volume) {
  const auto placed = place_.owner("master").market_order(side, pair, volume);
  INFO((placed ? "" : placed.error().text));
  REQUIRE(placed);
  return *placed;
}

order_id world::master_limit(const std::string& side, const std::string& pair,
                             const std::string& volume,
                             const std::string& price) {
  const auto placed = place_.owner("master").limit_order(side, pair, volume,
                                                         price);
  INFO((placed ? "" : placed.error().text));
  REQUIRE(placed);
  return *placed;
}

std::vector<actors::signal_report> world::settled(size_t count) {
  std::vector<actors::signal_report> all;
  const bool done = eventually([&] {
    all = engine_->signals();
    return all.size() >= count
           && std::ranges::all_of(all, &actors::signal_report::complete);
  });
  INFO("waited for " << count << " signals, there are " << all.size());
  REQUIRE(done);
  return all;
}

copytrade::row world::ended_row(size_t signal, const std::string& who,
                                duration patience) {
  copytrade::row found;
  const bool done = eventually(
    [&] {
      const auto all = engine_->signals();
      if (all.size() <= signal)
        return false;
      found = row_of(all[signal], who);
      return !found.follower.empty() && is_final(found.outcome);
    },
    patience);
  INFO("waited for the row of " << who);
  REQUIRE(done);
  return found;
}

actors::account_report world::account(const std::string& who) {
  for (auto& told : engine_->accounts())
    if (told.account.str() == who)
      return told;
  FAIL("the engine knows no account " << who);
  return {};
}

decimal world::book(const std::string& who, const std::string& asset) {
  const auto positions = account(who).positions;
  const auto at = positions.find(asset_id{asset});
  return at == positions.end() ? decimal{} : at->second.value();
}

// -- looking at what came out -------------------------------------------------

copytrade::row row_of(const actors::signal_report& told,
                      const std::string& who) {
  const auto at = std::ranges::find(told.rows, account_id{who},
                                    &copytrade::row::follower);
  return at == told.rows.end() ? copytrade::row{} : *at;
}

bool keys_are_unique(const std::vector<paper::order>& orders) {
  std::set<order_key> seen;
  return std::ranges::all_of(orders, [&](const paper::order& o) {
    return o.key.empty() || seen.insert(o.key).second;
  });
}

} // namespace lockstep::e2e
