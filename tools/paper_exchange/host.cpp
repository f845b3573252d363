#include "tools/paper_exchange/host.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::paper {

namespace {

using namespace std::chrono_literals;

constexpr duration second = 1s;
// However fast the markets run, time moves in steps of at least this.
constexpr duration step_min = 2ms;

} // namespace

host::host(host_options options, const clock& time, scheduler& later,
           std::function<void()> shut_down)
  : options_{std::move(options)},
    time_{time},
    later_{later},
    shut_down_{std::move(shut_down)},
    core_{options_.core},
    gate_{core_.accounts()},
    tokens_{options_.random_text ? options_.random_text : random_text},
    faults_{options_.core.seed},
    all_{core_, time_, later_, gate_, counter_, tokens_, faults_, {}},
    kraken_{all_} {
  time_.set_skew(options_.clock_skew);
  all_.options.strict = options_.strict;
  all_.options.public_limit = options_.public_limit;
}

result<void> host::prepare() {
  if (auto done = open_markets(); !done)
    return done;
  for (const auto& setup : options_.accounts)
    if (auto done = open_account(core_, setup, time_.now()); !done)
      return tl::unexpected{done.error()};
  for (auto& rule : options_.faults)
    faults_.add(std::move(rule));
  return {};
}

void host::start() {
  move_time();
  beat();
}

void host::run(const std::function<void(controls&)>& action) {
  auto all = make_controls();
  action(all);
  move_time();
}

controls host::make_controls() {
  return {core_,
          faults_,
          tokens_,
          gate_,
          time_,
          [this](const account_id& who) { kraken_.hub().disconnect(who); },
          [this] { shut_down_(); }};
}

void host::divide_streams(uint16_t public_port, uint16_t private_port) {
  all_.options.public_port = public_port;
  all_.options.private_port = private_port;
}

result<void> host::open_markets() {
  const auto now = time_.now();
  for (auto& setup : options_.markets)
    if (auto done = core_.open_market(std::move(setup), now); !done)
      return done;
  if (options_.only_named_markets)
    return {};
  for (const auto& pair : core_.reference().pairs()) {
    if (core_.find_market(pair.symbol) != nullptr)
      continue;
    market_setup setup;
    setup.symbol = pair.symbol;
    setup.speed = options_.speed;
    if (auto done = core_.open_market(std::move(setup), now); !done)
      return done;
  }
  return {};
}

// Lets the exchange do what is due, and comes back for the next.
void host::move_time() {
  core_.advance(time_.now());
  const auto id = ++time_round_;
  const auto due = core_.next_due();
  const auto wait
    = due ? std::clamp<duration>(*due - time_.now(), step_min, second) : second;
  later_.after(wait, [this, id] {
    if (id == time_round_)
      move_time();
  });
}

void host::beat() {
  kraken_.hub().tick();
  later_.after(second, [this] { beat(); });
}

} // namespace lockstep::paper
