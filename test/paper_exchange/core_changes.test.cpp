#include "test/paper_exchange/core_support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace std::chrono_literals;

namespace {

amend_input change_of(const order& o, std::string volume,
                      std::string limit = {}) {
  amend_input made;
  made.txid = o.id.str();
  made.order_qty = std::move(volume);
  made.limit_price = std::move(limit);
  return made;
}

} // namespace

TEST_CASE("an amended order keeps its id and changes its hold") {
  quiet_exchange x;
  const auto o = x.add(x.anna, input("buy", "limit", "0.5", "9000")).value();
  x.venue.amend_order(x.anna, change_of(o, "0.25", "8000"), x.now).value();
  const auto after = x.look(o);
  CHECK(after.limit == px("8000"));
  CHECK(after.volume == qty("0.25"));
  CHECK(after.amendments.size() == 2);
  CHECK(after.amendments.front().kind == "original");
  CHECK(x.has(x.anna, "USD").held == dec("2008"));
}

TEST_CASE("an amendment below what is executed cancels the rest") {
  quiet_exchange x;
  const auto o = x.add(x.anna, input("buy", "limit", "0.5", "9000")).value();
  const std::vector parts{qty("0.2")};
  must(x.venue.fill_in_parts(o.id, parts, x.now));
  x.venue.amend_order(x.anna, change_of(o, "0.1"), x.now).value();
  CHECK(x.look(o).status == order_status::canceled);
  CHECK(x.look(o).executed == qty("0.2"));
  CHECK(x.has(x.anna, "USD").held.is_zero());
}

TEST_CASE("an amendment that can not be paid changes nothing") {
  quiet_exchange x;
  const auto o = x.add(x.anna, input("buy", "limit", "0.5", "9000")).value();
  CHECK(x.venue.amend_order(x.anna, change_of(o, "2"), x.now).error().text
        == "EOrder:Insufficient funds");
  CHECK(x.look(o).volume == qty("0.5"));
  CHECK(x.venue.rate_count(x.anna, x.btc_usd, x.now) == dec("5"));
}

TEST_CASE("a smaller order keeps its place in the queue") {
  quiet_exchange x;
  const auto first
    = x.add(x.anna, input("buy", "limit", "0.2", "9990")).value();
  const auto second
    = x.add(x.bert, input("buy", "limit", "0.2", "9990")).value();
  x.venue.amend_order(x.anna, change_of(first, "0.1"), x.now).value();
  x.thin_out("9980", "9990.1", "1");
  x.add(x.bert, input("buy", "limit", "0.0001", "9000")).value();
  const account_id carl{"carl"};
  x.venue.accounts().add(carl, account_tier::pro).value();
  x.venue.deposit(carl, "BTC", dec("1"), x.now).value();
  x.add(carl, input("sell", "market", "0.15")).value();
  CHECK(x.look(first).status == order_status::closed);
  CHECK(x.look(second).executed == qty("0.05"));
}

TEST_CASE("an edit replaces the order by a new one") {
  quiet_exchange x;
  auto what = input("buy", "limit", "0.5", "9000");
  what.userref = "7";
  const auto o = x.add(x.anna, what).value();
  edit_input change;
  change.txid = o.id.str();
  change.price = "8500";
  const auto edited = x.venue.edit_order(x.anna, change, x.now).value();
  CHECK(edited.original == o.id);
  CHECK(edited.replaced.limit == px("8500"));
  CHECK(edited.replaced.volume == qty("0.5"));
  CHECK_FALSE(edited.replaced.userref);
  CHECK(x.look(o).status == order_status::canceled);
  CHECK(x.venue.edit_order(x.anna, change, x.now).error().text
        == "EOrder:Unknown order");
}

TEST_CASE("an order with a client's id can not be edited") {
  quiet_exchange x;
  auto what = input("buy", "limit", "0.5", "9000");
  what.cl_ord_id = "mine";
  edit_input change;
  change.txid = x.add(x.anna, what)->id.str();
  change.price = "8500";
  CHECK(x.venue.edit_order(x.anna, change, x.now).error().text
        == "EOrder:Order not editable");
}

TEST_CASE("an order expires at its time and not before") {
  quiet_exchange x;
  auto what = input("buy", "limit", "0.5", "9000");
  what.timeinforce = "gtd";
  what.expiretm = "+10";
  const auto o = x.add(x.anna, what).value();
  x.wait(9s);
  CHECK(x.look(o).is_open());
  x.wait(2s);
  CHECK(x.look(o).status == order_status::expired);
  CHECK(x.look(o).closed == o.opened + 10s);
  CHECK(x.has(x.anna, "USD").held.is_zero());
}

TEST_CASE("a scheduled order is pending until it starts") {
  quiet_exchange x;
  auto what = input("buy", "market", "0.1");
  what.starttm = "+10";
  const auto o = x.add(x.anna, what).value();
  CHECK(o.status == order_status::pending);
  x.wait(10s);
  CHECK(x.look(o).status == order_status::closed);
}

