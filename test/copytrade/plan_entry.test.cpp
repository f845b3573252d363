#include "copytrade/plan.hpp"
#include "test/copytrade/kit.hpp"

#include <algorithm>

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

/// A follower with $500 and a master's $100 of $1,000; all is well.
struct desk {
  signal what = entry_signal("O1", "0.001", "100000", "1000");
  account_facts account;
  follower_settings settings;
  copy_rules rules;
  instrument pair = pair_of(btc_usd);
  bool listed = true;
  timestamp joined = at(-100);
  order_share share;
  position_table positions;
  quantity target;
  decimal reserved;
  ratio fee = part("0.004");

  desk() {
    account.account = account_id{"half"};
    account.now = at(1);
    account.funds = shared(funds("500", at(1)));
  }

  [[nodiscard]] entry_facts facts() const {
    return {what,     account,   settings,
            rules,    joined,    listed ? &pair : nullptr,
            share,    positions, target,
            reserved, fee};
  }

  [[nodiscard]] entry_plan plan() const { return plan_entry(facts()); }

  /// Plans, and checks that nothing is ordered for that reason.
  void denied(reason why) const {
    const auto p = plan();
    CHECK_FALSE(p.order);
    REQUIRE(p.limit);
    CHECK(to_string(p.limit->why) == to_string(why));
    CHECK_FALSE(p.limit->measured.empty());
    const auto r = row_of(facts(), p);
    CHECK(is_final(r.outcome));
    CHECK(r.why == why);
    CHECK_FALSE(r.words.empty());
  }
};

} // namespace

TEST_CASE("an entry is a marketable limit that never pays above slippage") {
  desk d;
  d.what.quantity = qty("0.0009");
  d.what.price = px("100000.33");
  const auto p = d.plan();
  REQUIRE(p.order);
  const auto& o = p.order->request;
  CHECK(o.side == side::buy);
  CHECK(o.type == order_type::limit);
  CHECK(o.lifetime == time_in_force::immediate_or_cancel);
  CHECK(o.quantity == qty("0.00045"));
  CHECK(o.limit == px("100500.3"));
  CHECK(o.deadline == at(11));
  CHECK(o.key == key_of(purpose_of(d.what, account_id{"half"}, leg::entry())));
  CHECK(p.order->hold.asset == usd_asset);
  CHECK(p.order->hold.amount == dec("45.40605"));
}

TEST_CASE("the same signal gives the same order on every run") {
  const desk a;
  const desk b;
  CHECK(a.plan().order == b.plan().order);
  CHECK(row_of(a.facts(), a.plan()) == row_of(b.facts(), b.plan()));
}

TEST_CASE("a planned entry has an open row with what was intended") {
  const desk d;
  const auto r = row_of(d.facts(), d.plan());
  CHECK(r.outcome == outcome::unresolved);
  CHECK(r.signal == d.what.id);
  CHECK(r.follower == account_id{"half"});
  CHECK(r.intended == qty("0.0005"));
  CHECK(r.ordered == qty("0.0005"));
  CHECK_FALSE(r.key.empty());
}

TEST_CASE("each state of the account that bars entries has its reason") {
  desk d;
  SECTION("joined after the order began") {
    d.joined = at(1);
    d.denied(reason::joined_later);
  }
  SECTION("account out of service") {
    d.account.barred = reason::credentials_refused;
    d.account.barred_words = "EAPI:Invalid key";
    d.denied(reason::credentials_refused);
  }
  SECTION("entries halted") {
    d.account.entries_halted = true;
    d.denied(reason::halted);
  }
  SECTION("everything halted") {
    d.account.all_halted = true;
    d.denied(reason::halted);
  }
  SECTION("paused") {
    d.account.paused = true;
    d.denied(reason::paused);
  }
  SECTION("venue in maintenance") {
    d.account.venue = trading_status::maintenance;
    d.denied(reason::venue_not_trading);
  }
  SECTION("balance not known") {
    d.account.funds = nullptr;
    d.denied(reason::balance_unavailable);
  }
  SECTION("balance too old") {
    d.account.funds = shared(funds("500", at(-120)));
    d.denied(reason::balance_unavailable);
  }
  SECTION("no equity") {
    d.account.funds = shared(funds("0", at(1)));
    d.denied(reason::no_equity);
  }
  SECTION("no price for what is held") {
    d.positions = {{eth, qty("1")}};
    d.denied(reason::equity_unknown);
  }
}

