#include "adapters/kraken/venue.hpp"
#include "adapters/net/make_transport.hpp"
#include "adapters/nonce.hpp"
#include "tools/paper_exchange/server.hpp"

#include <catch2/catch_test_macros.hpp>

#include <condition_variable>
#include <future>
#include <mutex>

// The adapter against the paper exchange, over real sockets: what each thinks
// Kraken's protocol is must be the same.

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

timestamp wall_now() {
  return std::chrono::time_point_cast<duration>(
    std::chrono::system_clock::now());
}

/// What a private or public stream said, kept until somebody waits for it.
class inbox {
public:
  net::stream_handler handler(std::unique_ptr<stream_reader> reader) {
    reader_ = std::move(reader);
    return {[] {}, [this](const std::string& frame) { take(frame); },
            [](const std::string&) {}};
  }

  /// The first event of that type, now or within ten seconds.
  template <class T>
  std::optional<T> wait_for() {
    std::unique_lock guard{lock_};
    std::optional<T> found;
    news_.wait_for(guard, 10s, [&] {
      for (const auto& event : events_)
        if (const auto* match = std::get_if<T>(&event)) {
          found = *match;
          return true;
        }
      return false;
    });
    return found;
  }

  std::string problem() {
    const std::lock_guard guard{lock_};
    return problem_;
  }

private:
  void take(const std::string& frame) {
    auto events = reader_->read(frame);
    const std::lock_guard guard{lock_};
    if (!events)
      problem_ = events.error().text + " in " + frame;
    else
      events_.insert(events_.end(), events->begin(), events->end());
    news_.notify_all();
  }

  std::unique_ptr<stream_reader> reader_;
  std::mutex lock_;
  std::condition_variable news_;
  std::vector<stream_event> events_;
  std::string problem_;
};

/// An account at a paper exchange and its way there.
class desk {
public:
  desk() {
    paper::server_options options;
    options.strict = true; // fields that Kraken does not know are refused
    auto account = paper::ready_made_account();
    account.tier = paper::account_tier::pro;
    who_ = credentials{account.keys.front().key, account.keys.front().secret};
    options.accounts.push_back(std::move(account));
    exchange_ = paper::server::start(std::move(options)).value();
    transport_ = net::make_transport().value();
    const auto bare
      = kraken::make_venue({exchange_->url(), exchange_->public_stream_url(),
                            exchange_->private_stream_url()});
    venue = bare->with(
      std::make_shared<const instrument_table>(ask(bare->instruments())));
  }

  template <class T>
  answer<T> try_ask(const private_call<T>& call) {
    const auto now = wall_now();
    if (const auto end = nonces_.wanted(now))
      nonces_.reserved(*end);
    const auto nonce = nonces_.next(now).value();
    return call.read(exchanged(venue->sign(call.request, who_, nonce).value()));
  }

  template <class T>
  T ask(const private_call<T>& call) {
    auto got = try_ask(call);
    INFO(call.request.name << ": " << (got ? "" : got.error().words));
    REQUIRE(got);
    return *std::move(got);
  }

  template <class T>
  T ask(const public_call<T>& call) {
    auto got = call.read(exchanged(call.request));
    INFO(call.request.url << ": " << (got ? "" : got.error().words));
    REQUIRE(got);
    return *std::move(got);
  }

  net::stream_ptr open(stream_plan plan, inbox& into) {
    return transport_->open(std::move(plan.request),
                            into.handler(std::move(plan.reader)));
  }

  void forget_key() { who_.secret[5] = who_.secret[5] == 'A' ? 'B' : 'A'; }

  venue_ptr venue;

private:
  net::http_response exchanged(net::http_request request) {
    std::promise<net::http_response> done;
    transport_->send(std::move(request), [&](net::http_response response) {
      done.set_value(std::move(response));
    });
    return done.get_future().get();
  }

  std::unique_ptr<paper::server> exchange_;
  std::unique_ptr<net::transport> transport_;
  credentials who_;
  nonce_source nonces_{0, 0};
};

const symbol_id btc_usd{"BTC/USD"};

order_request a_buy(desk& at, const std::string& key) {
  const auto best = at.ask(at.venue->tickers(std::vector{btc_usd})).at(0);
  const auto* rules = find(at.venue->table(), btc_usd);
  order_request order;
  order.key = order_key{key};
  order.symbol = btc_usd;
  order.quantity = quantity{decimal::parse("0.01").value()};
  order.limit = round_to(best.ask + best.ask, rules->tick, rounding::down);
  order.deadline = wall_now() + 10s;
  return order;
}

} // namespace

TEST_CASE("public questions are answered by the paper exchange") {
  desk d;
  CHECK(d.venue->table().contains(btc_usd));
  CHECK(d.ask(d.venue->status()) == trading_status::online);
  CHECK(std::chrono::abs(d.ask(d.venue->time()) - wall_now()) < 60s);
  CHECK(d.ask(d.venue->tickers(std::vector{btc_usd})).at(0).bid.is_positive());
  CHECK_FALSE(d.ask(d.venue->candles(btc_usd, 1min)).empty());
}