TEST_CASE("the dead-man timer cancels all orders of the account") {
  quiet_exchange x;
  const auto mine = x.add(x.anna, input("buy", "limit", "0.1", "9000"));
  const auto other = x.add(x.bert, input("buy", "limit", "0.1", "9000"));
  x.venue.cancel_all_after(x.anna, "60", x.now).value();
  x.wait(50s);
  x.venue.cancel_all_after(x.anna, "60", x.now).value();
  x.wait(59s);
  CHECK(x.look(*mine).is_open());
  x.wait(1s);
  CHECK(x.look(*mine).status == order_status::canceled);
  CHECK(x.look(*other).is_open());
  CHECK_FALSE(x.venue.cancel_all_after(x.anna, "86400", x.now));
  CHECK(*x.venue.cancel_all_after(x.anna, "0", x.now) == std::nullopt);
}

TEST_CASE("a stop holds nothing until it triggers") {
  quiet_exchange x;
  auto stop = input("sell", "stop-loss", "1", "9500");
  const auto first = x.add(x.anna, stop).value();
  const auto second = x.add(x.anna, stop).value();
  CHECK(x.has(x.anna, "BTC").held.is_zero());
  x.quote("9499", "9499.1", "5");
  x.add(x.bert, input("sell", "market", "0.01")).value(); // moves the last
  CHECK(x.look(first).status == order_status::closed);
  CHECK(x.look(first).triggered);
  CHECK(x.look(second).status == order_status::canceled);
  CHECK(x.look(second).reason == "Insufficient funds");
}

TEST_CASE("a trailing stop follows the best price and then triggers") {
  quiet_exchange x;
  auto stop = input("sell", "trailing-stop", "0.1", "+1%");
  stop.trigger = "index";
  const auto o = x.add(x.anna, stop).value();
  x.quote("11000", "11000.2");
  CHECK(x.look(o).trigger == px("10890.1"));
  x.quote("10950", "10950.2");
  CHECK(x.look(o).trigger == px("10890.1"));
  x.quote("10890", "10890.2");
  CHECK(x.look(o).status == order_status::closed);
}

TEST_CASE("a take-profit-limit rests at its limit after the trigger") {
  quiet_exchange x;
  auto take = input("sell", "take-profit-limit", "0.1", "10500", "10600");
  take.trigger = "index";
  const auto o = x.add(x.anna, take).value();
  x.quote("10500", "10500.2");
  CHECK(x.look(o).triggered);
  CHECK(x.look(o).is_open());
  CHECK(x.has(x.anna, "BTC").held == dec("0.1"));
  x.quote("10600", "10600.2");
  CHECK(x.look(o).status == order_status::closed);
}

TEST_CASE("a stop beyond the market is canceled at once") {
  quiet_exchange x;
  auto stop = input("sell", "stop-loss", "0.1", "10500");
  stop.trigger = "index";
  const auto o = x.add(x.anna, stop).value();
  CHECK(o.reason == "Order would trigger immediately");
}

TEST_CASE("relative prices are counted from the last trade") {
  quiet_exchange x;
  x.add(x.bert, input("buy", "market", "0.01")).value(); // last is 10000.1
  CHECK(x.add(x.anna, input("buy", "limit", "0.1", "-100"))->limit
        == px("9900.1"));
  CHECK(x.add(x.anna, input("sell", "limit", "0.1", "#1%"))->limit
        == px("10100.1"));
}

TEST_CASE("views show the past when they lag") {
  quiet_exchange x;
  const auto before = x.now;
  x.wait(10s);
  const auto o = x.add(x.anna, input("buy", "limit", "0.5", "9000")).value();
  x.wait(10s);
  const std::vector parts{qty("0.2")};
  must(x.venue.fill_in_parts(o.id, parts, x.now));
  x.wait(10s);
  x.venue.cancel_order(x.anna, o.id.str(), x.now).value();
  CHECK_FALSE(x.venue.find_order(x.anna, o.id, before));
  CHECK(x.venue.open_orders(x.anna, {}, before).empty());
  const auto rested = x.venue.find_order(x.anna, o.id, before + 15s).value();
  CHECK(rested.is_open());
  CHECK(rested.executed.is_zero());
  CHECK(x.venue.trades(x.anna, before + 15s).empty());
  const auto part = x.venue.find_order(x.anna, o.id, before + 25s).value();
  CHECK(part.is_open());
  CHECK(part.executed == qty("0.2"));
  CHECK(part.trades.size() == 1);
  CHECK(x.venue.closed_orders(x.anna, {}, before + 25s).empty());
  CHECK(x.venue.closed_orders(x.anna, {}, x.now).size() == 1);
}
