#include "test/paper_exchange/wire_client.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace lockstep::paper::test;

namespace {

form limit_buy(const std::string& price, const std::string& volume) {
  return {{"pair", "XBTUSD"}, {"type", "buy"},    {"ordertype", "limit"},
          {"price", price},   {"volume", volume}, {"oflags", "fciq"}};
}

form market_buy(const std::string& volume) {
  return {{"pair", "XBTUSD"},
          {"type", "buy"},
          {"ordertype", "market"},
          {"volume", volume},
          {"oflags", "fciq"}};
}

form with(form base, const std::string& name, const std::string& value) {
  base.emplace_back(name, value);
  return base;
}

std::string txid_of(const std::string& body) {
  return member(body, "result.txid.0");
}

const std::string key = "6d1b345e-2821-40e2-ad83-4ecb18a06876";

} // namespace

TEST_CASE("AddOrder describes the order and names it") {
  running_exchange at;
  const auto body = at.call("AddOrder",
                            with(limit_buy("5000", "1.25"), "cl_ord_id", key));
  const auto txid = txid_of(body);
  CHECK(txid.size() == 19);
  CHECK(body
        == R"({"error":[],"result":{"descr":{)"
           R"("order":"buy 1.25000000 XBTUSD @ limit 5000.0"},"txid":[")"
             + txid + R"("],"cl_ord_id":")" + key + "\"}}");
}

TEST_CASE("validate checks an order and books nothing") {
  running_exchange at;
  CHECK(at.call("AddOrder", with(limit_buy("5000", "1.25"), "validate", "true"))
        == R"({"error":[],"result":{"descr":{)"
           R"("order":"buy 1.25000000 XBTUSD @ limit 5000.0"}}})");
  CHECK(at.call("OpenOrders") == R"({"error":[],"result":{"open":{}}})");
}

TEST_CASE("what is wrong with an order is said in Kraken's words") {
  running_exchange at;
  const auto error = [&](const form& order) {
    return member(at.call("AddOrder", order), "error.0");
  };
  CHECK(error(limit_buy("5000", "0.00001"))
        == "EGeneral:Invalid arguments:volume minimum not met");
  CHECK(error(limit_buy("5000", "100")) == "EOrder:Insufficient funds");
  CHECK(error(limit_buy("5000.12", "1"))
        == "EOrder:Invalid price:XXBTZUSD price can only be specified up to 1 "
           "decimals.");
  CHECK(error(with(limit_buy("7000", "1"), "oflags", "post"))
        == "EOrder:Post only order");
  CHECK(error({{"pair", "XBTUSD"}}) == "EGeneral:Invalid arguments:type");
  auto elsewhere = limit_buy("5000", "1");
  elsewhere.front().second = "XBTDOGE";
  CHECK(error(elsewhere) == "EQuery:Unknown asset pair");
  CHECK(error(with(with(limit_buy("5000", "0.1"), "cl_ord_id", key), "userref",
                   "7"))
        == "EGeneral:Invalid arguments");
  CHECK(error(with(limit_buy("5000", "0.1"), "cl_ord_id", key)).empty());
  CHECK(error(with(limit_buy("5000", "0.1"), "cl_ord_id", key))
        == "EGeneral:Invalid arguments:cl_ord_id not unique");
}

TEST_CASE("an open order is shown with all documented members") {
  running_exchange at;
  const auto txid = txid_of(
    at.call("AddOrder", with(limit_buy("5000", "1.25"), "cl_ord_id", key)));
  CHECK(at.call("OpenOrders", {{"cl_ord_id", key}})
        == R"({"error":[],"result":{"open":{")" + txid
             + R"(":{"refid":null,"userref":null,"cl_ord_id":")" + key
             + R"(","status":"open","opentm":1777975200.0000,"starttm":0,)"
               R"("expiretm":0,"descr":{"pair":"XBTUSD","aclass":"forex",)"
               R"("type":"buy","ordertype":"limit","price":"5000.0",)"
               R"("price2":"0","leverage":"none",)"
               R"("order":"buy 1.25000000 XBTUSD @ limit 5000.0","close":""},)"
               R"("vol":"1.25000000","vol_exec":"0.00000000",)"
               R"("cost":"0.00000","fee":"0.00000","price":"0.00000",)"
               R"("stopprice":"0.00000","limitprice":"0.00000","misc":"",)"
               R"("oflags":"fciq"}}}})");
  CHECK(at.call("OpenOrders", {{"cl_ord_id", "other"}})
        == R"({"error":[],"result":{"open":{}}})");
}

