#include "copytrade/wallet.hpp"

#include "test/copytrade/kit.hpp"

#include <catch2/catch_test_macros.hpp>

namespace lockstep::copytrade {

namespace {

using namespace kit;

bool bought(wallet& w, int64_t time, int64_t known) {
  return w.executed(fill("O1", side::buy, "1", "100", time), btc, usd_asset,
                    at(known));
}

decimal cash(const wallet& w) {
  return w.current()->of(usd_asset).total;
}

} // namespace

TEST_CASE("a wallet is empty until there was an answer") {
  wallet w;
  CHECK(w.current() == nullptr);
  CHECK_FALSE(bought(w, 1, 1));
  CHECK(w.current() == nullptr);
}

TEST_CASE("an execution after the answer moves cash and coins together") {
  wallet w;
  REQUIRE(w.answered(funds("1000"), at(10), at(11)));
  auto x = fill("O1", side::buy, "1", "100", 12);
  x.fees = {{usd_asset, dec("0.4")}};
  CHECK_FALSE(w.executed(x, btc, usd_asset, at(13)));
  CHECK(cash(w) == dec("899.6"));
  CHECK(w.current()->of(btc).total == dec("1"));
  auto y = fill("O2", side::sell, "0.5", "100", 14);
  w.executed(y, btc, usd_asset, at(14));
  CHECK(cash(w) == dec("949.6"));
  CHECK(w.current()->of(btc).total == dec("0.5"));
}

TEST_CASE("money that is booked more coarsely than it is told is not made up") {
  wallet w;
  REQUIRE(w.answered(funds("1000"), at(10), at(11)));
  auto sale = fill("O1", side::sell, "1", "100", 12);
  sale.cost = notional{dec("100.00019")};
  sale.fees = {{usd_asset, dec("0.40001")}};
  w.executed(sale, btc, usd_asset, at(13));
  CHECK(cash(w) == dec("1099.6"));
  auto purchase = fill("O2", side::buy, "1", "100", 14);
  purchase.cost = notional{dec("100.00011")};
  purchase.fees = {{usd_asset, dec("0.40001")}};
  w.executed(purchase, btc, usd_asset, at(15));
  CHECK(cash(w) == dec("999.1997"));
}

TEST_CASE("an execution that the answer contains does not count twice") {
  wallet w;
  REQUIRE(w.answered(funds("900"), at(10), at(11)));
  CHECK_FALSE(bought(w, 9, 12));
  CHECK(cash(w) == dec("900"));
}

TEST_CASE("what was sent after the answer is not in it, whatever clocks say") {
  wallet w;
  REQUIRE(w.answered(funds("1000"), at(10), at(11)));
  CHECK_FALSE(w.executed(fill("O1", side::buy, "1", "100", 9), btc, usd_asset,
                         at(13), wallet::age::newer));
  CHECK(cash(w) == dec("900"));
  CHECK(w.current()->of(btc).total == dec("1"));
}

TEST_CASE("an execution between question and answer asks for another") {
  wallet w;
  REQUIRE(w.answered(funds("1000"), at(10), at(12)));
  CHECK(bought(w, 11, 13));
  CHECK(cash(w) == dec("1000"));
  CHECK_FALSE(w.answered(funds("900"), at(12), at(14)));
  CHECK(w.answered(funds("900"), at(15), at(16)));
  CHECK(cash(w) == dec("900"));
}

} // namespace lockstep::copytrade
