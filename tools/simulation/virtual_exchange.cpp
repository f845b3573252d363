#include "tools/simulation/virtual_exchange.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <algorithm>
#include <iterator>
#include <random>
#include <stdexcept>
#include <utility>

namespace lockstep::simulated {

namespace {

template <class T>
T must(result<T> got) {
  if (!got)
    throw std::runtime_error{got.error().text};
  if constexpr (!std::is_void_v<T>)
    return std::move(*got);
}

decimal number(const std::string& text) {
  const auto x = decimal::parse(text);
  if (!x)
    throw std::runtime_error{"'" + text + "' is no number"};
  return *x;
}

paper::account_setup account_of(const participant& who) {
  paper::account_setup setup;
  setup.name = account_id{who.name};
  setup.tier = paper::account_tier::pro;
  for (const auto& [asset, amount] : who.owns)
    setup.deposits.emplace_back(asset, number(amount));
  paper::api_key key;
  key.key = key.label = virtual_exchange::key_of(who.name);
  key.secret = virtual_exchange::secret();
  key.permissions = paper::default_permissions();
  setup.keys = {key};
  return setup;
}

/// Letters that are the same for the same seed.
auto predictable_text(uint64_t seed) {
  return [random = std::mt19937_64{seed}](size_t size) mutable {
    std::string text(size, '\0');
    for (auto& c : text)
      c = static_cast<char>('a' + random() % 26);
    return text;
  };
}

paper::host_options options_of(const exchange_setup& setup) {
  paper::host_options options;
  options.core.seed = setup.seed;
  options.only_named_markets = true;
  options.clock_skew = setup.clock_ahead;
  options.faults = setup.faults;
  options.random_text = predictable_text(setup.seed);
  for (const auto* symbol : {"BTC/USD", "ETH/USD"}) {
    paper::market_setup market;
    market.symbol = symbol_id{symbol};
    options.markets.push_back(std::move(market));
  }
  for (const auto& one : setup.participants)
    options.accounts.push_back(account_of(one));
  return options;
}

} // namespace

virtual_exchange::virtual_exchange(simulation& world,
                                   const exchange_setup& setup)
  : later_{world},
    host_{
      std::make_unique<paper::host>(options_of(setup), world.clock(), later_)} {
  must(host_->prepare());
  if (!setup.prices_move) {
    let_stand("BTC/USD", "9999.9", "10000");
    let_stand("ETH/USD", "399.99", "400");
  }
  host_->start();
}

std::string virtual_exchange::key_of(std::string_view account) {
  return std::string{account} + "-key-for-the-engine";
}

const std::string& virtual_exchange::secret() {
  static const auto text = paper::base64_encode(std::string(64, 's'));
  return text;
}

void virtual_exchange::let_stand(const char* symbol, const char* bid,
                                 const char* ask) {
  const symbol_id id{symbol};
  const quantity size{decimal{1000}};
  control([&](paper::controls& all) {
    must(all.core.pause(id, all.now()));
    must(all.core.set_quote(id, price{number(bid)}, price{number(ask)}, size,
                            size, all.now()));
  });
}

// -- what people do -----------------------------------------------------------

order_id virtual_exchange::place(const std::string& account,
                                 const paper::order_input& what) {
  order_id id;
  control([&](paper::controls& all) {
    id = must(all.core.add_order(account_id{account}, what, all.now())).id;
  });
  return id;
}

order_id virtual_exchange::market_order(const std::string& account,
                                        const std::string& side,
                                        const std::string& pair,
                                        const std::string& volume) {
  paper::order_input what;
  what.oflags = "fciq";
  what.pair = pair;
  what.type = side;
  what.ordertype = "market";
  what.volume = volume;
  return place(account, what);
}

order_id virtual_exchange::limit_order(const std::string& account,
                                       const std::string& side,
                                       const std::string& pair,
                                       const std::string& volume,
                                       const std::string& price) {
  paper::order_input what;
  what.oflags = "fciq";
  what.pair = pair;
  what.type = side;
  what.ordertype = "limit";
  what.volume = volume;
  what.price = price;
  return place(account, what);
}

void virtual_exchange::fill(const order_id& order,
                            const std::vector<std::string>& parts) {
  std::vector<quantity> sizes;
  for (const auto& part : parts)
    sizes.emplace_back(number(part));
  control([&](paper::controls& all) {
    must(all.core.fill_in_parts(order, sizes, all.now()));
  });
}

void virtual_exchange::deposit(const std::string& account,
                               const std::string& asset,
                               const std::string& amount) {
  control([&](paper::controls& all) {
    must(
      all.core.deposit(account_id{account}, asset, number(amount), all.now()));
  });
}

// -- what goes wrong ----------------------------------------------------------

void virtual_exchange::fault(std::string_view text) {
  auto rule = must(paper::parse_fault(text));
  control([&](paper::controls& all) { all.faults.add(std::move(rule)); });
}

void virtual_exchange::clear_faults() {
  control([](paper::controls& all) { all.faults.clear(); });
}

bool virtual_exchange::faults_used_up() {
  bool empty = false;
  control([&](paper::controls& all) { empty = all.faults.rules().empty(); });
  return empty;
}

void virtual_exchange::set_status(trading_status status) {
  control([&](paper::controls& all) { all.core.set_system_status(status); });
}

// -- its own books ------------------------------------------------------------

decimal virtual_exchange::holds(const std::string& account,
                                const std::string& asset) {
  decimal total;
  control([&](paper::controls& all) {
    total = all.core.accounts()
              .find(account_id{account})
              ->of(asset_id{asset})
              .total;
  });
  return total;
}

std::vector<paper::order> virtual_exchange::orders(const std::string& account) {
  std::vector<paper::order> found;
  control([&](paper::controls& all) {
    const account_id who{account};
    found = all.core.closed_orders(who, {}, all.now());
    std::ranges::move(all.core.open_orders(who, {}, all.now()),
                      std::back_inserter(found));
  });
  return found;
}

std::vector<paper::order> virtual_exchange::copies(const std::string& account) {
  auto found = orders(account);
  std::erase_if(found, [](const paper::order& o) {
    return o.key.str().size() != 36 || o.key.str()[14] != '5';
  });
  return found;
}

} // namespace lockstep::simulated
