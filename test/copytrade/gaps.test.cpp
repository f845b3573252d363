#include "copytrade/gaps.hpp"

#include "copytrade/repair.hpp"
#include "test/copytrade/kit.hpp"

#include <deque>

// What a copy book lacks by its signals, and why.

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

/// The books of one follower in one asset, as a test tells them. He copies at
/// half the master's size.
class story {
public:
  /// The master bought; his row says what became of it.
  told_signal& entry(const std::string& order, const std::string& q,
                     reason why = reason::none) {
    auto& x = add(entry_signal(order, q, "10000", "1000"));
    x.basis = size_basis{usd("500"), usd("1000")};
    auto& r = row_for(x, why);
    r.intended = half_of(x.what->quantity);
    return x;
  }
  /// And it was copied wholly.
  told_signal& copied(const std::string& order, const std::string& q) {
    auto& x = entry(order, q);
    return buy(x, half_of(x.what->quantity));
  }
  told_signal& buy(told_signal& x, quantity q) {
    rows.back().key = order_key{x.what->id.str()};
    x.bought = q;
    told.position += q;
    return x;
  }
  told_signal& exit(const std::string& before, const std::string& after,
                    reason why = reason::none) {
    auto& x = add(exit_signal("X" + std::to_string(told.signals.size()), before,
                              after, "10000"));
    row_for(x, why);
    return x;
  }
  /// He sold what a sale of the master asks for.
  void sold(const std::string& q) { told.position -= qty(q); }

  [[nodiscard]] asset_gaps gaps() const { return find_gaps(told); }

  row& row_for(told_signal& x, reason why) {
    auto& r = rows.emplace_back();
    r.signal = x.what->id;
    r.follower = account_id{"half"};
    r.outcome = why == reason::none ? outcome::copied : outcome::skipped;
    r.why = why;
    x.answer = &r;
    return r;
  }

  told_signal& add(signal s) {
    signals.push_back(std::move(s));
    told_signal x;
    x.what = &signals.back();
    x.number = static_cast<int64_t>(signals.size()) * 10;
    x.decided = x.number + 1;
    x.asked = true;
    told.signals.push_back(x);
    return told.signals.back();
  }

  static quantity half_of(quantity q) {
    return part_of(q, part("0.5"), rounding::down);
  }

  std::deque<signal> signals;
  std::deque<row> rows;
  asset_history told;
};

} // namespace

TEST_CASE("a book that copied everything lacks nothing") {
  story all;
  all.copied("A", "0.01");
  all.copied("B", "0.02");
  all.exit("0.03", "0.01");
  all.sold("0.01");
  const auto gaps = all.gaps();
  CHECK(gaps.missing.empty());
  CHECK(gaps.holds == qty("0.005"));
  CHECK(gaps.surplus < qty("0.00000001")); // a third has no decimal
}

TEST_CASE("each cause of a difference is named by the row's reason") {
  const std::vector<std::pair<reason, gap_cause>> named{
    {reason::rejected_by_venue, gap_cause::rejected},
    {reason::insufficient_funds_at_venue, gap_cause::rejected},
    {reason::risk_cap, gap_cause::clipped},
    {reason::insufficient_cash, gap_cause::clipped},
    {reason::master_order_cap, gap_cause::clipped},
    {reason::carried, gap_cause::dust},
    {reason::below_minimum, gap_cause::dust},
    {reason::stale_signal, gap_cause::missed},
    {reason::price_moved, gap_cause::missed},
    {reason::quarantined, gap_cause::missed},
    {reason::internal_error, gap_cause::missed},
    {reason::halted, gap_cause::halted},
    {reason::paused, gap_cause::halted},
  };
  for (const auto& [why, cause] : named) {
    story all;
    all.entry("A", "0.01", why);
    const auto gaps = all.gaps();
    INFO(to_string(why));
    REQUIRE(gaps.missing.size() == 1);
    CHECK(to_string(gaps.missing[0].cause) == to_string(cause));
    CHECK(gaps.missing[0].why == why);
    CHECK(gaps.missing[0].amount == qty("0.005"));
    CHECK(gaps.should() == qty("0.005"));
  }
}

TEST_CASE("what the master sold later is not missing any more") {
  story all;
  all.entry("A", "0.01", reason::stale_signal);
  all.exit("0.01", "0.004", reason::nothing_to_sell);
  CHECK(all.gaps().all_missing() == qty("0.002"));
  all.exit("0.004", "0", reason::nothing_to_sell);
  CHECK(all.gaps().missing.empty());
}