TEST_CASE("an executed order, its execution and the ledger agree") {
  running_exchange at;
  const auto txid = txid_of(at.call("AddOrder", market_buy("0.01")));
  const auto order = at.call("QueryOrders",
                             {{"txid", txid}, {"trades", "true"}});
  const auto in_order = "result." + txid + ".";
  CHECK(member(order, in_order + "status") == "closed");
  CHECK(member(order, in_order + "vol_exec") == "0.01000000");
  CHECK(member(order, in_order + "price") == "6000.10000");
  CHECK(member(order, in_order + "cost") == "60.00100");
  CHECK(member(order, in_order + "fee") == "0.24000");
  const auto trade = member(order, in_order + "trades.0");
  CHECK(trade.front() == 'T');
  const auto body = at.call("QueryTrades",
                            {{"txid", trade}, {"ledgers", "true"}});
  const auto first = member(body, "result." + trade + ".ledgers.0");
  const auto second = member(body, "result." + trade + ".ledgers.1");
  const auto id = member(body, "result." + trade + ".trade_id");
  CHECK(body
        == R"({"error":[],"result":{")" + trade + R"(":{"ordertxid":")" + txid
             + R"(","postxid":"TKH2SE-M7IF5-CFI7LT","pair":"XXBTZUSD",)"
               R"("aclass":"forex","time":1777975200.0000,"type":"buy",)"
               R"("ordertype":"market","tradeordertype":"market",)"
               R"("price":"6000.10000",)"
               R"("cost":"60.00100","fee":"0.24000","vol":"0.01000000",)"
               R"("margin":"0.00000","leverage":"0","misc":"","trade_id":)"
             + id + R"(,"maker":false,"ledgers":[")" + first + "\",\"" + second
             + "\"]}}}");
  const auto rows = at.call("QueryLedgers", {{"id", first + "," + second}});
  CHECK(member(rows, "result." + first + ".asset") == "XXBT");
  CHECK(member(rows, "result." + first + ".amount") == "0.0100000000");
  CHECK(member(rows, "result." + second + ".amount") == "-60.0010");
  CHECK(member(rows, "result." + second + ".fee") == "0.2400");
  CHECK(member(rows, "result." + second + ".balance") == "9939.7590");
  CHECK(member(rows, "result." + second + ".refid") == trade);
}

TEST_CASE("executions of one sweep are one, unless they are asked for singly") {
  running_exchange at;
  at.control("/fills", R"({"account":"alice","parts":["0.004","0.006"]})");
  const auto txid = txid_of(at.call("AddOrder", market_buy("0.01")));
  CHECK(member(at.call("TradesHistory"), "result.count") == "1");
  const auto single = at.call("TradesHistory",
                              {{"consolidate_taker", "false"}});
  CHECK(member(single, "result.count") == "2");
  const auto query = [&](const std::string& consolidate) {
    return at.call("QueryOrders", {{"txid", txid},
                                   {"trades", "true"},
                                   {"consolidate_taker", consolidate}});
  };
  CHECK(member(query("true"), "result." + txid + ".trades.1").empty());
  CHECK_FALSE(member(query("false"), "result." + txid + ".trades.1").empty());
}

