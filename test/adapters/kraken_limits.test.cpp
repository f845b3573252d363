#include "adapters/kraken/errors.hpp"
#include "adapters/kraken/limits.hpp"
#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

using namespace lockstep;
using namespace lockstep::kraken_test;
using namespace std::chrono_literals;

namespace {

const timestamp start = parse_rfc3339("2026-05-05T10:00:00Z").value();

private_request request(const std::string& name, priority p = priority::read) {
  private_request r;
  r.name = name;
  r.priority = p;
  return r;
}

private_request add(const std::string& key, const std::string& symbol,
                    priority p = priority::entry) {
  auto r = request("AddOrder", p);
  r.fields = {{"cl_ord_id", key}};
  r.symbol = sym(symbol);
  return r;
}

private_request cancel(const std::string& key, const std::string& symbol) {
  auto r = request("CancelOrder", priority::cancel);
  r.fields = {{"cl_ord_id", key}};
  r.symbol = sym(symbol);
  return r;
}

/// The venue's counters as its documents tell them, in binary seconds and on
/// purpose in another way than the adapter has them.
struct simulator {
  struct counter {
    double level = 0;
    double seen = 0;
    void decay(double now, double rate) {
      level = std::max(0.0, level - (now - seen) * rate);
      seen = now;
    }
  };

  double rest_max = 20;
  double rest_rate = 1;
  double engine_max = 180;
  double engine_rate = 3.75;
  counter rest;
  std::map<symbol_id, counter> engine;
  std::map<std::string, double> placed;

  explicit simulator(account_tier tier) {
    if (tier == account_tier::starter)
      rest_max = 15, rest_rate = 0.33, engine_max = 60, engine_rate = 1;
    if (tier == account_tier::intermediate)
      rest_rate = 0.5, engine_max = 125, engine_rate = 2.34;
  }

  static double penalty(double age) {
    if (age < 5)
      return 8;
    if (age < 10)
      return 6;
    if (age < 15)
      return 5;
    if (age < 45)
      return 4;
    if (age < 90)
      return 2;
    return age < 300 ? 1 : 0;
  }

  /// False if the request meets a limit.
  bool take(const private_request& r, double now) {
    const bool is_add = r.name == "AddOrder";
    if (is_add || r.name == "CancelOrder") {
      const auto key = r.fields.front().second;
      if (is_add)
        placed[key] = now;
      auto& c = engine[r.symbol];
      c.decay(now, engine_rate);
      c.level += is_add ? 1 : penalty(now - placed[key]);
      return c.level <= engine_max;
    }
    const bool two = r.name == "TradesHistory" || r.name == "Ledgers";
    rest.decay(now, rest_rate);
    rest.level += two ? 2 : 1;
    return rest.level <= rest_max;
  }
};

double seconds(timestamp t) {
  return std::chrono::duration<double>(t - start).count();
}

} // namespace

TEST_CASE("a limiter starts as if much were used up, but lets exits go") {
  kraken::kraken_limiter limits{account_tier::starter, start};
  int reads = 0;
  while (limits.at(request("BalanceEx"), start) == start) {
    limits.used(request("BalanceEx"), start);
    REQUIRE(++reads < 15);
  }
  CHECK(reads >= 3);
  CHECK(reads <= 9);
  CHECK(limits.at(request("BalanceEx", priority::exit), start) == start);
}

TEST_CASE("what an entry waits for is asked while other questions wait") {
  const auto tier = GENERATE(account_tier::starter, account_tier::intermediate,
                             account_tier::pro);
  kraken::kraken_limiter limits{tier, start};
  while (limits.at(request("BalanceEx"), start) == start)
    limits.used(request("BalanceEx"), start);
  CHECK(limits.at(request("Ledgers", priority::entry), start) == start);
  limits.used(request("Ledgers", priority::entry), start);
  CHECK(limits.at(request("Ledgers", priority::exit), start) == start);
}

TEST_CASE("reads wait exactly until their room has decayed") {
  kraken::kraken_limiter limits{account_tier::starter, start};
  while (limits.at(request("BalanceEx"), start) == start)
    limits.used(request("BalanceEx"), start);
  const auto when = limits.at(request("BalanceEx"), start);
  CHECK(when > start);
  CHECK(when <= start + 4s); // one unit takes three seconds
  CHECK(limits.at(request("BalanceEx"), when) == when);
  CHECK(limits.at(request("BalanceEx"), when - 10ms) > when - 10ms);
  CHECK(limits.at(request("TradesHistory"), when) > when);
}

TEST_CASE("orders do not use the counter of calls, nor calls the engine's") {
  kraken::kraken_limiter limits{account_tier::starter, start};
  for (int i = 0; i < 100; ++i)
    limits.used(request("BalanceEx"), start);
  CHECK(limits.at(add("k", "BTC/USD"), start) == start);
  for (int i = 0; i < 100; ++i)
    limits.used(add("k", "BTC/USD"), start);
  CHECK(limits.at(add("k", "BTC/USD"), start) > start);
  CHECK(limits.at(add("k", "ETH/USD"), start) == start); // each pair its own
}