TEST_CASE("a purchase that was sized after a sale is not cut by it again") {
  story all;
  auto& entry = all.entry("A", "0.01");
  all.exit("0.01", "0.005");
  // They were netted: the sale was decided first, and left half of it.
  all.told.signals[0].decided = 50;
  all.rows[0].intended = qty("0.0025");
  all.rows[0].key = order_key{"k"};
  all.told.signals[0].bought = qty("0.0025");
  all.told.position = qty("0.0025");
  static_cast<void>(entry);
  CHECK(all.gaps().missing.empty());
  CHECK(all.gaps().surplus.is_zero());
}

TEST_CASE("what was carried is missing once, in the part that it waits for") {
  story all;
  all.entry("A", "0.00006", reason::carried); // 0.00003 wait
  auto& second = all.entry("A", "0.0001");
  all.rows.back().intended = qty("0.00008"); // with what waited
  all.buy(second, qty("0.00008"));
  CHECK(all.gaps().missing.empty());
  CHECK(all.gaps().should() == qty("0.00008"));
}

TEST_CASE("what was carried and never came is dust") {
  story all;
  all.entry("A", "0.00006", reason::carried);
  all.entry("A", "0.01", reason::halted); // given up, what waits still does
  all.rows.back().intended = qty("0.00503");
  const auto gaps = all.gaps();
  REQUIRE(gaps.missing.size() == 2);
  CHECK(gaps.missing[0].cause == gap_cause::dust);
  CHECK(gaps.missing[0].amount == qty("0.00003"));
  CHECK(gaps.missing[1].cause == gap_cause::halted);
  CHECK(gaps.missing[1].amount == qty("0.005"));
}

TEST_CASE("fees that were taken in coins are a cause of their own") {
  story all;
  auto& x = all.entry("A", "0.01");
  all.buy(x, qty("0.00498"));
  all.told.signals.back().fees = qty("0.00002");
  const auto gaps = all.gaps();
  REQUIRE(gaps.missing.size() == 1);
  CHECK(gaps.missing[0].cause == gap_cause::fee);
  CHECK(gaps.missing[0].amount == qty("0.00002"));
}

TEST_CASE("what the owner sold himself is missing, and later sales cut it") {
  story all;
  all.copied("A", "0.01");
  all.told.taken.push_back({gap_id{"BTC@now"}, 15, qty("0.003")});
  all.told.position = qty("0.002");
  auto gaps = all.gaps();
  REQUIRE(gaps.missing.size() == 1);
  CHECK(gaps.missing[0].cause == gap_cause::manual);
  CHECK(gaps.missing[0].amount == qty("0.003"));
  CHECK(gaps.should() == qty("0.005"));

  all.exit("0.01", "0.005");
  all.sold("0.001");
  gaps = all.gaps();
  CHECK(gaps.all_missing() == qty("0.0015"));
  CHECK(gaps.should() == qty("0.0025"));
}

TEST_CASE("what was bought back for a manual trade is not missing again") {
  story all;
  all.copied("A", "0.01");
  const gap_id taken{"BTC@now"};
  all.told.taken.push_back({taken, 15, qty("0.003")});
  all.told.position = qty("0.002");
  repair_order order;
  order.account = account_id{"half"};
  order.base = btc;
  order.amount = qty("0.003");
  order.at = px("10000");
  order.parts = {{taken, qty("0.003")}};
  auto& x = all.add(
    repair_signal(order, {"kraken", account_id{"master"}, 1, at(5), {}}));
  all.row_for(x, reason::none).intended = qty("0.003");
  all.buy(x, qty("0.003"));
  CHECK(all.gaps().missing.empty());
  CHECK(all.gaps().should() == qty("0.005"));
  // What he takes another time is another gap.
  all.told.taken.push_back({gap_id{"BTC@later"}, 35, qty("0.001")});
  all.told.position = qty("0.004");
  CHECK(all.gaps().all_missing() == qty("0.001"));
}

TEST_CASE("a sale that he was not asked for leaves too much") {
  story all;
  all.copied("A", "0.01");
  auto& exit = all.exit("0.01", "0.004");
  exit.asked = false;
  exit.answer = nullptr;
  exit.decided.reset();
  const auto gaps = all.gaps();
  CHECK(gaps.surplus == qty("0.003"));
  CHECK(gaps.surplus_cause == gap_cause::missed);
  CHECK(gaps.should() == qty("0.002"));
}

TEST_CASE("a sale while he was in quarantine leaves too much") {
  story all;
  all.copied("A", "0.01");
  all.exit("0.01", "0", reason::quarantined);
  const auto gaps = all.gaps();
  CHECK(gaps.surplus == qty("0.005"));
  CHECK(gaps.surplus_why == reason::quarantined);
  CHECK(gaps.should().is_zero());
}

