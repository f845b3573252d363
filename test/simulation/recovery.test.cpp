#include "actors/switches.hpp"
#include "copytrade/order_key.hpp"
#include "test/simulation/kit.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <optional>

// What a start finds: backups, halts, a full disk, orders of nobody.

using namespace lockstep;
using namespace lockstep::simulated;
using namespace lockstep::simulated::kit;
namespace fs = std::filesystem;

namespace {

void buy_and_settle(engine_world& all, size_t signals) {
  all.exchange().market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(all.run_until([&] { return all.settled(signals); }));
}

/// A copy of the journal as it is now, beside it.
fs::path back_up(const engine_world& all) {
  const auto file = all.journal_file().file();
  const auto copy = file.string() + ".backup";
  SQLite::Database{file.string()}.exec("VACUUM INTO '" + copy + "'");
  return copy;
}

/// Puts a copy back, as its owner is told to.
void put_back(const fs::path& copy) {
  const auto file = fs::path{copy}.replace_extension();
  for (const auto* end : {"-wal", "-shm"})
    fs::remove(file.string() + end);
  fs::remove(file.parent_path() / "journal.mark");
  fs::remove(file);
  fs::copy(copy, file);
}

/// An order to sell with a key of our kind that no decision gives.
order_id sell_by_nobody(engine_world& all, const std::string& kind,
                        const std::string& price = {}) {
  order_id made;
  all.exchange().control([&](paper::controls& exchange) {
    paper::order_input what;
    what.oflags = "fciq";
    what.type = "sell";
    what.ordertype = kind;
    what.pair = "XBTUSD";
    what.volume = "0.005";
    if (!price.empty())
      what.price = price;
    what.cl_ord_id = "00000000-0000-5000-8000-000000000001";
    made = exchange.core.add_order(account_id{"half"}, what, exchange.now())
             .value()
             .id;
  });
  return made;
}

/// Half has a bitcoin of his own and a copy; what an order of nobody does to
/// them is not in the journal that is put back.
struct forgotten_sale {
  explicit forgotten_sale(const std::string& kind,
                          const std::string& price = {}) {
    auto members = master_half_quarter();
    members[1].owns["BTC"] = "1";
    all.emplace(with(std::move(members)));
    REQUIRE(all->run_until_ready());
    buy_and_settle(*all, 1);
    const auto copy = back_up(*all);
    all->crash();
    order = sell_by_nobody(*all, kind, price);
    put_back(copy);
    all->run_for(10s);
    all->start();
    REQUIRE(all->run_until_ready());
    all->exchange().market_order("master", "sell", "XBTUSD", "0.01");
    all->run_for(1min);
  }

  [[nodiscard]] decimal held() { return all->exchange().holds("half", "BTC"); }

  std::optional<engine_world> all;
  order_id order;
};

} // namespace

TEST_CASE("a backup that was put back stops entries of whom it forgot") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  const auto copy = back_up(all);
  buy_and_settle(all, 2);
  const auto bought = at.copies("half").size();
  all.crash();
  put_back(copy);
  all.run_for(2min);
  all.start();
  REQUIRE(all.run_until_ready());
  all.run_for(2min);
  CHECK(at.copies("half").size() == bought); // nothing is bought twice
  buy_and_settle(all, 3);
  CHECK(all.row(2, "half").why == reason::second_engine);
  CHECK(at.copies("half").size() == bought);
  CHECK(keys_are_unique(at, "half"));

  SECTION("and at the next start too, which looks back less far") {
    all.run_for(20min);
    all.crash();
    all.start();
    REQUIRE(all.run_until_ready());
    buy_and_settle(all, 4);
    CHECK(all.row(3, "half").why == reason::second_engine);
  }
  SECTION("until its owner lets it go on, for good") {
    all.run_for(20min);
    all.tell(actors::set_pause(all.world(), account_id{"half"}, false));
    buy_and_settle(all, 4);
    CHECK(all.row(3, "half").outcome == outcome::copied);
    all.run_for(20min);
    all.crash();
    all.start();
    REQUIRE(all.run_until_ready());
    buy_and_settle(all, 5);
    CHECK(all.row(4, "half").outcome == outcome::copied);
  }
  SECTION("while what it knows is still sold") {
    at.market_order("master", "sell", "XBTUSD", "0.03");
    REQUIRE(all.run_until([&] { return all.settled(4); }, 2min));
    CHECK(all.book("half", "BTC").is_zero());
    CHECK(at.holds("half", "BTC") == number("0.005")); // of the lost signal
  }
}

