// The engine and the paper exchange in one process, with real sockets between
// them and a network that needs 50 ms for every round trip: from the master's
// fill at the engine's door to the last follower's acknowledged order.

#include "actors/engine.hpp"
#include "adapters/clock.hpp"
#include "adapters/kraken/venue.hpp"
#include "adapters/net/make_transport.hpp"
#include "test/bench/figures.hpp"
#include "test/bench/watched_transport.hpp"
#include "tools/lockstep/demo_trader.hpp"
#include "tools/paper_exchange/server.hpp"
#include "tools/paper_exchange/wire/signing.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace lockstep::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto round_trip = 50ms;
constexpr auto patience = 30s;
/// A start uses up most of what a key may ask.
constexpr auto limits_recover = 15s;

const std::set<std::string> rights{"query-funds",         "query-open-trades",
                                   "query-closed-trades", "modify-trades",
                                   "close-trades",        "query-ledger",
                                   "access-websockets"};

template <class T>
T expect(result<T> made) {
  if (!made)
    throw std::runtime_error{made.error().text};
  return std::move(*made);
}

paper::account_setup make_account(const std::string& name, int64_t cash) {
  const auto key_of = [](const std::string& text) {
    paper::api_key key;
    key.key = key.label = text;
    key.secret = paper::base64_encode("the secret of " + text);
    key.permissions = rights;
    return key;
  };
  paper::account_setup setup;
  setup.name = account_id{name};
  setup.tier = paper::account_tier::pro;
  setup.deposits = {{"USD", decimal{cash}}};
  setup.keys = {key_of(name + "-engine"), key_of(name + "-own")};
  return setup;
}

actors::account_setup member(const paper::account_setup& from) {
  const auto& key = from.keys.front();
  actors::account_setup setup;
  setup.account = from.name;
  setup.who = credentials{key.key, key.secret};
  return setup;
}

std::vector<paper::account_setup> make_accounts(size_t followers) {
  std::vector<paper::account_setup> all{make_account("master", 10'000)};
  for (size_t i = 0; i < followers; ++i)
    all.push_back(make_account(fmt::format("follower-{}", i), 5'000));
  return all;
}

uint16_t port_of(const std::string& url) {
  return static_cast<uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

template <class Condition>
void await(std::string_view what, const Condition& holds) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error{fmt::format("no end of waiting for {}", what)};
    std::this_thread::sleep_for(50ms);
  }
}

/// Everything, up and ready.
class scene {
public:
  explicit scene(size_t followers)
    : accounts_{make_accounts(followers)},
      followers_{followers},
      exchange_{open_exchange()},
      outside_{expect(net::make_transport({}))},
      trader_{port_of(exchange_->url()), accounts_.front().keys.back().key,
              accounts_.front().keys.back().secret},
      engine_{open_engine()} {
    await("the accounts", [&] {
      return std::ranges::all_of(engine_->accounts(), [](const auto& a) {
        return a.phase == actors::account_phase::ready;
      });
    });
  }

  ~scene() {
    engine_->stop();
    engine_.reset();
    outside_.stop();
    exchange_->stop();
    std::filesystem::remove_all(folder_);
  }

  scene(const scene&) = delete;
  scene& operator=(const scene&) = delete;

  /// One purchase of the master, copied by all.
  watched_transport::course copy_once() {
    outside_.begin(followers_);
    expect(trader_.market_order("buy", "XBTUSD", "0.001"));
    const auto course = outside_.wait(patience);
    await("the rows", [&] {
      const auto all = engine_->signals();
      return !all.empty() && std::ranges::all_of(all, [](const auto& s) {
        return s.complete;
      });
    });
    return course;
  }

private:
  std::unique_ptr<paper::server> open_exchange() {
    paper::server_options options;
    options.accounts = accounts_;
    paper::fault_rule network;
    network.name = "latency";
    network.kind = paper::fault_kind::latency;
    network.delay = round_trip;
    options.faults = {network};
    return expect(paper::server::start(std::move(options)));
  }

  std::unique_ptr<actors::engine> open_engine() {
    actors::engine_setup setup;
    setup.journal = folder_;
    setup.tier = account_tier::pro;
    setup.venue
      = kraken::make_venue({exchange_->url(), exchange_->public_stream_url(),
                            exchange_->private_stream_url()});
    setup.master = member(accounts_.front());
    for (size_t i = 1; i < accounts_.size(); ++i)
      setup.followers.push_back(member(accounts_[i]));
    return expect(actors::engine::start(std::move(setup), clock_, outside_));
  }

  std::filesystem::path folder_ = std::filesystem::current_path()
                                  / fmt::format("bench-{}", getpid());
  std::vector<paper::account_setup> accounts_;
  size_t followers_;
  wall_clock clock_;
  std::unique_ptr<paper::server> exchange_;
  watched_transport outside_;
  commands::demo_trader trader_;
  std::unique_ptr<actors::engine> engine_;
};

double milliseconds(duration d) {
  return std::chrono::duration<double, std::milli>(d).count();
}

void end_to_end(benchmark::State& state) {
  const auto followers = static_cast<size_t>(state.range(0));
  scene all{followers};
  std::this_thread::sleep_for(limits_recover);
  static_cast<void>(all.copy_once()); // connections and caches are warm now
  std::vector<double> acknowledged;
  std::vector<double> first_sent;
  std::vector<double> last_sent;
  for (auto _ : state) {
    const auto course = all.copy_once();
    acknowledged.push_back(milliseconds(course.acknowledged));
    first_sent.push_back(milliseconds(course.first_sent));
    last_sent.push_back(milliseconds(course.last_sent));
    state.SetIterationTime(acknowledged.back() / 1'000);
    std::this_thread::sleep_for(4s); // limits of the keys recover
  }
  const auto least = milliseconds(2 * round_trip);
  const auto middle = median(acknowledged);
  state.counters["acknowledged_ms"] = middle;
  state.counters["first_sent_ms"] = median(first_sent);
  state.counters["last_sent_ms"] = median(last_sent);
  tell({fmt::format("end to end, {} followers", followers),
        fmt::format("{:.0f} ms", middle), fmt::format("{:.0f} ms", least),
        fmt::format("{:.2f}", middle / least),
        fmt::format("sent {:.0f}-{:.0f} ms", median(first_sent),
                    median(last_sent)),
        followers == 100 ? "at most 120 ms" : ""});
}

BENCHMARK(end_to_end)
  ->RangeMultiplier(10)
  ->Range(1, 1'000)
  ->Iterations(5)
  ->UseManualTime()
  ->Unit(benchmark::kMillisecond);

} // namespace

} // namespace lockstep::bench
