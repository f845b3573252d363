#include "copytrade/equity.hpp"

#include "test/copytrade/kit.hpp"

#include <algorithm>

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

/// A ledger that writes itself: each movement follows on the one before.
struct book_keeper {
  std::map<asset_id, decimal> balances{{usd_asset, dec("1000")}};
  std::vector<ledger_entry> ledger;

  void move(const asset_id& asset, std::string_view amount, int64_t time,
            ledger_kind kind, std::string reference,
            std::string_view fee = "0") {
    ledger_entry e;
    e.id = ledger_id{fmt::format("L{:04}", ledger.size())};
    e.asset = asset;
    e.amount = dec(amount);
    e.fee = dec(fee);
    e.time = at(time);
    e.kind = kind;
    e.reference = std::move(reference);
    balances[asset] += e.amount - e.fee;
    e.balance_after = balances[asset];
    ledger.push_back(e);
  }

  void buy(const execution& x, std::string_view fee = "0") {
    const auto time = (x.time - at(0)) / 1s;
    move(usd_asset, (-x.cost).str(), time, ledger_kind::trade, x.id.str(), fee);
    move(btc, x.quantity.str(), time, ledger_kind::trade, x.id.str());
  }

  void deposit(std::string_view amount, int64_t time) {
    move(usd_asset, amount, time, ledger_kind::deposit, "FTQ");
  }

  [[nodiscard]] balance snapshot(int64_t time) const {
    balance b;
    for (const auto& [asset, total] : balances)
      b.holdings[asset] = {total, {}};
    b.as_of = at(time);
    return b;
  }
};

result<notional>
equity(const book_keeper& keeper, const std::vector<execution>& fills,
       const balance& snapshot, const position_table& held = {},
       const mark_table& marks = {}) {
  return equity_before({snapshot, keeper.ledger, fills, held, marks}, {});
}

} // namespace

TEST_CASE("the master's equity is that before the trade") {
  book_keeper keeper;
  const auto early = keeper.snapshot(1);
  const auto x = fill("O1", side::buy, "0.001", "100000", 5);
  keeper.buy(x, "0.4");
  CHECK(equity(keeper, {x}, early) == usd("1000"));
  CHECK(equity(keeper, {x}, keeper.snapshot(6)) == usd("1000"));
}

TEST_CASE("equity before is the same whatever came in first") {
  std::mt19937_64 random{3};
  book_keeper keeper;
  std::vector<balance> snapshots{keeper.snapshot(0)};
  keeper.deposit("200", 1);
  keeper.deposit("-200", 2);
  snapshots.push_back(keeper.snapshot(3));
  std::vector<execution> fills;
  for (int i = 0; i < 7; ++i) {
    fills.push_back(fill("O1", side::buy, "0.0001", "100000", 5 + i / 3));
    keeper.buy(fills.back(), "0.04");
    snapshots.push_back(keeper.snapshot(5 + i / 3));
  }
  keeper.deposit("500", 9);
  snapshots.push_back(keeper.snapshot(10));
  for (int round = 0; round < 50; ++round) {
    std::ranges::shuffle(keeper.ledger, random);
    for (const auto& snapshot : snapshots)
      CHECK(equity(keeper, fills, snapshot) == usd("1000"));
  }
}

TEST_CASE("without the order's movements in the ledger equity is unknown") {
  book_keeper keeper;
  const auto x = fill("O1", side::buy, "0.001", "100000", 5);
  CHECK_FALSE(equity(keeper, {}, keeper.snapshot(6)));
  const auto none = equity(keeper, {x}, keeper.snapshot(6));
  REQUIRE_FALSE(none);
  CHECK(none.error().text.find(x.id.str()) != std::string::npos);
  keeper.move(btc, "0.001", 5, ledger_kind::trade, x.id.str());
  CHECK_FALSE(equity(keeper, {x}, keeper.snapshot(6)));
  keeper.move(usd_asset, "-100", 5, ledger_kind::trade, x.id.str());
  CHECK(equity(keeper, {x}, keeper.snapshot(6)) == usd("1000"));
}

TEST_CASE("a deposit between two parts raises only the next order") {
  book_keeper keeper;
  const auto a1 = fill("O1", side::buy, "0.001", "100000", 5);
  keeper.buy(a1);
  keeper.deposit("1000", 6);
  const auto a2 = fill("O1", side::buy, "0.001", "100000", 7);
  keeper.buy(a2);
  const auto b1 = fill("O2", side::buy, "0.001", "100000", 8);
  keeper.buy(b1);
  const auto now = keeper.snapshot(9);
  const mark_table marks{{btc, px("100000")}};
  CHECK(equity(keeper, {a1}, now, {}, marks) == usd("1000"));
  CHECK(equity(keeper, {a1, a2}, now, {}, marks) == usd("1000"));
  CHECK(equity(keeper, {b1}, now, {{btc, qty("0.002")}}, marks) == usd("2000"));
}