TEST_CASE("what a forgotten order has sold is not sold once more") {
  forgotten_sale world{"market"};
  auto& all = *world.all;
  CHECK(world.held() == number("1"));
  CHECK(all.exchange().holds("quarter", "BTC").is_zero()); // his own trouble

  SECTION("at the next start neither, which looks back as far") {
    all.run_for(20min);
    all.crash();
    all.start();
    REQUIRE(all.run_until_ready());
    all.run_for(1min);
    CHECK(world.held() == number("1"));
  }
  SECTION("nor when its owner lets entries go on") {
    all.tell(actors::set_pause(all.world(), account_id{"half"}, false));
    all.run_for(5min);
    CHECK(world.held() == number("1"));
  }
}

TEST_CASE("a forgotten order that sold nothing holds sales back no longer") {
  forgotten_sale world{"limit", "20000"};
  auto& all = *world.all;
  CHECK(world.held() == number("1.005"));
  all.exchange().control([&](paper::controls& exchange) {
    REQUIRE(exchange.core.cancel_order(account_id{"half"}, world.order.str(),
                                       exchange.now()));
  });
  all.run_for(5min);
  CHECK(world.held() == number("1"));
}

TEST_CASE("a sale that a put back journal repeats is not sent twice") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  const auto copy = back_up(all);
  at.market_order("master", "sell", "XBTUSD", "0.004");
  REQUIRE(all.run_until([&] { return all.settled(2); }));
  const auto held = at.holds("half", "BTC");
  CHECK(held == number("0.003"));
  all.crash();
  put_back(copy);
  all.start();
  REQUIRE(all.run_until_ready());
  REQUIRE(all.run_until([&] { return all.settled(2); }, 2min));
  all.run_for(2min);
  CHECK(at.holds("half", "BTC") == held);
  CHECK(all.book("half", "BTC") == held);
  CHECK(keys_are_unique(at, "half"));
  CHECK(count_of(at.orders("half"), side::sell) == 1);
}

TEST_CASE("what no view shows yet is not sent again after a put back journal") {
  auto setup = with(master_half_quarter());
  SECTION("when a private stream tells it") {}
  SECTION("when it is looked for once more") {
    setup.private_streams_max = 0;
  }
  engine_world all{setup};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  all.run_for(2min);
  const auto copy = back_up(all);
  at.market_order("master", "sell", "XBTUSD", "0.004");
  REQUIRE(all.run_until([&] { return all.settled(2); }));
  const auto held = at.holds("half", "BTC");
  CHECK(held == number("0.003"));
  all.crash();
  put_back(copy);
  at.fault("view-lag:account=half,delay=40s");
  all.start();
  REQUIRE(all.run_until_ready());
  all.run_for(3min);
  CHECK(at.holds("half", "BTC") == held);
  CHECK(all.book("half", "BTC") == held);
  CHECK(keys_are_unique(at, "half"));
  CHECK(count_of(at.orders("half"), side::sell) == 1);
}

TEST_CASE("a sale that was larger than it is decided again bars the next one") {
  auto members = master_half_quarter();
  members[1].owns["BTC"] = "1";
  engine_world all{with(std::move(members))};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  all.crash();
  const auto by = at.market_order("master", "sell", "XBTUSD", "0.005");
  // All of his copy, at a price that nobody pays yet.
  order_id sale;
  at.control([&](paper::controls& exchange) {
    paper::order_input what;
    what.oflags = "fciq";
    what.type = "sell";
    what.ordertype = "limit";
    what.pair = "XBTUSD";
    what.volume = "0.005";
    what.price = "20000";
    what.cl_ord_id
      = copytrade::key_of({"kraken", by, quantity{number("0.005")},
                           account_id{"half"}, copytrade::leg::exit(0)})
          .str();
    sale = exchange.core.add_order(account_id{"half"}, what, exchange.now())
             .value()
             .id;
  });
  all.start();
  REQUIRE(all.run_until_ready());
  at.market_order("master", "sell", "XBTUSD", "0.005");
  all.run_for(1min);
  CHECK(at.holds("half", "BTC") == number("1.005"));
  CHECK(at.holds("quarter", "BTC").is_zero()); // his own trouble
  at.fill(sale, {"0.003", "0.002"});
  REQUIRE(all.run_until([&] { return all.settled(3); }, 5min));
  CHECK(at.holds("half", "BTC") == number("1"));
  CHECK(keys_are_unique(at, "half"));
}

