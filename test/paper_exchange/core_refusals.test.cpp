#include "test/paper_exchange/core_support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;

TEST_CASE("malformed parameters are refused by name") {
  quiet_exchange x;
  const auto bad = [&](auto change) {
    auto what = input("buy", "limit", "0.1", "9000");
    change(what);
    return x.error_of(what);
  };
  const std::string invalid = "EGeneral:Invalid arguments";
  CHECK(bad([](auto& o) { o.type = "hold"; }) == invalid + ":type");
  CHECK(bad([](auto& o) { o.ordertype = "x"; }) == invalid + ":ordertype");
  CHECK(bad([](auto& o) { o.volume = "1e99"; }) == invalid + ":volume");
  CHECK(bad([](auto& o) { o.volume = "-1"; }) == invalid + ":volume");
  CHECK(bad([](auto& o) { o.price = ""; }) == invalid + ":price");
  CHECK(bad([](auto& o) { o.oflags = "fcib,fciq"; }) == invalid + ":oflags");
  CHECK(bad([](auto& o) { o.oflags = "viqc"; }) == invalid + ":oflags");
  CHECK(bad([](auto& o) { o.timeinforce = "DAY"; })
        == invalid + ":timeinforce");
  CHECK(bad([](auto& o) { o.timeinforce = "GTD"; }) == invalid + ":expiretm");
  CHECK(bad([](auto& o) { o.expiretm = "+4"; }) == invalid + ":expiretm");
  CHECK(bad([](auto& o) { o.userref = "2147483648"; }) == invalid + ":userref");
  CHECK(bad([](auto& o) {
          o.userref = "1";
          o.cl_ord_id = "a";
        })
        == invalid);
  CHECK(bad([](auto& o) { o.cl_ord_id = "nineteen-letters-19"; })
        == invalid + ":cl_ord_id");
  CHECK(bad([](auto& o) { o.cl_ord_id = "two words"; })
        == invalid + ":cl_ord_id");
  CHECK(bad([](auto& o) { o.leverage = "9"; }) == invalid + ":leverage");
  CHECK(bad([](auto& o) { o.leverage = "2"; })
        == "EOrder:Margin allowance exceeded");
  CHECK(bad([](auto& o) { o.reduce_only = true; })
        == "EOrder:Reduce only:Non-PC");
  CHECK(bad([](auto& o) { o.pair = "NIXUSD"; }) == "EQuery:Unknown asset pair");
  CHECK(bad([](auto& o) { o.ordertype = "stop-loss-limit"; })
        == "EOrder:Invalid price:Invalid secondary price argument");
}

TEST_CASE("numbers at the edge are refused and do no harm") {
  quiet_exchange x;
  for (const auto* volume : {"1e12", "1e13", "1e18", "0", "-0", "1e-18", ".5"})
    for (const auto* at : {"1e7", "1e8", "+1e7%", "-1e7%", "-20000", "0", "+",
                           "%", "#0.00000001%", "1e-18"}) {
      INFO(volume << " at " << at);
      CHECK_FALSE(x.error_of(input("buy", "limit", volume, at)).empty());
      CHECK_NOTHROW(
        x.error_of(input("sell", "stop-loss-limit", volume, at, at)));
    }
  auto what = input("buy", "limit", "0.01", "9000");
  what.expiretm = "+9999999999999";
  CHECK(x.error_of(what) == "EGeneral:Invalid arguments:expiretm");
  what.expiretm = "";
  what.close_ordertype = "limit";
  what.close_price = "9000.01";
  CHECK_FALSE(x.error_of(what).empty());
}

TEST_CASE("prices and sizes must fit the pair") {
  quiet_exchange x;
  CHECK(x.error_of(input("buy", "limit", "0.1", "9000.01"))
        == "EOrder:Invalid price:XXBTZUSD price can only be specified up to 1 "
           "decimals.");
  CHECK(x.error_of(input("buy", "limit", "0.00004", "9000"))
        == "EGeneral:Invalid arguments:volume minimum not met");
  CHECK(x.error_of(input("buy", "limit", "0.00005", "9000"))
        == "EOrder:Cost minimum not met");
  CHECK(x.error_of(input("buy", "limit", "0.000060001", "9000"))
        == "EGeneral:Invalid arguments:volume");
}

TEST_CASE("a client's id is unique among his open orders only") {
  quiet_exchange x;
  auto what = input("buy", "limit", "0.01", "9000");
  what.cl_ord_id = "6d1b345e-2821-40e2-ad83-4ecb18a06876";
  x.add(x.anna, what).value();
  CHECK(x.error_of(what) == "EGeneral:Invalid arguments:cl_ord_id not unique");
  CHECK(x.add(x.bert, what));
  x.venue.cancel_key(x.anna, what.cl_ord_id, x.now).value();
  CHECK(x.add(x.anna, what));
  const order_filter by_key{{}, order_key{what.cl_ord_id}};
  CHECK(x.venue.open_orders(x.anna, by_key, x.now).size() == 1);
  CHECK(x.venue.closed_orders(x.anna, by_key, x.now).size() == 1);
}

