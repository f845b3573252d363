// The cases of exactness, from the master's executions to the last copy book,
// with an exchange that executes whatever is sent.

#include "copytrade/ledger.hpp"
#include "copytrade/plan.hpp"
#include "copytrade/signals.hpp"
#include "test/copytrade/kit.hpp"

#include <algorithm>
#include <map>

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

/// One follower: wallet, book and shares, deciding by the real functions.
struct copier {
  account_id name;
  balance wallet;
  copy_book book{btc};
  std::map<order_id, order_share> shares;
  follower_settings settings;
  std::vector<planned_order> unknown; ///< sent, and nobody knows
  bool replies_lost = false;
  uint32_t attempts = 0;
  std::vector<row> rows;

  copier(std::string id, std::string_view cash) : name{std::move(id)} {
    wallet = funds(cash);
    wallet.holdings[btc].total = dec("3"); // from before: his own
    settings.limits.max_user_risk = part("0.5");
  }

  [[nodiscard]] account_facts account(timestamp now) const {
    account_facts facts;
    facts.account = name;
    facts.now = now;
    auto fresh = wallet;
    fresh.as_of = now;
    facts.funds = shared(fresh);
    return facts;
  }

  /// The exchange executes an order at a price, without fees.
  void execute(const order_request& o, price p, timestamp now) {
    const auto x = our_fill(o.key, o.side, o.quantity, p, now);
    const auto signed_cost = o.side == side::buy ? -x.cost : x.cost;
    const auto moved = o.side == side::buy ? o.quantity : -o.quantity;
    wallet.holdings[usd_asset].total += signed_cost.value();
    wallet.holdings[btc].total += moved.value();
    CHECK(book.apply(x) == copy_book::applied::taken);
    CHECK(book.apply(x) == copy_book::applied::duplicate);
    book.close(o.key);
  }

  void send(const planned_order& o, price p, timestamp now) {
    if (replies_lost)
      unknown.push_back(o);
    else
      execute(o.request, p, now);
  }

  void resolve(price p, timestamp now) {
    for (const auto& o : std::exchange(unknown, {}))
      execute(o.request, p, now);
  }

  void enter(const signal& s, timestamp now) {
    const auto who = account(now);
    const copy_rules rules;
    const entry_facts facts{s,
                            who,
                            settings,
                            rules,
                            at(-100),
                            &pair_of(btc_usd),
                            shares[s.id.order],
                            {{btc, book.position()}},
                            book.target(),
                            decimal{},
                            ratio{}};
    const auto plan = plan_entry(facts);
    shares[s.id.order] = plan.share;
    rows.push_back(row_of(facts, plan));
    if (!plan.order)
      return;
    book.enter(plan.order->request.key, plan.order->request.quantity);
    send(*plan.order, s.price, now);
  }

  void sell_what_is_due(const signal& s, timestamp now) {
    const auto who = account(now);
    const auto plan
      = plan_exit({who, book, settings, &pair_of(btc_usd), std::nullopt,
                   s.price, purpose_of(s, name, leg::exit(attempts++)), 0});
    rows.push_back(row_of(s, who, plan));
    if (!plan.order)
      return;
    book.sell(plan.order->request.key, plan.order->request.quantity);
    send(*plan.order, s.price, now);
  }

  void on(const signal& s, timestamp now) {
    if (s.direction == direction::entry) {
      enter(s, now);
      return;
    }
    book.exit(s.id, kept_by(s), smallest_order(pair_of(btc_usd), s.price));
    sell_what_is_due(s, now);
  }
};

/// The master with $1,000 and his followers.
struct world {
  signal_assembler assembler{{"kraken", account_id{"master"}, at(0), {}},
                             [](const order_key& key) { return !key.empty(); }};
  copier half{"half", "500"};
  copier quarter{"quarter", "250"};
  notional equity = usd("1000");
  std::vector<signal> journal;

  /// Everything that is ready goes out, at the price of the signal.
  void settle(int64_t now) {
    for (const auto& id : assembler.needs_equity())
      assembler.set_equity(id, equity);
    const batch_context context{{{btc, px("100000")}},
                                {half.name, quarter.name},
                                at(now)};
    while (const auto s = assembler.next(context, pairs())) {
      journal.push_back(*s);
      half.on(*s, at(now));
      quarter.on(*s, at(now));
      assembler.done(s->id);
    }
  }

