#include "test/e2e/kit.hpp"
#include "test/e2e/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <signal.h>

#include <algorithm>
#include <fstream>

// `lockstep run` as a process that is stopped and killed.

using namespace lockstep;
using namespace lockstep::e2e;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A market place, and a folder with the configuration for `lockstep run`.
class stage {
public:
  stage()
    : place_{{{"master", {{"USD", "1000"}}},
              {"half", {{"USD", "500"}, {"BTC", "0.7"}}},
              {"quarter", {{"USD", "250"}}}}} {
    const auto& server = place_.server();
    std::filesystem::create_directory(folder_.path() / "followers.d");
    std::ofstream{config()}
      << "schema = 1\nmode = \"paper\"\n"
         "data_dir = \"data\"\n"
         "[limits]\nmax_user_risk = \"20 %\"\n"
         "[venues.kraken]\nrest = \""
      << server.url() << "\"\npublic_stream = \"" << server.public_stream_url()
      << "\"\nprivate_stream = \"" << server.private_stream_url()
      << "\"\ntier = \"pro\"\n";
    for (const std::string name : {"half", "quarter"})
      std::ofstream{folder_.path() / "followers.d" / (name + ".toml")}
        << "name = \"" << name << "\"\nvenue = \"kraken\"\n";
  }

  [[nodiscard]] market_place& at() { return place_; }

  [[nodiscard]] program start() {
    const auto& secret = market_place::secret();
    return program{{"-c", config().string(), "run"},
                   {{"KRAKEN_MASTER_API_KEY", "master-key-for-the-engine"},
                    {"KRAKEN_MASTER_API_SECRET", secret},
                    {"KRAKEN_USER_HALF_API_KEY", "half-key-for-the-engine"},
                    {"KRAKEN_USER_HALF_API_SECRET", secret},
                    {"KRAKEN_USER_QUARTER_API_KEY",
                     "quarter-key-for-the-engine"},
                    {"KRAKEN_USER_QUARTER_API_SECRET", secret}}};
  }

  /// The engine says that all accounts are connected and heard.
  static void wait_until_ready(program& engine) {
    const bool ready = engine.prints("account-ready:", 3)
                       && engine.prints("copier-ready:");
    INFO(engine.said());
    REQUIRE(ready);
  }

  /// Both followers hold these from copying, by the exchange's books.
  [[nodiscard]] bool hold(const std::string& half, const std::string& quarter) {
    return place_.holds("half", "BTC") == number("0.7") + number(half)
           && place_.holds("quarter", "BTC") == number(quarter);
  }

  /// What all runs decided is decided alike once more, from their log.
  void check_replay() const {
    const auto log = (folder_.path() / "log.jsonl").string();
    program exporting{{"-c", config().string(), "journal", "export", "-o", log},
                      {}};
    CHECK(exporting.finish(30s) == 0);
    program replaying{{"replay", log}, {}};
    const auto code = replaying.finish(30s);
    INFO(exporting.said() << replaying.said());
    CHECK(code == 0);
    CHECK_THAT(replaying.said(), ContainsSubstring("all are as they were"));
  }

private:
  [[nodiscard]] std::filesystem::path config() const {
    return folder_.path() / "lockstep.toml";
  }

  scratch_folder folder_;
  market_place place_;
};

} // namespace

TEST_CASE(
  "killed between two fills, the engine catches up to the same totals") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  stage all;
  auto& at = all.at();
  order_id order;
  {
    auto engine = all.start();
    stage::wait_until_ready(engine);
    order
      = at.owner("master").limit_order("buy", "XBTUSD", "0.01", "9990").value();
    at.fill(order, {"0.004"});
    // It dies when the copies are at the exchange, whether it knows it or not.
    REQUIRE(eventually([&] { return all.hold("0.002", "0.001"); }));
    engine.signal(SIGKILL);
    CHECK(engine.finish(10s) == -1);
  }
  at.fill(order, {"0.0035"}); // while nobody listens
  auto engine = all.start();
  stage::wait_until_ready(engine);
  CHECK(eventually([&] { return all.hold("0.00375", "0.001875"); }));
  at.fill(order, {"0.0025"});
  CHECK(eventually([&] { return all.hold("0.005", "0.0025"); }));
  CHECK(keys_are_unique(at.orders("half")));
  CHECK(keys_are_unique(at.orders("quarter")));

  REQUIRE(at.owner("master").market_order("sell", "XBTUSD", "0.01"));
  CHECK(eventually([&] { return all.hold("0", "0"); }));
  engine.signal(SIGTERM);
  CHECK(engine.finish(30s) == 0);
  INFO(engine.said());
  CHECK_THAT(engine.said(), ContainsSubstring("Nothing remains open"));
  all.check_replay();
}