TEST_CASE(
  "an order that is done before the restart is found by the first look") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  at.fault("lost-reply:account=half,endpoint=AddOrder,next=1");
  at.market_order("master", "buy", "XBTUSD", "0.01");
  REQUIRE(
    all.run_until([&] { return at.orders("half").size() == 1; }, 10s, 1ms));
  all.crash();
  all.start();
  REQUIRE(all.run_until_ready());
  // By the survey: no poll of five seconds is waited for.
  CHECK(all.run_until([&] { return all.settled(1); }, 3s));
  CHECK(all.row(0, "half").outcome == outcome::copied);
}

TEST_CASE("a halt and a pause survive a crash, and so does their end") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  all.tell(actors::set_halt(all.world(), actors::halt_level::entries));
  all.crash();
  all.start();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 2);
  CHECK(all.row(1, "half").why == reason::halted);
  CHECK(at.holds("half", "BTC") == number("0.005"));

  all.tell(actors::set_halt(all.world(), actors::halt_level::none));
  all.tell(actors::set_pause(all.world(), account_id{"half"}, true));
  all.crash();
  all.start();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 3);
  CHECK(all.row(2, "half").why == reason::paused);
  CHECK(all.row(2, "quarter").outcome == outcome::copied);
  // Whoever pauses still sells.
  at.market_order("master", "sell", "XBTUSD", "0.03");
  REQUIRE(all.run_until([&] { return all.settled(4); }, 2min));
  CHECK(at.holds("half", "BTC").is_zero());
}

TEST_CASE(
  "with a disk that fails nothing is bought, all is sold, and it heals") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  all.let_journal_fail(true);
  at.market_order("master", "buy", "ETHUSD", "0.2");
  all.run_for(20s);
  CHECK(at.holds("half", "ETH").is_zero());
  at.market_order("master", "sell", "XBTUSD", "0.01");
  REQUIRE(
    all.run_until([&] { return at.holds("half", "BTC").is_zero(); }, 30s));
  CHECK(at.holds("quarter", "BTC").is_zero());
  all.let_journal_fail(false);
  REQUIRE(all.run_until([&] { return all.settled(3); }, 2min));
  CHECK(all.journal_file().read().signals()->size() == 3);
  const auto rows = all.journal_file().read().rows();
  CHECK(rows->size() == 6);
  buy_and_settle(all, 4);
  CHECK(at.holds("half", "BTC") == number("0.005"));
  CHECK(keys_are_unique(at, "half"));

  SECTION("and a crash meanwhile forgets nothing either") {
    all.let_journal_fail(true);
    at.market_order("master", "sell", "XBTUSD", "0.01");
    REQUIRE(
      all.run_until([&] { return at.holds("half", "BTC").is_zero(); }, 30s));
    all.crash();
    all.start();
    REQUIRE(all.run_until_ready());
    REQUIRE(all.run_until([&] { return all.settled(5); }, 2min));
    all.run_for(2min);
    CHECK(all.book("half", "BTC").is_zero());
    CHECK(count_of(at.orders("half"), side::sell) == 2);
    CHECK(keys_are_unique(at, "half"));
  }
}

TEST_CASE("what was bought and sold while a follower was away is not traded") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  buy_and_settle(all, 1);
  // No balance comes for half, so the signals wait for it together.
  at.fault("hang:account=half,endpoint=BalanceEx");
  at.market_order("master", "buy", "ETHUSD", "0.2");
  REQUIRE(all.run_until([&] { return all.signals().size() == 2; }, 2s, 1ms));
  REQUIRE(all.row(1, "half").signal.order.empty());
  at.market_order("master", "sell", "ETHUSD", "0.2");
  all.run_for(1s);
  at.clear_faults();
  REQUIRE(all.run_until([&] { return all.settled(3); }, 2min));
  CHECK(at.holds("half", "ETH").is_zero());
  CHECK(at.copies("half").size() == 1); // only the one before
  CHECK(all.row(1, "half").why == reason::stale_signal);
  CHECK(all.row(1, "half").words.starts_with("sold again"));
  CHECK(all.row(2, "half").why == reason::nothing_to_sell);
}

TEST_CASE("accounts with something under way are started before the others") {
  engine_world all{with(master_half_quarter())};
  auto& at = all.exchange();
  REQUIRE(all.run_until_ready());
  const auto first = [&](const std::string& a, const std::string& b) {
    return all.actor("broker:" + a).id < all.actor("broker:" + b).id
           && all.actor("follower:" + a).id < all.actor("follower:" + b).id;
  };
  CHECK(first("half", "quarter"));
  all.tell(actors::set_pause(all.world(), account_id{"half"}, true));
  buy_and_settle(all, 1); // so that only one of them holds something
  all.crash();
  all.start();
  REQUIRE(all.run_until_ready());
  CHECK(first("quarter", "half"));
  CHECK(at.holds("quarter", "BTC").is_positive());
}
