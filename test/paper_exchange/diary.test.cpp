#include "tools/paper_exchange/diary.hpp"

#include "test/paper_exchange/core_support.hpp"
#include "test/paper_exchange/wire_client.hpp"
#include "test/support/scratch_folder.hpp"
#include "tools/paper_exchange/control_service.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

using namespace lockstep;
using namespace lockstep::paper;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

/// What two accounts do at random, told to a diary, on a market that moves.
class customers {
public:
  customers(exchange& venue, timestamp now, uint64_t seed)
    : venue_{venue}, now_{now}, random_{seed} {}

  void act() {
    now_ += std::chrono::milliseconds{below(2500)};
    const auto& who = below(2) == 0 ? anna_ : bert_;
    const auto open = venue_.open_orders(who, {}, now_);
    const auto& any = open.empty() ? order{} : open[below(open.size())];
    switch (below(14)) {
      case 0:
        return keep(venue_.cancel_order(who, any.id.str(), now_));
      case 1:
        return keep(venue_.amend_order(who, change_of(any), now_));
      case 2:
        return keep(venue_.cancel_all_after(who, "7", now_));
      case 3:
        return keep(venue_.script_parts(who, {qty("0.001"), qty("0.002")}));
      case 4:
        return keep(venue_.deposit(who, "USD", dec("1.25"), now_));
      case 5:
        return keep(venue_.withdraw(who, "USD", dec("0.5"), now_));
      case 6:
        return keep(venue_.add_orders(who, std::array{one(), one()}, now_));
      case 7:
        return keep(venue_.edit_order(who, edit_of(any), now_));
      case 8:
        return keep(
          venue_.fill_in_parts(any.id, std::array{qty("0.0001")}, now_));
      case 9:
        return venue_.advance(now_ += std::chrono::seconds{below(30)});
      default:
        keep(venue_.add_order(who, one(), now_));
    }
  }

  [[nodiscard]] timestamp now() const { return now_; }

private:
  static void keep(const auto&) {} // some of it is refused, and that is told

  uint64_t below(uint64_t n) { return random_() % n; }

  order_input one() {
    constexpr std::array kinds{"limit", "limit", "market", "stop-loss"};
    const std::string kind = kinds[below(kinds.size())];
    auto what = input(below(2) == 0 ? "buy" : "sell", kind,
                      "0.00" + std::to_string(1 + below(9)));
    if (kind != "market")
      what.price = std::string{below(2) == 0 ? "+" : "-"}
                   + std::to_string(below(12)) + ".5";
    if (below(4) == 0)
      what.expiretm = "+20";
    return what;
  }
  static amend_input change_of(const order& o) {
    amend_input change;
    change.txid = o.id.str();
    change.order_qty = "0.004";
    return change;
  }
  static edit_input edit_of(const order& o) {
    edit_input change;
    change.txid = o.id.str();
    change.volume = "0.003";
    return change;
  }

  const account_id anna_{"anna"};
  const account_id bert_{"bert"};
  exchange& venue_;
  timestamp now_;
  std::mt19937_64 random_;
};

exchange_options seeded(uint64_t seed) {
  exchange_options options;
  options.seed = seed;
  return options;
}