TEST_CASE("histories come in pages of fifty with a count of all") {
  running_exchange at;
  for (int i = 0; i < 53; ++i) {
    const auto body = at.call("AddOrder", limit_buy("5000", "0.001"));
    at.time.pass(10min); // so that neither limiter minds
    REQUIRE(at.call("CancelOrder", {{"txid", txid_of(body)}})
            == R"({"error":[],"result":{"count":1,"pending":false}})");
  }
  const auto entries = [](const std::string& body) {
    return json::parse(body)->find("result")->find("closed")->members().size();
  };
  const auto first = at.call("ClosedOrders");
  CHECK(entries(first) == 50);
  CHECK(member(first, "result.count") == "53");
  const auto rest = at.call("ClosedOrders", {{"ofs", "50"}});
  CHECK(entries(rest) == 3);
  CHECK(
    member(at.call("ClosedOrders", {{"without_count", "true"}}), "result.count")
      .empty());
  // `start` is exclusive, `end` inclusive.
  const auto of_one = at.call("ClosedOrders", {{"start", "1777975200"},
                                               {"end", "1777975800"},
                                               {"closetime", "close"}});
  CHECK(entries(of_one) == 1);
}

TEST_CASE("a canceled order says why, and can not be canceled again") {
  running_exchange at;
  const auto txid = txid_of(at.call("AddOrder", limit_buy("5000", "0.01")));
  CHECK(at.call("CancelOrder", {{"txid", txid}})
        == R"({"error":[],"result":{"count":1,"pending":false}})");
  CHECK(at.call("CancelOrder", {{"txid", txid}})
        == R"({"error":["EOrder:Unknown order"]})");
  const auto body = at.call("ClosedOrders");
  const auto path = "result.closed." + txid + ".";
  CHECK(member(body, path + "status") == "canceled");
  CHECK(member(body, path + "reason") == "User requested");
  CHECK(member(body, path + "closetm") == "1777975200.0000");
}

TEST_CASE("orders of one userref are canceled together") {
  running_exchange at;
  for (int i = 0; i < 3; ++i)
    at.call("AddOrder", with(limit_buy("5000", "0.01"), "userref", "77"));
  CHECK(at.call("CancelOrder", {{"txid", "77"}})
        == R"({"error":[],"result":{"count":3,"pending":false}})");
}

TEST_CASE("an order is found by its client id only among its own") {
  running_exchange at;
  const auto txid = txid_of(
    at.call("AddOrder", with(limit_buy("5000", "0.01"), "cl_ord_id", key)));
  CHECK(member(at.call("QueryOrders", {{"txid", txid}, {"cl_ord_id", key}}),
               "result." + txid + ".cl_ord_id")
        == key);
  CHECK(at.call("QueryOrders", {{"txid", txid}, {"cl_ord_id", "wrong"}})
        == R"({"error":[],"result":{}})");
  CHECK(at.call("QueryOrders", {{"cl_ord_id", key}})
        == R"({"error":["EGeneral:Invalid arguments"]})");
  CHECK(at.call("CancelOrder", {{"cl_ord_id", key}})
        == R"({"error":[],"result":{"count":1,"pending":false}})");
}

TEST_CASE("a batch places its orders together, and cancels them together") {
  running_exchange at;
  running_exchange::wrong json_body;
  json_body.as_json = true;
  const auto body
    = at.call("AddOrderBatch",
              {{"pair", "\"XBTUSD\""},
               {"orders",
                R"([{"ordertype":"limit","type":"buy","volume":"0.1",)"
                R"("price":"5000"},{"ordertype":"limit","type":"buy",)"
                R"("volume":"0.1","price":"5001","cl_ord_id":"second"}])"}},
              json_body)
        .body;
  const auto first = member(body, "result.orders.0.txid");
  CHECK_FALSE(first.empty());
  CHECK(member(body, "result.orders.1.descr.order")
        == "buy 0.10000000 XBTUSD @ limit 5001.0");
  CHECK(
    at.call("CancelOrderBatch",
            {{"orders", "[\"" + first + "\"]"}, {"cl_ord_ids", "[\"second\"]"}},
            json_body)
      .body
    == R"({"error":[],"result":{"count":2}})");
}

