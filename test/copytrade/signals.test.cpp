#include "copytrade/signals.hpp"

#include "test/copytrade/kit.hpp"

#include <algorithm>

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

/// An assembler of a master enrolled at second 0 who is asked for signals at
/// second 100.
struct desk {
  explicit desk(copy_rules rules = {})
    : assembler{{"kraken", account_id{"master"}, at(0), std::move(rules)},
                [](const order_key& key) { return key.str() == "ours"; }} {}

  intake add(const execution& x) { return assembler.add(x, pairs()); }

  std::optional<signal> next() {
    for (const auto& id : assembler.needs_equity())
      assembler.set_equity(id, usd("1000"));
    return assembler.next(context, pairs());
  }

  /// All signals that come at once, each answered before the next.
  std::vector<signal> drain() {
    std::vector<signal> all;
    while (auto s = next()) {
      assembler.done(s->id);
      all.push_back(std::move(*s));
    }
    return all;
  }

  batch_context context{{},
                        {account_id{"quarter"}, account_id{"half"}},
                        at(100)};
  signal_assembler assembler;
};

order_report closed(std::string id, std::string_view executed) {
  order_report r;
  r.id = order_id{std::move(id)};
  r.state = order_state::filled;
  r.executed = qty(executed);
  r.opened = at(1);
  return r;
}

} // namespace

TEST_CASE("a spot buy is an entry with everything a follower needs") {
  desk d;
  CHECK(d.add(fill("O1", side::buy, "0.001", "60000", 5)) == intake::taken);
  CHECK(d.assembler.needs_equity() == std::vector{order_id{"O1"}});
  const auto s = d.next();
  REQUIRE(s);
  CHECK(s->id.str() == "O1@0.001");
  CHECK(s->direction == direction::entry);
  CHECK(s->symbol == btc_usd);
  CHECK(s->base == btc);
  CHECK(s->quantity == qty("0.001"));
  CHECK(s->price == px("60000"));
  CHECK(s->equity_before == usd("1000"));
  CHECK(s->position_before.is_zero());
  CHECK(s->position_after == qty("0.001"));
  CHECK(s->first_executed == at(5));
  CHECK(s->received == at(100));
  CHECK(s->followers == std::vector{account_id{"half"}, account_id{"quarter"}});
}

TEST_CASE("an execution counts once whichever way it came") {
  desk d;
  const auto x = fill("O1", side::buy, "1", "100", 5);
  CHECK(d.add(x) == intake::taken);
  CHECK(d.add(x) == intake::duplicate);
  CHECK(d.drain().size() == 1);
  CHECK(d.add(x) == intake::duplicate);
  CHECK(d.drain().empty());
  CHECK(d.assembler.position(btc) == qty("1"));
}

TEST_CASE("one batch per master order is in flight at a time") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  const auto first = d.next();
  REQUIRE(first);
  for (int i = 0; i < 200; ++i)
    d.add(fill("O1", side::buy, "0.01", "101", 6 + i));
  CHECK_FALSE(d.next());
  d.assembler.done(first->id);
  const auto second = d.next();
  REQUIRE(second);
  CHECK(second->batch == 1);
  CHECK(second->quantity == qty("2"));
  CHECK(second->id.str() == "O1@3");
  CHECK(second->executions.size() == 200);
  CHECK_FALSE(d.next());
}

TEST_CASE("a batch that is in flight holds up no other order") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  REQUIRE(d.next());
  d.add(fill("O2", side::buy, "1", "100", 6));
  const auto s = d.next();
  REQUIRE(s);
  CHECK(s->id.order == order_id{"O2"});
}

TEST_CASE("an entry waits for its equity and an exit does not") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.drain();
  d.add(fill("O2", side::buy, "1", "100", 6));
  d.add(fill("O3", side::sell, "0.5", "100", 7));
  const auto s = d.assembler.next(d.context, pairs());
  REQUIRE(s);
  CHECK(s->id.order == order_id{"O3"});
  CHECK(s->fraction == part("0.5"));
  CHECK_FALSE(d.assembler.next(d.context, pairs()));
  d.assembler.set_equity(order_id{"O2"}, std::nullopt);
  const auto blind = d.assembler.next(d.context, pairs());
  REQUIRE(blind);
  CHECK_FALSE(blind->equity_before);
}

TEST_CASE("the first amount of an order's equity stays") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.assembler.set_equity(order_id{"O1"}, usd("1000"));
  d.assembler.set_equity(order_id{"O1"}, usd("5000"));
  CHECK(d.drain().front().equity_before == usd("1000"));
  d.add(fill("O1", side::buy, "1", "100", 9));
  CHECK(d.drain().front().equity_before == usd("1000"));
}

