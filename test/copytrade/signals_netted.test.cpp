#include "copytrade/signals.hpp"
#include "test/copytrade/kit.hpp"

#include <algorithm>
#include <random>
#include <set>

// What was netted away is in no signal, and still moved positions. A start
// that forgot it would sell for it a second time.

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

signal_assembler empty() {
  return signal_assembler{{"kraken", account_id{"master"}, at(0), {}},
                          [](const order_key&) { return false; }};
}

/// An assembler with a journal behind it, and all that the venue can tell.
struct master {
  void trade(const execution& x) {
    history.push_back(x);
    assembler.add(x, pairs());
  }

  /// Equities are told only if `entries_too`: until then sales go ahead.
  void dispatch(bool entries_too) {
    if (entries_too)
      for (const auto& id : assembler.needs_equity())
        settle(id);
    const batch_context context{{}, {account_id{"half"}}, at(100)};
    while (auto made = assembler.next(context, pairs())) {
      assembler.done(made->id);
      journaled.push_back(std::move(*made));
    }
    for (auto& x : assembler.take_uncopied())
      uncopied.push_back(std::move(x));
  }

  /// Begins again with what is journaled, and is told everything once more.
  void restart() {
    assembler = empty();
    for (const auto& each : journaled)
      assembler.restore(each, history, true);
    for (const auto& each : uncopied)
      assembler.restore_uncopied(each, pairs());
    for (const auto& each : history)
      assembler.add(each, pairs());
    for (const auto& id : settled)
      settle(id);
  }

  void settle(const order_id& id) {
    settled.insert(id);
    assembler.set_equity(id, usd("1000"));
  }

  signal_assembler assembler = empty();
  std::vector<execution> history;
  std::vector<signal> journaled;
  std::vector<execution> uncopied;
  std::set<order_id> settled; ///< whose equity is known, and would be again
};

} // namespace

TEST_CASE("a sale that was netted away does not come back after a start") {
  master m;
  m.trade(fill("B", side::buy, "3", "100", 1));
  m.trade(fill("S", side::sell, "2", "100", 2));
  m.dispatch(false); // the sale finds nothing that was copied
  CHECK(m.journaled.empty());
  REQUIRE(m.uncopied.size() == 1);
  m.dispatch(true);
  REQUIRE(m.journaled.size() == 1);
  CHECK(m.journaled.front().quantity == qty("1"));
  m.restart();
  m.dispatch(true);
  CHECK(m.journaled.size() == 1);
  CHECK(m.assembler.position(btc) == qty("1"));
}

TEST_CASE("a purchase that was sold again does not come back after a start") {
  master m;
  m.trade(fill("B", side::buy, "3", "100", 1));
  m.trade(fill("S", side::sell, "3", "100", 2));
  m.dispatch(false);
  m.dispatch(true);
  CHECK(m.journaled.empty());
  CHECK(m.uncopied.size() == 2);
  m.restart();
  m.dispatch(true);
  CHECK(m.journaled.empty());
  CHECK(m.assembler.idle());
}

TEST_CASE("coins that were sold for other coins stay sold after a start") {
  master m;
  m.trade(fill("B", side::buy, "1", "100", 1));
  m.dispatch(true);
  auto swap = fill("S", side::sell, "0.4", "15", 2);
  swap.symbol = symbol_id{"BTC/ETH"};
  auto table = pairs();
  auto pair = *lockstep::find(table, btc_usd);
  pair.symbol = swap.symbol;
  pair.quote = eth;
  table.emplace(pair.symbol, pair);
  REQUIRE(m.assembler.add(swap, table) == intake::not_copied);
  const auto kept = m.assembler.take_uncopied();
  REQUIRE(kept.size() == 1);
  m.restart();
  m.assembler.restore_uncopied(kept.front(), table);
  CHECK(m.assembler.position(btc) == qty("0.6"));
}

TEST_CASE("a start at any moment changes neither positions nor signals") {
  std::mt19937_64 random{20261126};
  for (int round = 0; round < 300; ++round) {
    master once;
    master again;
    for (int i = 0; i < 20; ++i) {
      const bool buys = random() % 2 == 0;
      const auto x = fill(fmt::format("{}{}", buys ? "B" : "S", random() % 4),
                          buys ? side::buy : side::sell,
                          fmt::format("{}", 1 + random() % 5), "100", i);
      const bool entries_too = random() % 3 == 0;
      for (auto* each : {&once, &again}) {
        each->trade(x);
        each->dispatch(entries_too);
      }
      if (random() % 3 == 0)
        again.restart();
    }
    once.dispatch(true);
    again.dispatch(true);
    CHECK(once.assembler.position(btc) == again.assembler.position(btc));
    CHECK(once.journaled == again.journaled);
  }
}

TEST_CASE("what waits for its signal is known by its time") {
  auto all = empty();
  CHECK_FALSE(all.waits_since());
  all.add(fill("B", side::buy, "1", "100", 7), pairs());
  all.add(fill("B", side::buy, "1", "100", 5), pairs());
  CHECK(all.waits_since() == at(5));
  all.set_equity(order_id{"B"}, usd("1000"));
  REQUIRE(all.next({{}, {account_id{"half"}}, at(100)}, pairs()));
  CHECK_FALSE(all.waits_since());
}