TEST_CASE("an amended order keeps its id, an edited one gets another") {
  running_exchange at;
  const auto txid = txid_of(at.call("AddOrder", limit_buy("5000", "0.1")));
  const auto amended = at.call("AmendOrder",
                               {{"txid", txid}, {"limit_price", "5100"}});
  CHECK(member(amended, "result.amend_id").front() == 'T');
  const auto history = at.call("OrderAmends", {{"order_id", txid}});
  CHECK(member(history, "result.count") == "2");
  CHECK(member(history, "result.amends.0.amend_type") == "original");
  CHECK(member(history, "result.amends.1.limit_price") == "5100.0");
  CHECK(member(history, "result.amends.1.timestamp") == "1777975200000");
  at.time.pass(10min);
  const auto edited = at.call(
    "EditOrder",
    {{"txid", txid}, {"pair", "XBTUSD"}, {"volume", "0.2"}, {"price", "5200"}});
  CHECK(member(edited, "result.originaltxid") == txid);
  CHECK(member(edited, "result.txid") != txid);
  CHECK(member(edited, "result.volume") == "0.20000000");
  CHECK(member(edited, "result.orders_cancelled") == "1");
}

TEST_CASE("the dead-man timer answers with its times, and can be put off") {
  running_exchange at;
  at.call("AddOrder", limit_buy("5000", "0.1"));
  CHECK(at.call("CancelAllOrdersAfter", {{"timeout", "60"}})
        == R"({"error":[],"result":{"currentTime":"2026-05-05T10:00:00Z",)"
           R"("triggerTime":"2026-05-05T10:01:00Z"}})");
  CHECK(at.call("CancelAllOrdersAfter", {{"timeout", "0"}})
        == R"({"error":[],"result":{"currentTime":"2026-05-05T10:00:00Z",)"
           R"("triggerTime":"0"}})");
  at.call("CancelAllOrdersAfter", {{"timeout", "60"}});
  at.time.pass(61s);
  CHECK(at.call("OpenOrders") == R"({"error":[],"result":{"open":{}}})");
}

TEST_CASE("balances show what open orders hold") {
  running_exchange at;
  at.call("AddOrder", limit_buy("5000", "1"));
  CHECK(at.call("Balance")
        == R"({"error":[],"result":{"XXBT":"1.0000000000",)"
           R"("ZUSD":"10000.0000"}})");
  const auto body = at.call("BalanceEx");
  CHECK(member(body, "result.ZUSD.balance") == "10000.0000");
  CHECK(member(body, "result.ZUSD.hold_trade").starts_with("50"));
  CHECK(
    at.call("TradeBalance").starts_with(R"({"error":[],"result":{"eb":"1)"));
  CHECK(at.call("CancelAll") == R"({"error":[],"result":{"count":1}})");
}

TEST_CASE("TradeVolume states the fees in percent") {
  running_exchange at;
  CHECK(at.call("TradeVolume", {{"pair", "XBTUSD"}})
        == R"({"error":[],"result":{"currency":"ZUSD","volume":"0.0000",)"
           R"("fees":{"XXBTZUSD":{"fee":"0.4000","minfee":"0.1000",)"
           R"("maxfee":"0.4000","nextfee":"0.3500",)"
           R"("nextvolume":"10000.0000","tiervolume":"0.0000"}},)"
           R"("fees_maker":{"XXBTZUSD":{"fee":"0.2500","minfee":"0.0000",)"
           R"("maxfee":"0.2500","nextfee":"0.2000",)"
           R"("nextvolume":"10000.0000","tiervolume":"0.0000"}}}})");
  CHECK(at.call("TradeVolume")
        == R"({"error":[],"result":{"currency":"ZUSD","volume":"0.0000",)"
           R"("fees":null,"fees_maker":null}})");
}

TEST_CASE("a number that is larger than any amount is an invalid argument") {
  running_exchange at;
  const auto error = [&](const std::string& volume) {
    return member(at.call("AddOrder", limit_buy("5000", volume)), "error.0");
  };
  CHECK_FALSE(error("99999999999999999999").empty());
  CHECK_FALSE(error("100000000000000000").empty());
  CHECK_FALSE(error("1e400").empty());
  CHECK(member(at.call("Balance"), "result.ZUSD") == "10000.0000");
}
