#pragma once

#include "actors/copy_desk.hpp"
#include "actors/payloads.hpp"
#include "adapters/kraken/venue.hpp"
#include "test/adapters/journal_kit.hpp"
#include "test/copytrade/kit.hpp"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// A copy desk with a small world around it: one time, one market, one
/// wallet, and a real journal.
namespace lockstep::actors::kit {

// tidy-ok: one kit of tests builds on the other, and only tests see it
using namespace copytrade::kit;

/// The record of a signal as the copier writes it.
inline journal::signal_record record_of(const copytrade::signal& what) {
  return {.from
          = {0, what.received, what.master, what.venue, run_mode::paper, {}},
          .id = what.id.str(),
          .order = what.id.order,
          .batch = what.batch,
          .symbol = what.symbol,
          .side = side::buy,
          .quantity = what.quantity,
          .price = what.price,
          .executed = what.executed,
          .payload = encode(what)};
}

inline std::shared_ptr<const copy_desk::identity> identity() {
  auto who = std::make_shared<copy_desk::identity>();
  who->account = account_id{"half"};
  who->venue = "kraken";
  who->settings.limits.max_user_risk = percent(100);
  who->rules = std::make_shared<const copytrade::copy_rules>();
  return who;
}

/// What is told to all desks of a test.
struct desk_world {
  timestamp now = at(0);
  market_view market;
  lockstep::balance wallet = funds("1000000");
  journal::kit::scratch folder;
  journal::journal file = journal::kit::open(folder.path());

  desk_world() {
    use(kit::pairs());
    wallet.holdings[btc] = {dec("100"), {}};
    wallet.holdings[eth] = {dec("100"), {}};
  }

  void use(const instrument_table& pairs) {
    market.venue = kraken::make_venue()->with(
      std::make_shared<const instrument_table>(pairs));
  }

  [[nodiscard]] desk_facts facts() const {
    desk_facts f;
    f.account.account = account_id{"half"};
    f.account.now = now;
    f.account.venue = market.status;
    f.account.funds = shared(wallet);
    f.taker_fee = part("0.004");
    f.market = &market;
    return f;
  }

  /// Brings the records to the disk.
  void write(const journal_entry& entry) {
    for (const auto& record : entry.records)
      std::visit([this](const auto& r) { journal::kit::put(file, r); }, record);
    REQUIRE(file.commit());
  }

  void write(const copytrade::signal& what) {
    journal::kit::put(file, record_of(what));
    REQUIRE(file.commit());
  }

  [[nodiscard]] restored_account read_back() const {
    const account_id who{"half"};
    restored_account found;
    found.intents = file.read().intents(who).value();
    found.executions = file.read().executions(who).value();
    found.rows = file.read().rows(who).value();
    found.notes = file.read().notes(who).value();
    found.signals = file.read().signals().value();
    return found;
  }

  [[nodiscard]] copy_desk restored() const {
    copy_desk desk{identity()};
    REQUIRE(desk.restore(read_back()));
    return desk;
  }

  /// A signal of this moment.
  [[nodiscard]] copytrade::signal timely(copytrade::signal s) const {
    s.first_executed = s.executed = s.received = now;
    return s;
  }
  [[nodiscard]] copytrade::signal entry(const std::string& order,
                                        const std::string& q) const {
    return timely(entry_signal(order, q, "50000", "1000000"));
  }
  [[nodiscard]] copytrade::signal exit(const std::string& order,
                                       const std::string& before,
                                       const std::string& after) const {
    return timely(exit_signal(order, before, after, "50000"));
  }
};

/// News of an order: its executions so far, and how it stands.
inline order_update news_of(const order_request& order, order_state state,
                            std::vector<execution> fills, bool complete) {
  order_update news;
  news.key = order.key;
  news.state = state;
  news.executions = std::move(fills);
  news.complete = complete;
  return news;
}

inline execution fill_of(const order_request& order, const std::string& q,
                         timestamp now) {
  auto fill = our_fill(order.key, order.side, qty(q), px("50000"), now);
  fill.symbol = order.symbol;
  return fill;
}

/// How many records of a kind there are.
template <class Record>
size_t count_of(const desk_steps& steps) {
  size_t n = 0;
  for (const auto& record : steps.journal.records)
    n += std::holds_alternative<Record>(record) ? 1 : 0;
  return n;
}

} // namespace lockstep::actors::kit
