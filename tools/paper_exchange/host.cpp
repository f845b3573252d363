#include "tools/paper_exchange/host.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lockstep::paper {

namespace {

using namespace std::chrono_literals;

constexpr duration second = 1s;
// However fast the markets run, time moves in steps of at least this.
constexpr duration step_min = 2ms;

/// What can not change over a restart, because all prices follow from it.
std::string nature_of(const host_options& from) {
  auto text = fmt::format("seed {}, {} ns, protection {}, speed {}{}",
                          from.core.seed, from.core.engine_latency.count(),
                          from.core.price_protection, from.speed,
                          from.only_named_markets ? ", named markets" : "");
  for (const auto& market : from.markets) {
    text += fmt::format("; {} {} {} {} {} rows", market.symbol, market.speed,
                        market.refills, market.start.value_or(price{}),
                        market.rows.size());
    if (!market.rows.empty())
      text += fmt::format(" {} to {}", market.rows.front().close,
                          market.rows.back().close);
  }
  return text;
}

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
  if (auto done = options_.state.empty() ? open_markets(time_.now())
                                         : open_state();
      !done)
    return done;
  if (auto done = diary_ ? open_new_accounts() : open_accounts(); !done)
    return done;
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

// Makes the exchange anew by doing again what was ever done to it; then the
// time between passes as it does while it runs.
result<void> host::open_state() {
  auto opened = diary::open(options_.state, nature_of(options_), time_.now());
  if (!opened)
    return tl::unexpected{opened.error()};
  diary_ = std::move(*opened);
  if (auto done = open_markets(diary_->opened()); !done)
    return done;
  size_t number = 1;
  for (const auto& line : diary_->take_lines()) {
    ++number;
    if (auto done = core_.again(line); !done)
      return fail("the state file {} can not be read on from line {}: {}",
                  options_.state, number, done.error().text);
  }
  gate_.tell_used([this](const api_key& key) { note_nonce(key); });
  return {};
}

result<void> host::open_accounts() {
  for (const auto& setup : options_.accounts)
    if (auto done = open_account(core_, setup, time_.now()); !done)
      return tl::unexpected{done.error()};
  return {};
}

// Those that the state does not have; it learns of them when all are right.
result<void> host::open_new_accounts() {
  std::erase_if(options_.accounts, [this](const account_setup& setup) {
    return core_.accounts().find(setup.name) != nullptr;
  });
  std::vector<std::string> lines;
  core_.keep_diary([&](const std::string& line) { lines.push_back(line); });
  auto done = open_accounts();
  core_.keep_diary([this](const std::string& line) { diary_->write(line); });
  if (!done)
    return done;
  try {
    std::ranges::for_each(lines, [this](const auto& x) { diary_->write(x); });
  } catch (const std::runtime_error& problem) {
    return fail("{}", problem.what());
  }
  return {};
}

// At most once a second for each key: a nonce of the last second may come
// again after a kill.
void host::note_nonce(const api_key& key) {
  const auto now = time_.now();
  auto& noted = nonce_noted_[key.key];
  if (now - noted < second)
    return;
  noted = now;
  core_.use_nonce(key.key, key.nonce_last);
}

result<void> host::open_markets(timestamp now) {
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