TEST_CASE("a batch of several prices has their average, rounded down") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.add(fill("O1", side::buy, "2", "101", 5));
  const auto s = d.drain().front();
  CHECK(s.quantity == qty("3"));
  CHECK(s.price == px("100.666666666666666666"));
}

TEST_CASE("exits are fractions of the tracked position of the base asset") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.add(fill("O2", side::buy, "2", "90", 6, btc_eur));
  d.drain();
  d.add(fill("O3", side::sell, "1", "100", 7));
  auto s = d.drain().front();
  CHECK(s.position_before == qty("3"));
  CHECK(s.position_after == qty("2"));
  CHECK(s.fraction == part("0.333333333333333333"));
  // What was bought for USD closes when sold for EUR.
  d.add(fill("O4", side::sell, "2", "90", 8, btc_eur));
  s = d.drain().front();
  CHECK(s.symbol == btc_eur);
  CHECK(s.fraction == part("1"));
  CHECK(d.assembler.position(btc).is_zero());
}

TEST_CASE("coins from before enrolment stay private") {
  desk d;
  d.add(fill("O1", side::sell, "4", "100", 4));
  CHECK(d.drain().empty());
  auto notes = d.assembler.take_notes();
  REQUIRE(notes.size() == 1);
  CHECK(notes.front().why == reason::nothing_to_sell);
  d.add(fill("O2", side::buy, "1", "100", 5));
  d.add(fill("O3", side::sell, "3", "100", 6));
  const auto all = d.drain();
  // The sale went first and took what was bought with it: nothing to copy.
  CHECK(all.empty());
  CHECK(d.assembler.position(btc).is_zero());
}

TEST_CASE("selling more than is tracked is a full close") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.drain();
  d.add(fill("O2", side::sell, "3", "100", 6));
  const auto s = d.drain().front();
  CHECK(s.fraction == part("1"));
  CHECK(s.position_after.is_zero());
}

TEST_CASE("adopted coins count in the position") {
  desk d{{.adopt_existing = true}};
  d.assembler.adopt(btc, qty("3"));
  d.add(fill("O1", side::sell, "1.5", "100", 5));
  CHECK(d.drain().front().fraction == part("0.5"));
}

TEST_CASE("a remainder below the master's minimum counts as a full close") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100000", 5));
  d.drain();
  d.add(fill("O2", side::sell, "0.99996", "100000", 6));
  const auto s = d.drain().front();
  CHECK(s.fraction == part("1"));
  CHECK(s.position_after == qty("0.00004"));
}

TEST_CASE("fees taken in base lower the tracked position") {
  desk d;
  auto x = fill("O1", side::buy, "1", "100", 5);
  x.fees = {{btc, dec("0.004")}};
  d.add(x);
  const auto s = d.drain().front();
  CHECK(s.quantity == qty("1"));
  CHECK(s.position_after == qty("0.996"));
}

TEST_CASE("what is not copied says so once per order") {
  desk d;
  auto margin = fill("O1", side::buy, "1", "100", 5);
  margin.margin = true;
  CHECK(d.add(margin) == intake::not_copied);
  CHECK(d.add(fill("O2", side::buy, "100", "1.1", 5, eur_usd))
        == intake::not_copied);
  CHECK(d.add(fill("O2", side::buy, "100", "1.1", 6, eur_usd))
        == intake::not_copied);
  CHECK(d.add(fill("O3", side::buy, "1", "0.05", 5, eth_btc))
        == intake::not_copied);
  CHECK(d.add(fill("O4", side::buy, "1", "5", 5, symbol_id{"NEW/USD"}))
        == intake::not_copied);
  CHECK(d.drain().empty());
  const auto notes = d.assembler.take_notes();
  REQUIRE(notes.size() == 4);
  CHECK(notes[0].words == "margin orders are not copied");
  CHECK(notes[1].words == "EUR/USD only exchanges one money for another");
  CHECK(notes[2].words == "ETH/BTC is priced in BTC, not in money");
  CHECK(notes[3].why == reason::unknown_instrument);
  CHECK(d.assembler.take_notes().empty());
}

TEST_CASE("conversions and crypto-quoted pairs are copied where configured") {
  desk d{{.copy_cash_conversions = true, .copy_crypto_quoted = true}};
  d.add(fill("O2", side::buy, "100", "1.1", 5, eur_usd));
  d.add(fill("O3", side::buy, "1", "0.05", 6, eth_btc));
  CHECK(d.drain().size() == 2);
}

TEST_CASE("coins sold for other coins leave the tracked position") {
  desk d;
  d.add(fill("O1", side::buy, "1", "3000", 5, eth_usd));
  d.drain();
  CHECK(d.add(fill("O2", side::sell, "0.5", "0.05", 6, eth_btc))
        == intake::not_copied);
  d.add(fill("O3", side::sell, "0.5", "3000", 7, eth_usd));
  CHECK(d.drain().front().fraction == part("1"));
}