TEST_CASE("entries never take the room that is kept for exits") {
  const auto tier = GENERATE(account_tier::starter, account_tier::intermediate,
                             account_tier::pro);
  kraken::kraken_limiter limits{tier, start};
  int n = 0;
  while (limits.at(add("k", "BTC/USD"), start) == start)
    limits.used(add("k" + std::to_string(n++), "BTC/USD"), start);
  int exits = 0;
  while (limits.at(add("k", "BTC/USD", priority::exit), start) == start) {
    limits.used(add("k", "BTC/USD", priority::exit), start);
    ++exits;
  }
  CHECK(exits >= 10);
}

TEST_CASE("canceling a young order costs more than an old one") {
  const auto cost_after = [](duration age) {
    kraken::kraken_limiter limits{account_tier::starter, start};
    const auto now = start + 10min;
    limits.used(add("k", "BTC/USD"), now);
    for (int i = 0; i < 100; ++i)
      limits.used(cancel("k", "BTC/USD"), now + age);
    return limits.at(cancel("k", "BTC/USD"), now + age) - (now + age);
  };
  CHECK(cost_after(1s) > cost_after(7s));
  CHECK(cost_after(7s) > cost_after(12s));
  CHECK(cost_after(12s) > cost_after(20s));
  CHECK(cost_after(20s) > cost_after(60s));
  CHECK(cost_after(60s) > cost_after(100s));
  CHECK(cost_after(400s) == 0s);
}

TEST_CASE("an order placed before the start counts as young as it can be") {
  kraken::kraken_limiter limits{account_tier::starter, start};
  const auto later = start + 200s; // counters are empty, its age is unknown
  for (int i = 0; i < 57; ++i) {
    REQUIRE(limits.at(cancel("old", "BTC/USD"), later) == later);
    limits.used(cancel("old", "BTC/USD"), later);
  }
  CHECK(limits.at(cancel("old", "BTC/USD"), later) > later);
}

TEST_CASE("a refusal is adopted as the venue's view") {
  kraken::kraken_limiter limits{account_tier::pro, start};
  const auto rest = kraken::classify("EAPI:Rate limit exceeded");
  const auto engine = kraken::classify("EOrder:Rate limit exceeded");
  limits.refused(request("BalanceEx"), rest, start);
  CHECK(limits.at(request("BalanceEx", priority::exit), start) >= start + 2s);
  CHECK(limits.at(add("k", "BTC/USD"), start) == start);
  limits.refused(add("k", "BTC/USD"),
                 kraken::classify("EService: Throttled: 1780000009"), start);
  CHECK(limits.at(add("k", "BTC/USD"), start) == start);
  limits.refused(add("k", "BTC/USD"), rest, start); // of the calls, not orders
  CHECK(limits.at(add("k", "BTC/USD"), start) == start);
  limits.refused(add("k", "BTC/USD"), engine, start);
  CHECK(limits.at(add("k", "BTC/USD", priority::exit), start) > start);
}

TEST_CASE("a clock set back makes a limiter wait, never overflow") {
  kraken::kraken_limiter limits{account_tier::pro, start};
  limits.used(request("BalanceEx"), start + 1h);
  CHECK(limits.at(request("BalanceEx"), start) >= start);
  CHECK(limits.at(request("BalanceEx"), start + 24h * 365) > start);
}

TEST_CASE("a faithful venue never sees a limit exceeded") {
  CHECK(rc::check([] {
    const auto tier = *rc::gen::element(account_tier::starter,
                                        account_tier::intermediate,
                                        account_tier::pro);
    kraken::kraken_limiter limits{tier, start};
    simulator venue{tier};
    venue.rest.level = venue.rest_max / 3; // what a predecessor may have left
    auto now = start;
    auto arrival = 0.0;
    int n = 0;
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      1000, rc::gen::pair(rc::gen::inRange(0, 100), rc::gen::inRange(0, 300)));
    for (const auto& [kind, jitter] : steps) {
      private_request r;
      const std::string symbol = kind % 2 ? "BTC/USD" : "ETH/USD";
      if (kind < 40)
        r = add("k" + std::to_string(++n), symbol,
                kind < 20 ? priority::exit : priority::entry);
      else if (kind < 70 && n > 0)
        r = cancel("k" + std::to_string(n - n % 5), symbol);
      else
        r = request(kind % 3 ? "BalanceEx" : "TradesHistory",
                    kind > 95 ? priority::exit : priority::read);
      if (r.name == "CancelOrder" && n < 5)
        continue;
      now = std::max(now, limits.at(r, now));
      limits.used(r, now);
      // The way takes 0 to 300 ms; requests of a key do not overtake.
      arrival = std::max(arrival, seconds(now) + jitter / 1000.0);
      RC_ASSERT(venue.take(r, arrival));
      now += std::chrono::milliseconds{jitter * (kind % 7) / 3};
    }
  }));
}
