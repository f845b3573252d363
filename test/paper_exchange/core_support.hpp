#pragma once

#include "tools/paper_exchange/exchange.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::paper {

/// A number that is known to be one.
inline decimal dec(std::string_view text) {
  return decimal::parse(text).value();
}
inline price px(std::string_view text) {
  return price{dec(text)};
}
inline quantity qty(std::string_view text) {
  return quantity{dec(text)};
}

/// For controls that must succeed.
inline void must(const result<void>& done) {
  if (!done)
    throw std::runtime_error{done.error().text};
}

/// Parameters of an order of BTC/USD with fees in quote.
inline order_input input(std::string type, std::string kind, std::string volume,
                         std::string at = {}, std::string at2 = {}) {
  order_input made;
  made.pair = "XBTUSD";
  made.type = std::move(type);
  made.ordertype = std::move(kind);
  made.volume = std::move(volume);
  made.price = std::move(at);
  made.price2 = std::move(at2);
  made.oflags = "fciq";
  return made;
}

/// Keeps what the exchange tells, as words in order.
class witness : public observer {
public:
  void on_order(const order_event& event) override {
    constexpr std::array<std::string_view, 9> words{
      "pending_new", "new",     "triggered", "trade",   "filled",
      "canceled",    "expired", "amended",   "restated"};
    orders.emplace_back(words[static_cast<size_t>(event.kind)]);
    if (event.fill)
      fills.push_back(*event.fill);
  }
  void on_ledger(const account_id&, const ledger_entry& entry) override {
    ledgers.push_back(entry);
  }

  std::vector<std::string> orders;
  std::vector<trade> fills;
  std::vector<ledger_entry> ledgers;
};

/// An exchange at noon with one quiet market, BTC/USD at 10,000.0/10,000.1
/// with 0.5 on each side at the best price, and two funded accounts.
struct quiet_exchange {
  explicit quiet_exchange(exchange_options options = {}) : venue{options} {
    for (const auto& name : {anna, bert}) {
      venue.accounts().add(name, account_tier::pro).value();
      venue.deposit(name, "USD", dec("10000"), now).value();
      venue.deposit(name, "BTC", dec("1"), now).value();
    }
    must(venue.open_market({btc_usd, {}, px("10000"), {}, 1}, now));
    must(venue.pause(btc_usd, now));
    quote("10000", "10000.1");
    venue.attach(seen);
  }

  void quote(std::string_view bid, std::string_view ask,
             std::string_view size = "0.5") {
    must(venue.set_quote(btc_usd, px(bid), px(ask), qty(size), qty(size), now));
  }

  /// Leaves only the best level of each side.
  void thin_out(std::string_view bid, std::string_view ask,
                std::string_view size) {
    for (const auto side : {side::buy, side::sell})
      must(venue.clear_liquidity(btc_usd, side, now));
    must(venue.add_liquidity(btc_usd, side::buy, px(bid), qty(size), now));
    must(venue.add_liquidity(btc_usd, side::sell, px(ask), qty(size), now));
  }

  result<order> add(const account_id& who, const order_input& what) {
    return venue.add_order(who, what, now);
  }
  std::string error_of(const order_input& what) {
    const auto answer = add(anna, what);
    return answer ? "" : answer.error().text;
  }
  [[nodiscard]] order look(const order& o) const {
    return venue.find_order(o.owner, o.id, now).value();
  }
  [[nodiscard]] holding has(const account_id& who,
                            const std::string& asset) const {
    return venue.accounts().find(who)->of(asset_id{asset});
  }
  void wait(duration time) {
    now += time;
    venue.advance(now);
  }

  const account_id anna{"anna"};
  const account_id bert{"bert"};
  const symbol_id btc_usd{"BTC/USD"};
  timestamp now{std::chrono::hours{500'004}};
  exchange venue;
  witness seen;
};

} // namespace lockstep::paper