TEST_CASE("a post-only order that would execute is refused") {
  quiet_exchange x;
  auto what = input("buy", "limit", "0.1", "10000.1");
  what.oflags = "post,fciq";
  CHECK(x.error_of(what) == "EOrder:Post only order");
  what.price = "10000";
  CHECK(x.add(x.anna, what)->is_open());
}

TEST_CASE("validation books nothing and promises no funds") {
  quiet_exchange x;
  auto what = input("buy", "limit", "100", "9000");
  what.validate = true;
  CHECK(x.add(x.anna, what)->id.empty());
  CHECK(x.venue.open_orders(x.anna, {}, x.now).empty());
  CHECK(x.venue.rate_count(x.anna, x.btc_usd, x.now).is_zero());
}

TEST_CASE("a deadline is refused once the engine would be late") {
  exchange_options slow;
  slow.engine_latency = std::chrono::seconds{3};
  quiet_exchange x{slow};
  auto what = input("buy", "limit", "0.1", "9000");
  what.deadline = to_rfc3339(x.now + std::chrono::seconds{2});
  CHECK(x.error_of(what) == "EService:Deadline elapsed");
  what.deadline = to_rfc3339(x.now + std::chrono::seconds{61});
  CHECK(x.error_of(what) == "EGeneral:Invalid arguments:deadline");
  what.deadline = to_rfc3339(x.now + std::chrono::seconds{10});
  CHECK(x.error_of(what).empty());
}

TEST_CASE("the status of venue and pair decides what is taken") {
  quiet_exchange x;
  const auto limit = input("buy", "limit", "0.1", "9000");
  const auto market = input("buy", "market", "0.1");
  x.venue.set_system_status(trading_status::cancel_only);
  CHECK(x.error_of(limit) == "EService:Market in cancel_only mode");
  x.venue.set_system_status(trading_status::maintenance);
  CHECK(x.error_of(limit) == "EService:Unavailable");
  x.venue.set_system_status(trading_status::online);
  must(x.venue.set_pair_status(x.btc_usd, trading_status::limit_only));
  CHECK(x.error_of(market) == "EService:Market in limit_only mode");
  CHECK(x.error_of(limit).empty());
}

TEST_CASE("the engine's counter refuses a burst and recovers with time") {
  quiet_exchange x;
  const auto what = input("buy", "limit", "0.001", "5000");
  for (int i = 0; i < 20; ++i) { // add 1, cancel at once 8
    const auto o = x.add(x.anna, what).value();
    x.venue.cancel_order(x.anna, o.id.str(), x.now).value();
  }
  CHECK(x.venue.rate_count(x.anna, x.btc_usd, x.now) == dec("180"));
  CHECK(x.error_of(what) == "EOrder:Rate limit exceeded");
  CHECK(x.add(x.bert, what));
  x.wait(std::chrono::seconds{4}); // 3.75 per second
  CHECK(x.venue.rate_count(x.anna, x.btc_usd, x.now) == dec("165"));
  CHECK(x.error_of(what).empty());
}

TEST_CASE("a refused order still costs its place in the counter") {
  quiet_exchange x;
  CHECK_FALSE(x.error_of(input("buy", "limit", "0.00001", "5000")).empty());
  CHECK(x.venue.rate_count(x.anna, x.btc_usd, x.now) == dec("1"));
}

TEST_CASE("an account may rest only so many orders of a pair") {
  quiet_exchange x;
  const account_id carl{"carl"};
  x.venue.accounts().add(carl, account_tier::starter).value();
  x.venue.deposit(carl, "USD", dec("1000"), x.now).value();
  const auto what = input("buy", "limit", "0.001", "5000");
  for (int i = 0; i < 60; ++i) {
    REQUIRE(x.add(carl, what));
    x.wait(std::chrono::seconds{2});
  }
  CHECK(x.add(carl, what).error().text == "EOrder:Orders limit exceeded");
}

TEST_CASE("cancels tell what is gone from what never was") {
  quiet_exchange x;
  const auto o = x.add(x.anna, input("buy", "market", "0.1")).value();
  const auto error = [&](std::string_view id) {
    return x.venue.cancel_order(x.anna, id, x.now).error().text;
  };
  CHECK(error(o.id.str()) == "EOrder:Unknown order");
  CHECK(error("OAAAAA-BBBBB-CCCCCC") == "EOrder:Invalid order");
  CHECK(error("77") == "EOrder:Unknown order");
  CHECK(x.venue.cancel_order(x.bert, o.id.str(), x.now).error().text
        == "EOrder:Invalid order");
}

TEST_CASE("a batch is refused as a whole, but executed one by one") {
  quiet_exchange x;
  std::vector orders{input("buy", "limit", "0.1", "9000"),
                     input("buy", "limit", "0.9", "9900"),
                     input("buy", "limit", "0.1", "9000")};
  const auto answers = x.venue.add_orders(x.anna, orders, x.now).value();
  CHECK(answers[0]);
  CHECK(answers[1]);
  CHECK(answers[2].error().text == "EOrder:Insufficient funds");
  CHECK(x.venue.rate_count(x.anna, x.btc_usd, x.now) == dec("1.5"));
  orders[1].volume = "x";
  CHECK(x.venue.add_orders(x.anna, orders, x.now).error().text
        == "EGeneral:Invalid arguments:volume");
  CHECK(x.venue.open_orders(x.anna, {}, x.now).size() == 2);
}