TEST_CASE("each flaw of a signal for this follower has its reason") {
  desk d;
  SECTION("executions disagree") {
    d.what.barred = reason::executions_disagree;
    d.denied(reason::executions_disagree);
  }
  SECTION("too old") {
    d.account.now = at(61);
    d.denied(reason::stale_signal);
    CHECK(d.plan().limit->words() == "61 s old, required: at most 60 s");
    CHECK(row_of(d.facts(), d.plan()).outcome == outcome::expired);
  }
  SECTION("master's equity unknown") {
    d.what.equity_before = std::nullopt;
    d.denied(reason::equity_unknown);
  }
  SECTION("pair not listed") {
    d.listed = false;
    d.denied(reason::unknown_instrument);
  }
  SECTION("pair post-only") {
    d.pair.status = trading_status::post_only;
    d.denied(reason::pair_not_tradable);
  }
  SECTION("master order too large") {
    d.settings.limits.max_master_order = usd("99.99");
    d.denied(reason::master_order_cap);
  }
  SECTION("below the minimum") {
    d.account.funds = shared(funds("40", at(1)));
    d.denied(reason::carried);
  }
  SECTION("cash reserved by others") {
    d.reserved = dec("499");
    d.denied(reason::insufficient_cash);
  }
}

TEST_CASE("a signal of exactly the largest age is still entered") {
  desk d;
  d.account.now = at(60);
  CHECK(d.plan().order);
}

TEST_CASE("limit-only trading takes entries") {
  desk d;
  d.account.venue = trading_status::limit_only;
  d.pair.status = trading_status::limit_only;
  CHECK(d.plan().order);
}

TEST_CASE("all checks are listed by the functions that decide") {
  desk d;
  const auto fine = entry_gates(d.facts());
  CHECK(fine.size() == 14);
  CHECK(std::ranges::all_of(fine, &gate::pass));
  CHECK_FALSE(first_refusal(d.facts()));
  d.account.paused = true;
  d.account.funds = nullptr;
  d.listed = false;
  const auto all = entry_gates(d.facts());
  CHECK(all.size() == 14);
  const auto first = std::ranges::find(all, false, &gate::pass);
  REQUIRE(first != all.end());
  CHECK(first->name == "pause");
  CHECK(first_refusal(d.facts())->name == "pause");
  CHECK(std::ranges::count(all, false, &gate::pass) == 6);
  for (const auto& g : all)
    if (!g.pass) {
      CHECK(g.found.why != reason::none);
      CHECK_FALSE(g.found.measured.empty());
    }
  CHECK(account_gates(d.account).size() == 5);
}

TEST_CASE("a deposit between two parts does not change the second") {
  desk d;
  d.what.quantity = qty("0.0005");
  auto p = d.plan();
  CHECK(p.order->request.quantity == qty("0.00025"));
  d.share = p.share;
  d.account.funds = shared(funds("5000", at(1)));
  d.what.equity_before = usd("9000");
  p = d.plan();
  CHECK(p.order->request.quantity == qty("0.00025"));
  d.share = {};
  d.what.equity_before = usd("1000");
  p = d.plan();
  CHECK(p.order->request.quantity == qty("0.0025"));
}

TEST_CASE("a part that was denied is not made up for by a later one") {
  desk d;
  d.account.paused = true;
  const auto first = d.plan();
  CHECK_FALSE(first.order);
  d.share = first.share;
  d.account.paused = false;
  CHECK(d.plan().order->request.quantity == qty("0.0005"));
}

TEST_CASE("a carried part waits in the share that the plan returns") {
  desk d;
  d.what.quantity = qty("0.00008");
  const auto first = d.plan();
  CHECK(first.limit->why == reason::carried);
  CHECK(row_of(d.facts(), first).outcome == outcome::skipped);
  d.share = first.share;
  d.what.quantity = qty("0.00092");
  CHECK(d.plan().order->request.quantity == qty("0.0005"));
}

TEST_CASE("tracked positions count in the follower's equity") {
  desk d;
  auto own = funds("400", at(1));
  own.holdings[btc] = {dec("9"), {}}; // most from before
  d.account.funds = shared(own);
  d.positions = {{btc, qty("0.001")}};
  CHECK(d.plan().order->request.quantity == qty("0.0005"));
}

TEST_CASE("an allocation bounds the copy") {
  desk d;
  d.settings.allocation = usd("100");
  CHECK(d.plan().order->request.quantity == qty("0.0001"));
}

TEST_CASE("a clipped entry says so in its row") {
  desk d;
  d.settings.limits.max_user_risk = part("0.05");
  const auto p = d.plan();
  REQUIRE(p.order);
  CHECK(p.order->request.quantity == qty("0.00025"));
  const auto r = row_of(d.facts(), p);
  CHECK(r.why == reason::risk_cap);
  CHECK(r.words == "50.00 in this master order, required: at most 25.00");
}

TEST_CASE("a pair in other money needs that money and its price") {
  desk d;
  d.what.symbol = btc_eur;
  d.what.quote = asset_id{"EUR"};
  d.pair = pair_of(btc_eur);
  d.denied(reason::equity_unknown);
  d.what.marks[asset_id{"EUR"}] = px("1.1");
  d.denied(reason::insufficient_cash);
  auto own = *d.account.funds;
  own.holdings[asset_id{"EUR"}] = {dec("100"), {}};
  d.account.funds = shared(own);
  d.what.price = px("90000");
  CHECK(d.plan().order->hold.asset == asset_id{"EUR"});
}