TEST_CASE("executions with a key of ours never become signals") {
  desk d;
  auto x = fill("O1", side::buy, "1", "100", 5);
  x.key = order_key{"ours"};
  CHECK(d.add(x) == intake::ours);
  x.key = order_key{"his own"};
  CHECK(d.add(x) == intake::taken);
}

TEST_CASE("orders that began before enrolment are not copied") {
  desk d;
  CHECK(d.add(fill("O1", side::buy, "1", "100", -1)) == intake::too_old);
  CHECK(d.add(fill("O1", side::buy, "1", "100", 1)) == intake::too_old);
  CHECK(d.assembler.take_notes().size() == 1);
  CHECK(d.drain().empty());
  // But what such an order sells of tracked coins is an exit.
  d.add(fill("O2", side::buy, "1", "100", 2));
  d.drain();
  CHECK(d.add(fill("O3", side::sell, "1", "100", -1)) == intake::too_old);
  CHECK(d.add(fill("O3", side::sell, "1", "100", 3)) == intake::taken);
  CHECK(d.drain().size() == 1);
}

TEST_CASE("entries freeze while executions and volume disagree") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.assembler.report(closed("O1", "1.5"), at(10));
  CHECK(d.assembler.disagreeing() == std::vector{order_id{"O1"}});
  CHECK_FALSE(d.assembler.frozen(at(14)));
  CHECK(d.assembler.frozen(at(15)));
  CHECK(d.drain().front().barred == reason::executions_disagree);
  CHECK_FALSE(d.assembler.finished(order_id{"O1"}));
  d.add(fill("O2", side::sell, "0.5", "100", 16));
  CHECK(d.drain().front().barred == reason::none);
  d.add(fill("O1", side::buy, "0.5", "100", 6));
  CHECK_FALSE(d.assembler.frozen(at(200)));
  CHECK(d.drain().front().barred == reason::none);
  CHECK(d.assembler.finished(order_id{"O1"}));
}

TEST_CASE("a closed order without any execution known is a disagreement") {
  desk d;
  d.assembler.report(closed("O1", "1"), at(10));
  CHECK(d.assembler.frozen(at(20)));
  d.add(fill("O1", side::buy, "1", "100", 5));
  CHECK_FALSE(d.assembler.frozen(at(20)));
}

TEST_CASE("reports that prove nothing freeze nothing") {
  desk d;
  auto before = closed("O1", "1");
  before.opened = at(-5);
  d.assembler.report(before, at(10));
  d.assembler.report(closed("O2", "0"), at(10));
  auto ours = closed("O3", "1");
  ours.key = order_key{"ours"};
  d.assembler.report(ours, at(10));
  auto open = closed("O4", "1");
  open.state = order_state::partially_filled;
  d.assembler.report(open, at(10));
  CHECK_FALSE(d.assembler.frozen(at(1000)));
}

TEST_CASE("a late report of an open order does not replace its end") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.assembler.report(closed("O1", "1"), at(10));
  auto open = closed("O1", "0.5");
  open.state = order_state::partially_filled;
  d.assembler.report(open, at(11));
  d.drain();
  CHECK(d.assembler.finished(order_id{"O1"}));
}

TEST_CASE("what was bought and sold again in an outage is netted") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.add(fill("O2", side::sell, "0.4", "100", 6));
  d.add(fill("O3", side::buy, "2", "100", 7));
  const auto all = d.drain();
  REQUIRE(all.size() == 2);
  CHECK(all[0].id.order == order_id{"O1"});
  CHECK(all[0].quantity == qty("0.6"));
  CHECK(all[1].quantity == qty("2"));
  CHECK(d.assembler.position(btc) == qty("2.6"));
}

TEST_CASE("a sale that became known before its purchase cancels it") {
  desk d;
  d.add(fill("O2", side::sell, "1", "100", 6));
  CHECK(d.drain().empty());
  d.add(fill("O1", side::buy, "1", "100", 5));
  CHECK(d.drain().empty());
  CHECK(d.assembler.position(btc).is_zero());
}

TEST_CASE("positions before an order are those of its first execution") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  d.add(fill("O2", side::buy, "2", "3000", 6, eth_usd));
  d.add(fill("O3", side::buy, "1", "100", 7));
  d.add(fill("O4", side::sell, "1", "100", 8));
  const auto before = d.assembler.positions_before(order_id{"O3"}, {});
  CHECK(before
        == std::map<asset_id, quantity>{{btc, qty("1")}, {eth, qty("2")}});
  CHECK(d.assembler.positions_before(order_id{"O1"}, {}).empty());
}