constexpr timestamp noon{std::chrono::hours{500'004}};

void open_btc(exchange& venue) {
  must(venue.open_market({symbol_id{"BTC/USD"}, {}, {}, {}, 3}, noon));
}

void open_accounts(exchange& venue) {
  for (const auto* name : {"anna", "bert"}) {
    const account_id id{name};
    venue.add_account(id, account_tier::pro).value();
    must(venue.set_volume(id, notional{dec("60000")}));
    venue.deposit(id, "USD", dec("4000"), noon).value();
    venue.deposit(id, "BTC", dec("0.5"), noon).value();
    api_key key;
    key.key = id.str() + "-key";
    key.secret = "c2VjcmV0";
    key.owner = id;
    key.permissions = {"query-funds", "modify-trades"};
    must(venue.add_key(key));
  }
}

/// All that anybody can see of an exchange.
std::string sight_of(const exchange& venue, timestamp now) {
  const symbol_id btc{"BTC/USD"};
  std::string text = records(venue, {});
  for (const auto& each : venue.depth(btc, 5).bids)
    text += fmt::format(" {}x{}", each.price, each.quantity);
  for (const auto& each : venue.find_market(btc)->tape())
    text += fmt::format(" {}:{}", each.trade_id, each.price);
  for (const auto* name : {"anna", "bert"})
    text += fmt::format(" {}", venue.rate_count(account_id{name}, btc, now));
  return text;
}

std::string call_of(const fs::path& path) {
  std::ifstream from{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{from}, {}};
}

/// Asks with a nonce that is above all before.
std::string open_orders(test::running_exchange& at) {
  test::running_exchange::wrong how;
  how.nonce = "5000";
  return at.call("OpenOrders", {}, how).body;
}

/// A running exchange that keeps its state in a file.
auto kept_in(const fs::path& file) {
  return [file](server_options& options) { options.state = file.string(); };
}

const test::form buy_low{{"pair", "XBTUSD"},
                         {"type", "buy"},
                         {"ordertype", "limit"},
                         {"price", "5000"},
                         {"volume", "0.1"}};

} // namespace

TEST_CASE("an exchange that does again what was told is the same exchange") {
  const auto seed = GENERATE(range<uint64_t>(1, 9));
  CAPTURE(seed);
  std::vector<std::string> lines;
  exchange first{seeded(seed)};
  open_btc(first);
  first.keep_diary([&](const std::string& line) { lines.push_back(line); });
  open_accounts(first);
  customers people{first, noon, seed};
  for (int i = 0; i < 400; ++i)
    people.act();

  exchange second{seeded(seed)};
  open_btc(second);
  for (const auto& line : lines)
    must(second.again(line));
  for (auto* each : {&first, &second})
    each->advance(people.now());
  REQUIRE(sight_of(second, people.now()) == sight_of(first, people.now()));
  CHECK(first.trades(account_id{"anna"}, people.now()).size() > 20);

  // And it goes on as the first one does, with the ids that come next.
  customers on_first{first, people.now(), 77};
  customers on_second{second, people.now(), 77};
  for (int i = 0; i < 50; ++i) {
    on_first.act();
    on_second.act();
  }
  CHECK(sight_of(second, on_second.now()) == sight_of(first, on_first.now()));
}

TEST_CASE("a line that is no call of the exchange is refused with a sentence") {
  exchange venue{{}};
  for (const auto* line :
       {"", "{}", "[]", R"(["pause"])", R"(["explode","0"])",
        R"(["pause","x","BTC/USD","0"])", R"(["pause","0","BTC/USD"])",
        R"(["deposit","0","anna","USD","much","0"])"}) {
    CAPTURE(line);
    const auto done = venue.again(line);
    REQUIRE_FALSE(done);
    CHECK_FALSE(done.error().text.empty());
  }
}

TEST_CASE("orders, balances and nonces are there after a restart") {
  const support::scratch_folder in;
  const auto file = in.path() / "state";
  std::string before;
  std::string id;
  {
    test::running_exchange at{kept_in(file)};
    id = test::member(at.call("AddOrder", buy_low), "result.txid.0");
    at.control("/accounts", R"({"name":"bert","deposits":{"USD":"5"},)"
                            R"("keys":[{"key":"bert-key"}]})");
    before
      = at.exchange->call([](controls& all) { return records(all.core, {}); });
  }
  test::running_exchange at{kept_in(file)};
  CHECK(at.exchange->call([](controls& all) { return records(all.core, {}); })
        == before);
  CHECK_THAT(at.call("OpenOrders"), ContainsSubstring("Invalid nonce"));
  CHECK_THAT(open_orders(at), ContainsSubstring(id));
  const auto secret = at.exchange->call([](controls& all) {
    return all.core.accounts().find_key("bert-key")->secret;
  });
  CHECK_THAT(call_of(file), ContainsSubstring(secret));
}

TEST_CASE("a line that a kill has cut off is forgotten, and said nowhere") {
  const support::scratch_folder in;
  const auto file = in.path() / "state";
  {
    test::running_exchange at{kept_in(file)};
    at.call("AddOrder", buy_low);
  }
  const auto whole = call_of(file);
  std::ofstream{file, std::ios::app} << R"(["add_order","17)";
  {
    test::running_exchange at{kept_in(file)};
    CHECK_THAT(open_orders(at), ContainsSubstring("XBTUSD @ limit 5000.0"));
  }
  CHECK(call_of(file).starts_with(whole));
}

TEST_CASE("a state file is refused if it is not this exchange's, or in use") {
  const support::scratch_folder in;
  const auto file = in.path() / "state";
  const auto start = [&](decimal speed, const fs::path& from) {
    server_options options;
    options.state = from.string();
    options.only_named_markets = true;
    options.speed = speed;
    const auto running = server::start(std::move(options));
    return running ? std::string{} : running.error().text;
  };
  CHECK(start(decimal{1}, file).empty());
  CHECK_THAT(start(decimal{2}, file),
             ContainsSubstring("begun with other markets"));
  {
    const auto used = diary::open(file.string(), "x", {});
    CHECK_FALSE(used); // another nature, but the file is free
  }
  test::running_exchange at{kept_in(in.path() / "other")};
  CHECK_THAT(start(decimal{1}, in.path() / "other"),
             ContainsSubstring("in use by another process"));
  std::ofstream{in.path() / "text"} << "something else\n";
  CHECK_THAT(start(decimal{1}, in.path() / "text"),
             ContainsSubstring("is no state of a paper exchange"));
  CHECK_THAT(start(decimal{1}, in.path() / "no" / "folder"),
             ContainsSubstring("can not be opened"));
  std::ofstream{file, std::ios::app} << R"(["explode","0"])" << '\n';
  CHECK_THAT(start(decimal{1}, file), ContainsSubstring("line 2"));
}