TEST_CASE("an order is placed, executed, found and booked") {
  desk d;
  const order_key key{"6d1b345e-2821-50e2-ad83-4ecb18a06876"};
  const auto since = wall_now() - 10min;
  const auto before = d.ask(d.venue->balance());
  auto order = a_buy(d, key.str());
  order.validate_only = true;
  CHECK(d.ask(d.venue->place(order)).id.empty());
  order.validate_only = false;
  const auto id = d.ask(d.venue->place(order)).id;
  REQUIRE_FALSE(id.empty());

  CHECK(d.ask(d.venue->open_orders(key)).empty());
  const auto closed = d.ask(d.venue->closed_orders(key, since, 0));
  REQUIRE(closed.rows.size() == 1);
  const auto& report = closed.rows[0];
  CHECK(report.id == id);
  CHECK(report.key == key);
  CHECK(report.symbol == btc_usd);
  CHECK(report.state == order_state::filled);
  CHECK(report.executed == order.quantity);
  CHECK(d.ask(d.venue->orders(std::vector{id})) == closed.rows);

  const auto fills = d.ask(d.venue->executions_since(since, 0));
  quantity sum;
  decimal paid;
  for (const auto& fill : fills.rows) {
    CHECK(fill.order == id);
    CHECK(fill.fees.front().asset == asset_id{"USD"});
    sum += fill.quantity;
    paid += fill.cost.value() + fill.fees.front().amount;
  }
  CHECK(sum == order.quantity);
  CHECK(d.ask(d.venue->executions(report.executions)).size()
        == fills.rows.size());

  const auto after = d.ask(d.venue->balance());
  const asset_id usd{"USD"};
  // Histories give costs with more digits than balances have.
  const auto dust = decimal::parse("0.001").value();
  const auto spent = before.of(usd).total - after.of(usd).total;
  CHECK(abs(spent - paid) < dust);
  decimal moved;
  for (const auto& entry : d.ask(d.venue->ledger_since(since, 0)).rows)
    if (entry.kind == ledger_kind::trade && entry.asset == usd)
      moved += entry.amount - entry.fee;
  CHECK(moved == -spent);
}

TEST_CASE("a resting order is found open and canceled by its key") {
  desk d;
  const order_key key{"7d1b345e-2821-50e2-ad83-4ecb18a06876"};
  auto order = a_buy(d, key.str());
  order.lifetime = time_in_force::good_til_canceled;
  order.limit = price{decimal{100}}; // far below the market
  d.ask(d.venue->place(order));
  const auto open = d.ask(d.venue->open_orders(key));
  REQUIRE(open.size() == 1);
  CHECK(open[0].state == order_state::acknowledged);
  CHECK(d.ask(d.venue->balance()).of(asset_id{"USD"}).held.is_positive());
  // The same key again, while it rests: nothing is proven about the first.
  const auto twice = d.try_ask(d.venue->place(order));
  REQUIRE_FALSE(twice);
  CHECK(twice.error().verdict == verdict::ambiguous);
  CHECK(d.ask(d.venue->cancel(key, btc_usd)).count == 1);
  const auto gone = d.try_ask(d.venue->cancel(key, btc_usd));
  REQUIRE_FALSE(gone);
  CHECK(gone.error().verdict != verdict::ambiguous);
}

TEST_CASE("key, fees and errors are understood") {
  desk d;
  const auto key = d.ask(d.venue->key());
  CHECK(key.may_trade);
  CHECK(key.may_query);
  const auto fees = d.ask(d.venue->fees(std::vector{btc_usd}));
  CHECK(fees.at(btc_usd).taker.is_positive());
  auto order = a_buy(d, "8d1b345e-2821-50e2-ad83-4ecb18a06876");
  order.quantity = quantity{decimal{100000}};
  auto refused = d.try_ask(d.venue->place(order));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cause == reason::insufficient_funds_at_venue);
  order.quantity = quantity{decimal::parse("0.00000001").value()};
  refused = d.try_ask(d.venue->place(order));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cause == reason::below_minimum);
  d.forget_key();
  const auto wrong = d.try_ask(d.venue->balance());
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().verdict == verdict::fatal);
  CHECK(wrong.error().cause == reason::credentials_refused);
}

TEST_CASE("the private stream tells the same execution as the history") {
  desk d;
  inbox news;
  const auto stream = d.open(d.venue->private_stream(d.ask(d.venue->token())),
                             news);
  CHECK(news.wait_for<stream_status>());
  CHECK(news.wait_for<stream_subscribed>());
  const auto since = wall_now() - 10min;
  const order_key key{"9d1b345e-2821-50e2-ad83-4ecb18a06876"};
  d.ask(d.venue->place(a_buy(d, key.str())));
  const auto told = news.wait_for<stream_execution>();
  REQUIRE(told);
  CHECK(told->fill.key == key);
  CHECK(news.wait_for<stream_order>());
  bool found = false;
  for (auto fill : d.ask(d.venue->executions_since(since, 0)).rows) {
    if (fill.id != told->fill.id)
      continue;
    found = true;
    CHECK(fill.order == told->fill.order);
    CHECK(fill.quantity == told->fill.quantity);
    CHECK(fill.price == told->fill.price);
    CHECK(fill.fees == told->fill.fees);
  }
  CHECK(found);
  CHECK(news.problem().empty());
}

TEST_CASE("the public stream tells prices, candles and status") {
  desk d;
  inbox news;
  const auto stream = d.open(d.venue->public_stream(std::vector{btc_usd}, 1min),
                             news);
  CHECK(news.wait_for<stream_status>());
  const auto best = news.wait_for<ticker>();
  REQUIRE(best);
  CHECK(best->symbol == btc_usd);
  CHECK(best->bid <= best->ask);
  CHECK(news.wait_for<stream_candle>());
  CHECK(news.problem().empty());
}