  void master(std::string order, side s, std::string_view q, int64_t time,
              std::string_view p = "100000") {
    assembler.add(fill(std::move(order), s, q, p, time), pairs());
    settle(time);
  }

  void check_own_coins() const {
    for (const auto* who : {&half, &quarter}) {
      CHECK(who->wallet.of(btc).total
            == dec("3") + who->book.position().value());
      CHECK(who->book.sold() <= who->book.bought());
      CHECK(who->book.position() <= who->book.target());
    }
  }
};

} // namespace

TEST_CASE("a hundred of a thousand is fifty and twenty-five, to the lot") {
  world w;
  w.half.settings.limits.max_user_risk = part("0.1"); // the default fits
  w.quarter.settings.limits.max_user_risk = part("0.1");
  w.master("O1", side::buy, "0.001", 1);
  CHECK(w.half.book.position() == qty("0.0005"));
  CHECK(w.quarter.book.position() == qty("0.00025"));
  CHECK(w.half.wallet.of(usd_asset).total == dec("450"));
  CHECK(w.quarter.wallet.of(usd_asset).total == dec("225"));
  w.check_own_coins();
}

TEST_CASE("half sold, then all: books are empty, own coins are there") {
  world w;
  w.master("O1", side::buy, "0.002", 1);
  w.master("O2", side::sell, "0.001", 2);
  CHECK(w.half.book.position() == qty("0.0005"));
  CHECK(w.quarter.book.position() == qty("0.00025"));
  w.check_own_coins();
  w.master("O3", side::sell, "0.001", 3);
  CHECK(w.half.book.position().is_zero());
  CHECK(w.quarter.book.position().is_zero());
  CHECK(w.half.wallet.of(usd_asset).total == dec("500"));
  w.check_own_coins();
}

TEST_CASE("seven parts, some below the minimum, end at the ratio") {
  world w;
  for (const auto* part_of_it : {"0.00003", "0.0004", "0.00002", "0.0000501",
                                 "0.0009", "0.00001", "0.0005899"})
    w.master("O1", side::buy, part_of_it, 1);
  CHECK(w.journal.size() == 7);
  CHECK(w.half.book.position() == qty("0.001"));
  CHECK(w.quarter.book.position() == qty("0.0005"));
  CHECK(std::ranges::count(w.quarter.rows, reason::carried, &row::why) == 4);
  for (const auto& [order, share] : w.quarter.shares)
    CHECK(carried(share, ratio{decimal{1}}).is_zero());
}

TEST_CASE("a deposit between two parts only changes the next order") {
  world w;
  w.master("O1", side::buy, "0.001", 1);
  w.half.wallet.holdings[usd_asset].total += dec("1000");
  w.equity = usd("3000"); // the master deposits as well
  w.master("O1", side::buy, "0.001", 2);
  CHECK(w.half.book.position() == qty("0.001"));
  w.equity = usd("1000");
  w.master("O2", side::buy, "0.001", 3);
  CHECK(w.half.book.position() == qty("0.0025"));
}

TEST_CASE("two interleaved orders are copied each at its own equity") {
  world w;
  w.master("A", side::buy, "0.001", 1);
  w.equity = usd("2000");
  w.master("B", side::buy, "0.001", 2);
  w.master("A", side::buy, "0.001", 3);
  w.master("B", side::buy, "0.001", 4);
  CHECK(w.half.book.position() == qty("0.0015"));
}

TEST_CASE("an exit while the entry is unknown sells what turns up") {
  world w;
  w.half.replies_lost = true;
  w.master("O1", side::buy, "0.001", 1);
  w.master("O2", side::sell, "0.0005", 2);
  CHECK(w.half.book.position().is_zero());
  CHECK(w.half.book.target() == qty("0.00025"));
  CHECK(w.half.unknown.size() == 1);
  w.half.replies_lost = false;
  w.half.resolve(px("100000"), at(30));
  w.half.sell_what_is_due(w.journal.back(), at(30));
  CHECK(w.half.book.position() == qty("0.00025"));
  w.master("O3", side::sell, "0.0005", 40);
  CHECK(w.half.book.position().is_zero());
  w.check_own_coins();
}