TEST_CASE("killed while the master sells, the engine sells the rest later") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  stage all;
  auto& at = all.at();
  {
    auto engine = all.start();
    stage::wait_until_ready(engine);
    REQUIRE(at.owner("master").market_order("buy", "XBTUSD", "0.01"));
    REQUIRE(eventually([&] { return all.hold("0.005", "0.0025"); }));
    const auto sale = at.owner("master").limit_order("sell", "XBTUSD", "0.01",
                                                     "10010");
    at.fill(sale.value(), {"0.004"});
    REQUIRE(eventually([&] { return all.hold("0.003", "0.0015"); }));
    engine.signal(SIGKILL);
    CHECK(engine.finish(10s) == -1);
    at.fill(*sale, {"0.006"});
  }
  auto engine = all.start();
  stage::wait_until_ready(engine);
  const bool sold = eventually([&] { return all.hold("0", "0"); });
  CHECK(sold);
  engine.signal(SIGTERM);
  CHECK(engine.finish(30s) == 0);
  CHECK(all.hold("0", "0"));
  all.check_replay();
}

TEST_CASE("a stop says what remains open, in time and with code 0") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  const auto sent = GENERATE(SIGTERM, SIGINT);
  stage all;
  auto& at = all.at();
  auto engine = all.start();
  stage::wait_until_ready(engine);
  // Not executed, which nobody knows before a minute of asking has passed.
  at.fault("bad-gateway:account=half,endpoint=AddOrder");
  REQUIRE(at.owner("master").market_order("buy", "XBTUSD", "0.01"));
  REQUIRE(eventually([&] { return all.hold("0", "0.0025"); }));
  engine.signal(sent);
  const auto code = engine.finish(30s);
  INFO(engine.said());
  CHECK(code == 0);
  CHECK_THAT(engine.said(), ContainsSubstring("What remains open")
                              && ContainsSubstring("half O")
                              && !ContainsSubstring("It was done"));
}

TEST_CASE("a stop waits for no exchange that hangs, and blames nobody for it") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  const auto sent = GENERATE(SIGTERM, SIGINT);
  stage all;
  auto& at = all.at();
  auto engine = all.start();
  stage::wait_until_ready(engine);
  at.fault("hang-executed:account=half,endpoint=AddOrder,next=1");
  REQUIRE(at.owner("master").market_order("buy", "XBTUSD", "0.01"));
  REQUIRE(eventually([&] { return all.hold("0.005", "0.0025"); }));
  engine.signal(sent);
  const auto code = engine.finish(9s); // an order's time limit is 10 s
  INFO(engine.said());
  CHECK(code == 0);
  CHECK_THAT(engine.said(), !ContainsSubstring("Did not stop in time")
                              && !ContainsSubstring("Needs attention"));
}

TEST_CASE("a stop tells of the order that hangs at the exchange") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  stage all;
  auto& at = all.at();
  auto engine = all.start();
  stage::wait_until_ready(engine);
  at.fault("hang:account=half,endpoint=AddOrder,next=1");
  REQUIRE(at.owner("master").market_order("buy", "XBTUSD", "0.01"));
  REQUIRE(
    eventually([&] { return all.hold("0", "0.0025") && at.faults_used_up(); }));
  engine.signal(SIGTERM);
  CHECK(engine.finish(9s) == 0);
  INFO(engine.said());
  CHECK_THAT(engine.said(), ContainsSubstring("What remains open")
                              && ContainsSubstring("half O")
                              && ContainsSubstring("unresolved"));
}

TEST_CASE("a second engine on the same data is refused in one sentence") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  stage all;
  auto first = all.start();
  stage::wait_until_ready(first);
  auto second = all.start();
  CHECK(second.finish(20s) == 2);
  INFO(second.said());
  const auto from = second.said().find("lockstep: ");
  REQUIRE(from != std::string::npos);
  const auto sentence = second.said().substr(from);
  CHECK(std::ranges::count(sentence, '\n') == 1);
  REQUIRE(all.at().owner("master").market_order("buy", "XBTUSD", "0.01"));
  CHECK(eventually([&] { return all.hold("0.005", "0.0025"); }));
  first.signal(SIGTERM);
  CHECK(first.finish(30s) == 0);
}
