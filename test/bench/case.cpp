#include "test/bench/case.hpp"

#include "adapters/kraken/venue.hpp"

#include <fmt/format.h>

namespace lockstep::bench {

namespace {

using namespace std::chrono_literals;

decimal dec(std::string_view text) {
  return decimal::parse(text).value();
}

const symbol_id btc_usd{"BTC/USD"};
const asset_id btc{"BTC"};
const asset_id usd{"USD"};

instrument make_pair() {
  instrument pair;
  pair.symbol = btc_usd;
  pair.base = btc;
  pair.quote = usd;
  pair.lot = quantity{dec("0.00000001")};
  pair.tick = price{dec("0.1")};
  pair.quantity_min = quantity{dec("0.00005")};
  pair.notional_min = notional{dec("0.5")};
  return pair;
}

} // namespace

timestamp decision_time() {
  return timestamp{1'780'000'000s};
}

actors::market_view_ptr make_market() {
  const instrument_table table{{btc_usd, make_pair()}};
  auto view = std::make_shared<actors::market_view>();
  view->venue = kraken::make_venue({})->with(
    std::make_shared<const instrument_table>(table));
  return view;
}

std::shared_ptr<const copytrade::signal> make_signal(unsigned number) {
  copytrade::signal s;
  s.quantity = quantity{dec("0.0015")};
  s.id = {order_id{fmt::format("OQCLML-BW3P3-{:06}", number)}, s.quantity};
  s.venue = "kraken";
  s.master = account_id{"master"};
  s.symbol = btc_usd;
  s.base = btc;
  s.quote = usd;
  s.price = price{dec("65000.1")};
  s.equity_before = notional{dec("1000")};
  s.position_after = s.quantity;
  s.first_executed = s.executed = decision_time() - 500ms;
  s.received = decision_time() - 400ms;
  s.marks = {{btc, s.price}};
  return std::make_shared<const copytrade::signal>(std::move(s));
}

actors::copy_desk::identity make_identity(size_t number) {
  static const auto rules = std::make_shared<const copytrade::copy_rules>();
  return {account_id{fmt::format("follower-{}", number)},
          "kraken",
          run_mode::paper,
          {},
          rules};
}

std::shared_ptr<const balance> make_funds() {
  balance funds;
  funds.holdings[usd] = {dec("500"), {}};
  funds.holdings[btc] = {dec("0.25"), {}};
  funds.as_of = decision_time() - 1s;
  return std::make_shared<const balance>(std::move(funds));
}

} // namespace lockstep::bench