TEST_CASE("a follower's manual sale is neither repaired nor oversold") {
  world w;
  w.master("O1", side::buy, "0.002", 1);
  auto& follower = w.half;
  follower.wallet.holdings[btc].total = dec("0.0004"); // sold nearly all
  const auto taken = follower.book.missing(qty("0.0004"));
  REQUIRE(taken);
  follower.book.clip(*taken);
  w.master("O2", side::sell, "0.001", 2);
  CHECK(follower.book.position() == qty("0.0002"));
  w.master("O3", side::sell, "0.001", 3);
  CHECK(follower.book.position().is_zero());
  CHECK(follower.wallet.of(btc).total.is_zero());
  CHECK(w.quarter.book.position().is_zero());
}

TEST_CASE("an app sale of the quote for euro closes what dollars bought") {
  world w;
  w.master("O1", side::buy, "0.002", 1);
  w.assembler.add(fill("O2", side::sell, "0.002", "90000", 2, btc_eur),
                  pairs());
  w.settle(2);
  CHECK(w.half.book.position().is_zero());
  w.check_own_coins();
}

TEST_CASE("killed between fills and restarted, the totals are the same") {
  const std::vector<std::pair<side, std::string>> trades{
    {side::buy, "0.0003"},  {side::buy, "0.0011"}, {side::buy, "0.0006"},
    {side::sell, "0.0007"}, {side::buy, "0.0005"}, {side::sell, "0.0009"}};
  std::vector<execution> fills;
  for (size_t i = 0; i < trades.size(); ++i)
    fills.push_back(fill(fmt::format("O{}", i / 3), trades[i].first,
                         trades[i].second, "100000",
                         static_cast<int64_t>(1 + i)));
  fills[3].order = order_id{"S1"};
  fills[5].order = order_id{"S2"};

  world never_killed;
  for (const auto& x : fills) {
    never_killed.assembler.add(x, pairs());
    never_killed.settle(10);
  }
  const auto live = never_killed.half.book.position();
  const auto live_quarter = never_killed.quarter.book.position();
  for (size_t killed = 0; killed <= fills.size(); ++killed) {
    world before;
    for (size_t i = 0; i < killed; ++i) {
      before.assembler.add(fills[i], pairs());
      before.settle(10);
    }
    world after;
    after.half = before.half;
    after.quarter = before.quarter;
    for (const auto& s : before.journal)
      after.assembler.restore(s, fills, true);
    for (const auto& x : fills) {
      after.assembler.add(x, pairs());
      after.settle(10);
    }
    CHECK(after.half.book.position() == live);
    CHECK(after.quarter.book.position() == live_quarter);
    CHECK(after.assembler.position(btc) == qty("0.0009"));
    after.check_own_coins();
  }
}

TEST_CASE("random trading never touches a follower's own coins") {
  std::mt19937_64 random{20260801};
  for (int round = 0; round < 100; ++round) {
    world w;
    for (int i = 1; i < 40; ++i) {
      const bool buys = random() % 2 == 0;
      w.half.replies_lost = random() % 4 == 0;
      w.master(fmt::format("{}{}", buys ? "B" : "S", random() % 5),
               buys ? side::buy : side::sell,
               fmt::format("0.000{:02}", 1 + random() % 99), i);
      if (!w.half.replies_lost) {
        w.half.resolve(px("100000"), at(i));
        w.half.sell_what_is_due(w.journal.empty()
                                  ? entry_signal("none", "1", "1", "1")
                                  : w.journal.back(),
                                at(i));
      }
    }
    w.half.replies_lost = false;
    w.half.resolve(px("100000"), at(50));
    for (const auto* who : {&w.half, &w.quarter}) {
      CHECK(who->book.oversold().is_zero());
      CHECK(who->wallet.of(btc).total >= dec("3"));
      CHECK(who->wallet.of(btc).total
            == dec("3") + who->book.position().value());
    }
    // The master closes everything: so do the books, to the dust.
    w.master("LAST", side::sell, "10", 60);
    for (auto* who : {&w.half, &w.quarter})
      CHECK((w.journal.empty() || who->book.target().is_zero()));
  }
}
