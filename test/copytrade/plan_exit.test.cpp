#include "copytrade/plan.hpp"
#include "test/copytrade/kit.hpp"

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

/// A follower who holds 0.01 BTC by our orders, all of it to be sold.
struct desk {
  account_facts account;
  copy_book book{btc};
  follower_settings settings;
  instrument pair = pair_of(btc_usd);
  bool listed = true;
  std::optional<quantity> wallet = qty("5");
  std::optional<price> last = px("100000");
  uint32_t rung = 0;

  desk() {
    account.account = account_id{"half"};
    account.now = at(1);
    const order_key key{"entry"};
    book.enter(key, qty("0.01"));
    book.apply(our_fill(key, side::buy, qty("0.01"), px("100000"), at(0)));
    book.close(key);
    book.exit({order_id{"X"}, qty("1")}, kept_share::nothing(), {});
  }

  [[nodiscard]] exit_plan plan() const {
    return plan_exit(
      {account,
       book,
       settings,
       listed ? &pair : nullptr,
       wallet,
       last,
       {"kraken", order_id{"X"}, qty("1"), account.account, leg::exit(rung)},
       rung});
  }

  void waits(reason why) const {
    const auto p = plan();
    CHECK_FALSE(p.order);
    CHECK(p.waits);
    CHECK(p.limit->why == why);
    const auto r = row_of(exit_signal("X", "1", "0", "100000"), account, p);
    CHECK(r.outcome == outcome::exit_pending);
  }
};

} // namespace

TEST_CASE("an exit steps down the ladder and then sells at market") {
  desk d;
  auto o = d.plan().order->request;
  CHECK(o.side == side::sell);
  CHECK(o.quantity == qty("0.01"));
  CHECK(o.type == order_type::limit);
  CHECK(o.limit == px("99500"));
  CHECK(o.lifetime == time_in_force::immediate_or_cancel);
  CHECK(o.deadline == at(11));
  const auto first = o.key;
  d.rung = 1;
  o = d.plan().order->request;
  CHECK(o.limit == px("99000"));
  CHECK(o.key != first);
  d.rung = 2;
  o = d.plan().order->request;
  CHECK(o.type == order_type::market);
  CHECK_FALSE(o.limit);
  d.rung = 9;
  CHECK(d.plan().order->request.type == order_type::market);
}

TEST_CASE("without a price an exit goes to the market at once") {
  desk d;
  d.last = std::nullopt;
  CHECK(d.plan().order->request.type == order_type::market);
}

TEST_CASE("where no market orders are taken the last step is repeated") {
  desk d;
  d.pair.status = trading_status::limit_only;
  d.rung = 5;
  CHECK(d.plan().order->request.limit == px("99000"));
  d.last = std::nullopt;
  d.waits(reason::exit_pending);
}

TEST_CASE("no entry rule stops an exit") {
  desk d;
  d.account.entries_halted = true;
  d.account.paused = true;
  d.account.barred = reason::second_engine;
  d.account.funds = nullptr;
  d.account.now = at(100'000);
  d.settings.limits.max_user_risk = part("0.000001");
  d.settings.limits.max_position = usd("0.01");
  d.settings.limits.max_master_order = usd("0.01");
  CHECK(d.plan().order);
}

TEST_CASE("what is too small to be sold waits for nothing") {
  desk d;
  d.pair.quantity_min = qty("0.02");
  d.account.venue = trading_status::maintenance;
  const auto p = d.plan();
  CHECK_FALSE(p.waits);
  CHECK(p.limit->why == reason::below_minimum);
}

TEST_CASE("an exit waits for what keeps any order from being sent") {
  desk d;
  SECTION("venue") {
    d.account.venue = trading_status::maintenance;
    d.waits(reason::venue_not_trading);
  }
  SECTION("pair") {
    d.pair.status = trading_status::cancel_only;
    d.waits(reason::pair_not_tradable);
  }
  SECTION("pair gone") {
    d.listed = false;
    d.waits(reason::unknown_instrument);
  }
  SECTION("everything halted") {
    d.account.all_halted = true;
    d.waits(reason::halted);
  }
  SECTION("account out of service") {
    d.account.barred = reason::quarantined;
    d.waits(reason::quarantined);
  }
  SECTION("coins held elsewhere") {
    d.wallet = qty("0");
    d.waits(reason::exit_pending);
  }
}

TEST_CASE("an exit never sells more than the wallet has free") {
  desk d;
  d.wallet = qty("0.004");
  const auto p = d.plan();
  CHECK(p.order->request.quantity == qty("0.004"));
  CHECK(p.order->hold == reservation{btc, dec("0.004")});
  d.wallet = std::nullopt; // not known: the venue will tell
  CHECK(d.plan().order->request.quantity == qty("0.01"));
}

TEST_CASE("what an open sale covers is not sold twice") {
  desk d;
  d.book.sell(order_key{"sale"}, qty("0.01"));
  auto p = d.plan();
  CHECK_FALSE(p.order);
  CHECK_FALSE(p.waits);
  CHECK(p.limit->why == reason::nothing_to_sell);
  d.book.close(order_key{"sale"});
  CHECK(d.plan().order);
}

TEST_CASE("dust is named once and does not wait") {
  desk d;
  d.book.apply(our_fill(order_key{"entry"}, side::buy, {}, px("1"), at(0)));
  const order_key sale{"sale"};
  d.book.sell(sale, qty("0.00999"));
  d.book.apply(our_fill(sale, side::sell, qty("0.00999"), px("100000"), at(2)));
  d.book.close(sale);
  const auto p = d.plan();
  CHECK_FALSE(p.order);
  CHECK_FALSE(p.waits);
  CHECK(p.limit->why == reason::below_minimum);
  CHECK(p.limit->words() == "0.00001 BTC, required: at least 0.00005");
  const auto r = row_of(exit_signal("X", "1", "0", "100000"), d.account, p);
  CHECK(r.outcome == outcome::skipped);
}

TEST_CASE("a follower without a position has nothing to sell") {
  desk d;
  d.book = copy_book{btc};
  d.book.exit({order_id{"X"}, qty("1")}, kept_share::nothing(), {});
  const auto p = d.plan();
  CHECK(p.limit->why == reason::nothing_to_sell);
  const auto r = row_of(exit_signal("X", "1", "0", "100000"), d.account, p);
  CHECK(r.outcome == outcome::skipped);
  CHECK(r.why == reason::nothing_to_sell);
}

TEST_CASE("one hundred closes of one position place one order") {
  desk d;
  int orders = 0;
  for (int i = 0; i < 100; ++i) {
    d.book.exit({order_id{fmt::format("X{}", i)}, qty("1")},
                kept_share::nothing(), {});
    if (const auto p = d.plan(); p.order) {
      d.book.sell(p.order->request.key, p.order->request.quantity);
      ++orders;
    }
  }
  CHECK(orders == 1);
}