TEST_CASE("what the ledger shows in an order's moment is no position before") {
  desk d;
  d.add(fill("O1", side::buy, "1", "100", 5));
  const auto other = fill("O2", side::buy, "2", "100", 6);
  d.add(other); // a moment earlier by its own time
  d.add(fill("O3", side::buy, "2", "3000", 7, eth_usd));
  CHECK(d.assembler.positions_before(order_id{"O3"}, {other.id})
        == std::map<asset_id, quantity>{{btc, qty("1")}});
}

TEST_CASE("a restart between two fills ends in the same totals") {
  desk before;
  std::vector<execution> fills;
  for (int i = 0; i < 6; ++i)
    fills.push_back(fill(i < 4 ? "O1" : "O2", i < 4 ? side::buy : side::sell,
                         "0.7", "100", 5 + i));
  for (size_t killed_after = 0; killed_after <= fills.size(); ++killed_after) {
    desk first;
    std::vector<signal> journal;
    for (size_t i = 0; i < killed_after; ++i) {
      first.add(fills[i]);
      for (auto& s : first.drain())
        journal.push_back(std::move(s));
    }
    for (const size_t kept : {fills.size(), size_t{2}, size_t{0}}) {
      desk second;
      const std::span observed{fills.data(), std::min(kept, killed_after)};
      for (const auto& s : journal)
        second.assembler.restore(s, observed, true);
      for (const auto& x : fills) // the history, again from the start
        second.add(x);
      second.drain();
      CHECK(second.assembler.position(btc) == qty("1.4"));
      CHECK(second.assembler.executed(order_id{"O1"}) == qty("2.8"));
      CHECK(second.assembler.executed(order_id{"O2"}) == qty("1.4"));
      CHECK(second.assembler.idle());
    }
  }
}

TEST_CASE("a restored signal that nobody answered is still in flight") {
  desk first;
  first.add(fill("O1", side::buy, "1", "100", 5));
  const auto s = first.next();
  desk second;
  second.assembler.restore(*s, {}, false);
  second.add(fill("O1", side::buy, "1", "100", 6));
  CHECK_FALSE(second.next());
  second.assembler.done(s->id);
  const auto next = second.next();
  REQUIRE(next);
  CHECK(next->batch == 1);
  CHECK(next->id.str() == "O1@2");
  CHECK(next->equity_before == usd("1000"));
}

TEST_CASE("executions in any order, number and grouping give one total") {
  std::mt19937_64 random{20260801};
  for (int round = 0; round < 300; ++round) {
    std::vector<execution> fills;
    for (int i = 0; i < 12; ++i) {
      const bool buys = random() % 3 != 0;
      fills.push_back(fill(fmt::format("{}{}", buys ? "B" : "S", random() % 3),
                           buys ? side::buy : side::sell,
                           fmt::format("{}", 1 + random() % 5),
                           fmt::format("{}", 100 + random() % 3), i));
    }
    desk in_order;
    for (const auto& x : fills)
      in_order.add(x);
    in_order.drain();

    auto mixed = fills;
    mixed.insert(mixed.end(), fills.begin(), fills.begin() + 5);
    std::ranges::shuffle(mixed, random);
    desk shuffled;
    quantity entered;
    for (const auto& x : mixed) {
      shuffled.add(x);
      if (random() % 2 == 0)
        for (const auto& s : shuffled.drain()) {
          CHECK(s.fraction <= part("1"));
          CHECK(s.quantity.is_positive());
        }
    }
    shuffled.drain();
    CHECK(shuffled.assembler.position(btc) == in_order.assembler.position(btc));
    CHECK(shuffled.assembler.position(btc)
          == shuffled.assembler.known_position(btc));
    for (const auto* id : {"B0", "B1", "B2", "S0", "S1", "S2"})
      CHECK(shuffled.assembler.executed(order_id{id})
            == in_order.assembler.executed(order_id{id}));
  }
}

TEST_CASE("signals chain the position from one to the next") {
  std::mt19937_64 random{7};
  for (int round = 0; round < 200; ++round) {
    desk d;
    quantity position;
    for (int i = 0; i < 15; ++i) {
      const bool buys = random() % 2 == 0;
      d.add(fill(fmt::format("{}{}", buys ? "B" : "S", random() % 4),
                 buys ? side::buy : side::sell,
                 fmt::format("{}", 1 + random() % 5), "100",
                 static_cast<int64_t>(random() % 20)));
      for (const auto& s : d.drain()) {
        CHECK(s.position_before == position);
        position = s.position_after;
      }
      CHECK(position == d.assembler.position(btc));
    }
  }
}
