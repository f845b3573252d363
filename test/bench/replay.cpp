// A log of messages decided for once more, beside simdjson alone, which finds
// every field of the same bytes and decides nothing.

#include "actors/recording/replay.hpp"

#include "actors/recording/log_writer.hpp"
#include "actors/recording/recorded_desk.hpp"
#include "test/bench/bare_json.hpp"
#include "test/bench/case.hpp"
#include "test/bench/figures.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace lockstep::bench {

namespace {

using namespace std::chrono_literals;

constexpr size_t followers = 100;
constexpr unsigned signals = 100;

/// Writes a log, call by call.
class scribe {
public:
  const actors::market_view_ptr market = make_market();

  [[nodiscard]] actors::desk_facts facts_of(const account_id& who) const {
    actors::desk_facts f;
    f.account.account = who;
    f.account.now = decision_time();
    f.account.funds = funds_;
    f.market = market.get();
    f.taker_fee = ratio{*decimal::parse("0.0026")};
    return f;
  }

  void write(const account_id& who, uint64_t step, recording::arguments what,
             const actors::desk_steps& steps) {
    actors::recorded_call call;
    call.number = ++number_;
    call.who = who;
    call.step = step;
    call.at = decision_time();
    call.what = std::move(what);
    const auto facts = facts_of(who);
    call.facts = recording::known_facts{};
    call.facts->funds = funds_;
    call.facts->taker_fee = facts.taker_fee;
    call.market = market;
    call.out = actors::outcome_of(steps);
    writer_.write(log, call, steps.journal.records);
  }

  std::string log = recording::head_line(run_mode::paper, "kraken");

private:
  recording::log_writer writer_;
  std::shared_ptr<const balance> funds_ = make_funds();
  int64_t number_ = 0;
};

/// A follower with all that he is asked in the course of a signal: the
/// signal, the placement, the execution, a balance.
class logged_follower {
public:
  explicit logged_follower(size_t number)
    : who_{std::make_shared<const actors::copy_desk::identity>(
      make_identity(number))},
      desk_{who_} {}

  void begin(scribe& to) {
    to.write(who_->account, step_++,
             recording::begin_desk{
               who_, std::make_shared<const actors::restored_account>()},
             {});
  }

  void copy(const recording::signal_ptr& what, scribe& to) {
    const auto& name = who_->account;
    const auto facts = to.facts_of(name);
    const auto steps = desk_.on_signal(*what, facts);
    if (steps.orders.size() != 1)
      throw std::logic_error{"an order was expected"};
    const auto& order = steps.orders.front().order;
    to.write(name, step_++, recording::on_signal{what}, steps);
    const actors::placement done{actors::placement::kind::accepted,
                                 reason::none,
                                 {}};
    to.write(name, step_++, recording::on_placement{order.key, done},
             desk_.on_placement(order.key, done, facts));
    const auto news = filled(order, *what);
    to.write(name, step_++, recording::on_order{news},
             desk_.on_order(news, facts));
    to.write(name, step_++, recording::on_balance{},
             desk_.on_balance(*facts.account.funds, facts));
  }

private:
  static actors::order_update filled(const order_request& order,
                                     const copytrade::signal& what) {
    execution fill;
    fill.id = execution_id{"T" + order.key.str().substr(0, 8)};
    fill.order = order_id{"O" + order.key.str().substr(9, 8)};
    fill.key = order.key;
    fill.symbol = order.symbol;
    fill.type = order.type;
    fill.quantity = order.quantity;
    fill.price = what.price;
    fill.cost = value_of(fill.quantity, fill.price, rounding::down);
    fill.fees = {{what.quote, *decimal::parse("0.13")}};
    fill.time = decision_time();
    return {order.key, order_state::filled, reason::none, {}, {fill}, true};
  }

  std::shared_ptr<const actors::copy_desk::identity> who_;
  actors::copy_desk desk_;
  uint64_t step_ = 0;
};

std::string make_log() {
  scribe to;
  std::vector<logged_follower> all;
  for (size_t i = 0; i < followers; ++i)
    all.emplace_back(i).begin(to);
  for (unsigned n = 1; n <= signals; ++n) {
    const auto what = make_signal(n);
    for (auto& each : all)
      each.copy(what, to);
  }
  return std::move(to.log);
}

size_t touch_lines(simdjson::ondemand::parser& parser, std::string_view log) {
  size_t bytes = 0;
  for (size_t begin = 0; begin < log.size();) {
    const auto end = log.find('\n', begin) + 1;
    bytes += touch(parser, simdjson::padded_string_view{
                             log.data() + begin, end - begin,
                             end - begin + simdjson::SIMDJSON_PADDING});
    begin = end;
  }
  return bytes;
}

void replay_log(benchmark::State& state) {
  const simdjson::padded_string text{make_log()};
  const std::string_view log{text};
  const auto threads = static_cast<size_t>(state.range(0));
  uint64_t messages = 0;
  const auto again = [&] {
    const auto told = recording::replay(log, {threads, false});
    if (!told || told->first)
      throw std::logic_error{told ? told->first->decided : told.error().words};
    messages = told->messages;
  };
  again();
  simdjson::ondemand::parser parser;
  beside(
    state,
    {fmt::format("replay on {} threads, {} messages of {} bytes", threads,
                 messages, log.size() / messages),
     static_cast<double>(messages), "/s", "200 k/s"},
    [&] { return measure(again); },
    [&] {
      return measure(
        [&] { benchmark::DoNotOptimize(touch_lines(parser, log)); });
    });
}

BENCHMARK(replay_log)
  ->Arg(1)
  ->Arg(2)
  ->UseManualTime()
  ->Unit(benchmark::kMillisecond);

} // namespace

} // namespace lockstep::bench
