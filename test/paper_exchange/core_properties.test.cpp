#include "test/paper_exchange/core_support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <map>
#include <random>

using namespace lockstep;
using namespace lockstep::paper;

namespace {

exchange_options seeded(uint64_t seed) {
  exchange_options options;
  options.seed = seed;
  return options;
}

/// Random but repeatable customers of one exchange.
class crowd {
public:
  explicit crowd(uint64_t seed) : random_{seed}, venue_{seeded(seed)} {
    for (const auto& name : names_) {
      venue_.accounts().add(name, account_tier::pro).value();
      venue_.deposit(name, "USD", dec("4000"), now_).value();
      venue_.deposit(name, "BTC", dec("0.5"), now_).value();
    }
    must(venue_.open_market({btc_usd_, {}, {}, {}, 2}, now_));
    venue_.attach(seen_);
  }

  void act() {
    now_ += std::chrono::milliseconds{below(1500)};
    const auto& who = names_[below(names_.size())];
    switch (below(10)) {
      case 0:
        cancel_one(who);
        break;
      case 1:
        amend_one(who);
        break;
      case 2:
        venue_.advance(now_ += std::chrono::seconds{below(40)});
        break;
      case 3: // accounts have only each other until the next step
        for (const auto side : {side::buy, side::sell})
          must(venue_.clear_liquidity(btc_usd_, side, now_));
        break;
      default:
        static_cast<void>(venue_.add_order(who, random_order(), now_));
    }
  }

  void check() const {
    const auto book = venue_.depth(btc_usd_, 1);
    if (!book.bids.empty() && !book.asks.empty())
      REQUIRE(book.bids.front().price < book.asks.front().price);
    for (const auto& name : names_)
      check_account(*venue_.accounts().find(name));
    for (const auto& fill : seen_.fills)
      check_fill(fill);
  }

  [[nodiscard]] const witness& seen() const { return seen_; }
  [[nodiscard]] bool did_trade() const { return seen_.fills.size() > 20; }

private:
  uint64_t below(uint64_t n) { return random_() % n; }

  order_input random_order() {
    constexpr std::array kinds{"limit",   "limit",           "limit",
                               "market",  "stop-loss",       "take-profit",
                               "iceberg", "stop-loss-limit", "trailing-stop"};
    const std::string kind = kinds[below(kinds.size())];
    const auto volume = 10'000 + below(30'000'000);
    auto what
      = input(below(2) == 0 ? "buy" : "sell", kind,
              decimal::from_units(int128{volume} * 10'000'000'000).str());
    if (kind == "trailing-stop")
      what.price = "+0.2%";
    else if (kind != "market")
      what.price = std::string{below(2) == 0 ? "+" : "-"}
                   + std::to_string(below(20)) + ".5";
    if (kind == "stop-loss-limit")
      what.price2 = "#1.5";
    if (kind == "iceberg")
      what.displayvol = what.volume;
    constexpr std::array flags{"fciq", "fcib", "", "fciq"};
    what.oflags = flags[below(flags.size())];
    if (kind == "limit" && below(4) == 0)
      what.timeinforce = below(2) == 0 ? "IOC" : "FOK";
    if (kind == "limit" && below(6) == 0)
      what.stptype = "cancel-oldest";
    return what;
  }

  void cancel_one(const account_id& who) {
    const auto open = venue_.open_orders(who, {}, now_);
    if (!open.empty())
      static_cast<void>(
        venue_.cancel_order(who, open[below(open.size())].id.str(), now_));
  }

  void amend_one(const account_id& who) {
    const auto open = venue_.open_orders(who, {}, now_);
    if (open.empty())
      return;
    amend_input change;
    change.txid = open[below(open.size())].id.str();
    change.order_qty = "0." + std::to_string(1 + below(9));
    if (below(2) == 0)
      change.limit_price = "+" + std::to_string(below(9));
    static_cast<void>(venue_.amend_order(who, change, now_));
  }

  void check_account(const account& who) const {
    std::map<asset_id, decimal> sums;
    for (const auto& entry : who.ledger()) {
      sums[entry.asset] += entry.amount - entry.fee;
      REQUIRE(sums[entry.asset] == entry.balance_after);
      REQUIRE_FALSE(entry.fee.is_negative());
    }
    std::map<asset_id, decimal> holds;
    for (const auto& o : venue_.open_orders(who.name(), {}, now_)) {
      holds[asset_id{o.side == side::buy ? "USD" : "BTC"}] += o.held;
      REQUIRE(o.held <= needed(o));
    }
    for (const auto& [asset, have] : who.balances()) {
      REQUIRE(have.total == sums[asset]);
      REQUIRE(have.held == holds[asset]);
      REQUIRE_FALSE(have.held.is_negative());
      REQUIRE_FALSE(have.available().is_negative());
    }
  }

  /// What an open order may reserve at most.
  static decimal needed(const order& o) {
    if (o.waits() || o.side == side::sell)
      return o.waits() ? decimal{} : o.remaining().value();
    const auto cost = value_of(o.remaining(), *o.limit, rounding::up);
    return multiply(cost.value(), dec("1.004"), rounding::up) + dec("0.0001");
  }

  void check_fill(const trade& fill) const {
    const auto o = venue_.find_order(fill.owner, fill.order, now_).value();
    if (o.limit && o.amendments.size() < 2) {
      if (fill.side == side::buy)
        REQUIRE(fill.price <= *o.limit);
      else
        REQUIRE(fill.price >= *o.limit);
      if (fill.maker)
        REQUIRE(fill.price == *o.limit);
    }
    REQUIRE((o.executed <= o.volume || o.amendments.size() > 1));
    // 0.40 percent for takers, 0.25 for makers, or less by volume.
    const auto most = multiply_divide(fill.cost.value(), decimal{40},
                                      decimal{10'000}, rounding::up);
    REQUIRE(fill.fee.value() <= most + dec("0.00001"));
  }

  const std::array<account_id, 4> names_{account_id{"a"}, account_id{"b"},
                                         account_id{"c"}, account_id{"d"}};
  const symbol_id btc_usd_{"BTC/USD"};
  std::mt19937_64 random_;
  timestamp now_{std::chrono::hours{500'000}};
  exchange venue_;
  witness seen_;
};

} // namespace

TEST_CASE("no sequence of orders breaks books, holds or limits") {
  const auto seed = GENERATE(range(uint64_t{1}, uint64_t{13}));
  INFO("seed " << seed);
  crowd all{seed};
  for (int i = 0; i < 400; ++i) {
    all.act();
    if (i % 20 == 0)
      all.check();
  }
  all.check();
  CHECK(all.did_trade());
}

TEST_CASE("the same seed gives the same exchange to the last id") {
  crowd one{7};
  crowd two{7};
  crowd other{8};
  for (int i = 0; i < 300; ++i) {
    one.act();
    two.act();
    other.act();
  }
  CHECK(one.seen().orders == two.seen().orders);
  CHECK(one.seen().ledgers == two.seen().ledgers);
  CHECK(one.seen().ledgers != other.seen().ledgers);
}