TEST_CASE("two interleaved orders each have their own equity before") {
  book_keeper keeper;
  const auto a1 = fill("O1", side::buy, "0.001", "100000", 5);
  keeper.buy(a1, "1");
  const auto b1 = fill("O2", side::buy, "0.001", "100000", 6);
  keeper.buy(b1, "1");
  const auto a2 = fill("O1", side::buy, "0.001", "100000", 7);
  keeper.buy(a2, "1");
  const auto now = keeper.snapshot(8);
  CHECK(equity(keeper, {a1, a2}, now) == usd("1000"));
  CHECK(equity(keeper, {b1}, now) == usd("899"));
}

// Nothing tells which of them was first, and positions are taken from before
// that moment too.
TEST_CASE("two orders of one moment have the equity before that moment") {
  book_keeper keeper;
  const auto a = fill("O1", side::buy, "0.001", "100000", 5);
  keeper.buy(a, "1");
  const auto b = fill("O2", side::buy, "0.001", "100000", 5);
  keeper.buy(b, "1");
  const auto now = keeper.snapshot(6);
  CHECK(equity(keeper, {a}, now) == usd("1000"));
  CHECK(equity(keeper, {b}, now) == usd("1000"));
}

TEST_CASE("what the ledger shows since an order began is told by execution") {
  book_keeper keeper;
  const auto before = fill("O1", side::buy, "0.001", "100000", 4);
  auto beside = fill("O2", side::buy, "0.001", "100000", 5);
  const auto its = fill("O3", side::buy, "0.001", "100000", 5);
  CHECK(executed_since(keeper.ledger, {{its}}).empty());
  for (const auto& each : {before, beside, its})
    keeper.buy(each);
  beside.time -= 1us; // by its own time it was a little earlier
  CHECK(executed_since(keeper.ledger, {{its}})
        == std::set<execution_id>{beside.id, its.id});
}

TEST_CASE("other cash counts as it was when the order began") {
  const asset_id usdt{"USDT"};
  book_keeper keeper;
  keeper.balances[usdt] = dec("50");
  const auto x = fill("O1", side::buy, "0.001", "100000", 5);
  const auto before = keeper.snapshot(1);
  keeper.buy(x);
  CHECK(equity(keeper, {x}, before) == usd("1050"));
  keeper.move(usdt, "25", 7, ledger_kind::reward, "R");
  CHECK(equity(keeper, {x}, keeper.snapshot(8)) == usd("1050"));
}

TEST_CASE("a snapshot older than a deposit is brought up to date") {
  const asset_id usdt{"USDT"};
  book_keeper keeper;
  keeper.balances[usdt] = dec("50");
  const auto stale = keeper.snapshot(1);
  keeper.move(usdt, "25", 3, ledger_kind::deposit, "D");
  const auto x = fill("O1", side::buy, "0.001", "100000", 5);
  keeper.buy(x);
  CHECK(equity(keeper, {x}, stale) == usd("1075"));
}

TEST_CASE("a balance that the ledger contradicts is no evidence") {
  const asset_id usdt{"USDT"};
  book_keeper keeper;
  keeper.move(usdt, "50", 1, ledger_kind::deposit, "D");
  const auto x = fill("O1", side::buy, "0.001", "100000", 5);
  keeper.buy(x);
  auto now = keeper.snapshot(6);
  CHECK(equity(keeper, {x}, now) == usd("1050"));
  now.holdings[usdt].total = dec("90"); // the ledger lags behind
  CHECK_FALSE(equity(keeper, {x}, now));
}

TEST_CASE("equity is cash with held parts plus tracked positions at marks") {
  balance b = funds("300");
  b.holdings[usd_asset].held = dec("100");
  b.holdings[asset_id{"USDT"}] = {dec("50"), {}};
  b.holdings[asset_id{"EUR"}] = {dec("900"), {}};
  b.holdings[btc] = {dec("7"), {}}; // coins from before count nowhere
  const mark_table marks{{btc, px("100000")}};
  CHECK(equity_of(b, {{btc, qty("0.001")}}, marks, {}) == usd("450"));
  CHECK(equity_of(b, {}, {}, {}) == usd("350"));
  const auto unmarked = equity_of(b, {{eth, qty("1")}}, marks, {});
  REQUIRE_FALSE(unmarked);
  CHECK(unmarked.error().text == "there is no price for ETH");
}

TEST_CASE("an allocation bounds what a follower copies with") {
  CHECK(allotted(usd("500"), {}) == usd("500"));
  CHECK(allotted(usd("500"), usd("200")) == usd("200"));
  CHECK(allotted(usd("500"), usd("900")) == usd("500"));
  CHECK(allotted(usd("500"), part("0.3")) == usd("150"));
}

TEST_CASE("movements are told apart by kind") {
  ledger_entry e;
  e.kind = ledger_kind::trade;
  CHECK_FALSE(is_external_change(e));
  CHECK_FALSE(is_app_trade(e));
  e.kind = ledger_kind::conversion;
  CHECK(is_app_trade(e));
  e.kind = ledger_kind::reward;
  CHECK(is_external_change(e));
}