TEST_CASE("a purchase from before he joined is not missing") {
  story all;
  all.entry("A", "0.01", reason::joined_later);
  auto& other = all.entry("B", "0.01", reason::stale_signal);
  other.asked = false;
  CHECK(all.gaps().missing.empty());
}

TEST_CASE("a part without any size is told as such, not guessed") {
  story all;
  auto& x = all.entry("A", "0.01", reason::equity_unknown);
  all.rows.back().intended = {};
  x.basis.reset();
  const auto gaps = all.gaps();
  CHECK(gaps.missing.empty());
  REQUIRE(gaps.unsized.size() == 1);
  CHECK(gaps.unsized[0].str() == "A@0.01");
}

TEST_CASE("a repair settles what it was for") {
  story all;
  all.entry("A", "0.01", reason::stale_signal);
  all.entry("B", "0.02", reason::halted);
  repair_order order{account_id{"half"},
                     btc_usd,
                     btc,
                     usd_asset,
                     direction::entry,
                     qty("0.015"),
                     px("10000"),
                     {},
                     {},
                     {{gap_id{"A@0.01"}, qty("0.005")},
                      {gap_id{"B@0.02"}, qty("0.01")}}};
  auto& x = all.add(
    repair_signal(order, {"kraken", account_id{"master"}, 1, at(5), {}}));
  auto& r = all.row_for(x, reason::none);
  r.intended = qty("0.015");
  all.buy(x, qty("0.015"));
  CHECK(all.gaps().missing.empty());
  CHECK(all.gaps().bought.at(order_id{"B"}) == qty("0.01"));

  SECTION("also if those sizes are worked out otherwise afterwards") {
    for (size_t i : {0u, 1u}) {
      all.rows[i].intended = {};
      all.told.signals[i].basis = size_basis{usd("600"), usd("1000")};
    }
    CHECK(all.gaps().missing.empty());
    CHECK(all.gaps().surplus.is_zero());
  }
  SECTION("and what it did not buy stays missing, by its own reason") {
    all.told.signals.back().bought = qty("0.006");
    all.told.position = qty("0.006");
    all.rows.back().why = reason::insufficient_cash;
    const auto gaps = all.gaps();
    CHECK(gaps.all_missing() == qty("0.009"));
    for (const auto& each : gaps.missing)
      CHECK(each.cause == gap_cause::clipped);
  }
  SECTION("and sales that come after it cut both") {
    all.exit("0.03", "0.015");
    all.sold("0.0075");
    CHECK(all.gaps().missing.empty());
    CHECK(all.gaps().surplus.is_zero());
    CHECK(all.gaps().should() == qty("0.0075"));
  }
}

TEST_CASE("whatever was copied or not, holdings and gaps make up the target") {
  holds(
    "gaps add up", [](const std::vector<std::pair<uint8_t, uint8_t>>& steps) {
      story all;
      decimal master; // his position
      decimal ideal;  // half of it, with every step rounded as gaps are
      for (size_t i = 0; i < steps.size() && i < 12; ++i) {
        const auto [kind, size] = steps[i];
        const decimal q = decimal{int64_t{size} + 1};
        if (kind % 3 < 2) { // a purchase, copied or missed
          master += q;
          ideal += divide(q, decimal{2}, rounding::down);
          if (kind % 3 == 0)
            all.copied("E" + std::to_string(i), q.str());
          else
            all.entry("E" + std::to_string(i), q.str(), reason::stale_signal);
        } else if (!master.is_zero()) { // a sale, copied or missed
          const auto left = divide(master, decimal{int64_t{size} % 4 + 1},
                                   rounding::down);
          const auto kept = [&](decimal x) {
            return multiply_divide(x, left, master, rounding::down);
          };
          auto& x = all.exit(master.str(), left.str(),
                             kind % 2 ? reason::none : reason::quarantined);
          static_cast<void>(x);
          if (kind % 2)
            all.told.position = quantity{kept(all.told.position.value())};
          ideal = kept(ideal);
          master = left;
        }
      }
      const auto gaps = all.gaps();
      const auto off = gaps.should().value() - ideal;
      const auto tolerance = decimal::from_units(1'000);
      RC_ASSERT(off <= tolerance && -off <= tolerance);
      RC_ASSERT(!gaps.surplus.is_negative());
      for (const auto& each : gaps.missing)
        RC_ASSERT(each.amount.is_positive());
    });
}
