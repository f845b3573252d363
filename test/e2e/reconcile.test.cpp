#include "test/e2e/kit.hpp"
#include "test/e2e/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>

// `lockstep reconcile` as its owner calls it: what a stopped engine missed.

using namespace lockstep;
using namespace lockstep::e2e;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What a command said, and how it ended.
struct said {
  int code = -1;
  std::string text;
};

/// A market place and a configuration with two followers.
class stage {
public:
  stage()
    : place_{{{"master", {{"USD", "1000"}}},
              {"half", {{"USD", "500"}, {"BTC", "0.7"}}},
              {"quarter", {{"USD", "250"}}}}} {
    const auto& server = place_.server();
    std::filesystem::create_directory(folder_.path() / "followers.d");
    std::ofstream{config()}
      << "schema = 1\nmode = \"paper\"\ndata_dir = \"data\"\n"
         "[limits]\nmax_user_risk = \"20 %\"\n[venues.kraken]\nrest = \""
      << server.url() << "\"\npublic_stream = \"" << server.public_stream_url()
      << "\"\nprivate_stream = \"" << server.private_stream_url()
      << "\"\ntier = \"pro\"\n";
    follow("half");
    follow("quarter");
  }

  [[nodiscard]] market_place& at() { return place_; }
  [[nodiscard]] std::filesystem::path data() const {
    return folder_.path() / "data" / "paper";
  }

  void follow(const std::string& name) {
    std::ofstream{follower(name)} << "name = \"" << name
                                  << "\"\nvenue = \"kraken\"\n";
  }
  void leave(const std::string& name) {
    std::filesystem::remove(follower(name));
  }

  [[nodiscard]] program start(std::vector<std::string> command) {
    std::vector<std::string> words{"-c", config().string()};
    words.insert(words.end(), command.begin(), command.end());
    const auto& secret = market_place::secret();
    return program{words,
                   {{"KRAKEN_MASTER_API_KEY", "master-key-for-the-engine"},
                    {"KRAKEN_MASTER_API_SECRET", secret},
                    {"KRAKEN_USER_HALF_API_KEY", "half-key-for-the-engine"},
                    {"KRAKEN_USER_HALF_API_SECRET", secret},
                    {"KRAKEN_USER_QUARTER_API_KEY",
                     "quarter-key-for-the-engine"},
                    {"KRAKEN_USER_QUARTER_API_SECRET", secret}}};
  }

  /// A command to its end. No line of it is wider than a terminal.
  said call(const std::vector<std::string>& command) {
    auto running = start(command);
    const auto code = running.finish(200s);
    INFO(running.said());
    REQUIRE(code);
    std::istringstream lines{running.said()};
    for (std::string line; std::getline(lines, line);)
      if (command.front() == "reconcile" && !line.starts_with("lockstep: "))
        CHECK(line.size() <= 80);
    return {*code, running.said()};
  }

  /// Runs the engine while something is done.
  template <class Play>
  void run(size_t accounts, Play play) {
    auto engine = start({"run"});
    const bool ready = engine.prints("account-ready:", accounts)
                       && engine.prints("copier-ready:");
    INFO(engine.said());
    REQUIRE(ready);
    play();
    engine.signal(SIGTERM);
    CHECK(engine.finish(60s) == 0);
  }

  [[nodiscard]] bool hold(const std::string& half, const std::string& quarter) {
    const auto has = [&](const std::string& who) {
      return place_.holds(who, "BTC").str();
    };
    INFO("half " << has("half") << ", quarter " << has("quarter"));
    return place_.holds("half", "BTC") == number("0.7") + number(half)
           && place_.holds("quarter", "BTC") == number(quarter);
  }

  void master(const std::string& side, const std::string& volume) {
    REQUIRE(place_.owner("master").market_order(side, "XBTUSD", volume));
  }

  /// All that the journal says of what was decided and done.
  [[nodiscard]] std::string journal() {
    std::string all;
    for (const auto* kind : {"--signals", "--rows", "--executions"})
      all += call({"journal", "export", kind, "--json"}).text;
    return all;
  }

private:
  [[nodiscard]] std::filesystem::path config() const {
    return folder_.path() / "lockstep.toml";
  }
  [[nodiscard]] std::filesystem::path follower(const std::string& name) const {
    return folder_.path() / "followers.d" / (name + ".toml");
  }

  scratch_folder folder_;
  market_place place_;
};

/// The amount behind a word: of `plan: buy 0.002 BTC`. How much quarter lacks
/// depends on which fee of the sale before was known by then.
std::string amount_after(const std::string& text, const std::string& word) {
  const auto at = text.find(word);
  REQUIRE(at != text.npos);
  const auto begin = at + word.size();
  return text.substr(begin, text.find(' ', begin) - begin);
}

size_t count_of(const std::string& text, const std::string& what) {
  size_t n = 0;
  for (auto at = text.find(what); at != text.npos;
       at = text.find(what, at + what.size()))
    ++n;
  return n;
}

} // namespace

TEST_CASE("what was missed is bought and what is too much is sold, once") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  stage all;
  auto& at = all.at();
  all.run(3, [&] {
    all.master("buy", "0.01");
    REQUIRE(eventually([&] { return all.hold("0.005", "0.0025"); }));
  });
  // Half is away while the master sells: he keeps too much. The exchange
  // refuses what quarter should buy: he lacks it.
  all.leave("half");
  all.run(2, [&] {
    all.master("sell", "0.004");
    REQUIRE(eventually([&] { return all.hold("0.005", "0.0015"); }));
    at.fault("error:account=quarter,endpoint=AddOrder,next=1,"
             "text=EOrder:Insufficient funds");
    all.master("buy", "0.008");
    REQUIRE(eventually([&] { return at.faults_used_up(); }));
  });
  all.follow("half");
  const auto before = all.journal();
  const auto orders = at.orders("half").size() + at.orders("quarter").size();

  const auto report = all.call({"reconcile"});
  INFO(report.text);
  CHECK(report.code == 1);
  CHECK_THAT(report.text, ContainsSubstring("sell 0.002 BTC")
                            && ContainsSubstring("missed")
                            && ContainsSubstring("rejected")
                            && ContainsSubstring("Nothing was sent"));
  const auto lacks = amount_after(report.text, "plan: buy ");
  CHECK(number(lacks) > number("0.00199"));
  CHECK(number(lacks) < number("0.00201"));
  const auto whole = (number("0.0015") + number(lacks)).str();
  CHECK(all.journal() == before);
  CHECK(at.orders("half").size() + at.orders("quarter").size() == orders);
  CHECK(all.hold("0.005", "0.0015"));

  const auto one = all.call({"reconcile", "quarter"});
  CHECK_THAT(one.text, !ContainsSubstring("half"));

  const auto applied = all.call({"reconcile", "--apply"});
  INFO(applied.text);
  CHECK(applied.code == 0);
  CHECK(all.hold("0.003", whole));
  CHECK_THAT(applied.text,
             ContainsSubstring("half: copied, sold 0.002 BTC")
               && ContainsSubstring("quarter: copied, bought " + lacks));
  const auto rows = all.call({"journal", "export", "--rows", "--json"}).text;
  CHECK(count_of(rows, "reconcile/half/BTC/1@0.002") == 1);
  CHECK(count_of(rows, "reconcile/quarter/BTC/1@" + lacks) == 1);
  const auto now = at.orders("half").size() + at.orders("quarter").size();
  CHECK(now == orders + 2);

  const auto again = all.call({"reconcile", "--apply"});
  INFO(again.text);
  CHECK(again.code == 0);
  CHECK_THAT(again.text, ContainsSubstring("Nothing is left to do"));
  CHECK(at.orders("half").size() + at.orders("quarter").size() == now);

  // What was repaired goes with the master from now on.
  all.run(3, [&] {
    all.master("sell", "0.014");
    CHECK(eventually([&] { return all.hold("0", "0"); }));
  });
}

TEST_CASE("what the master does while nobody runs is in the report") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  stage all;
  auto& at = all.at();
  all.run(3, [&] {
    all.master("buy", "0.01");
    REQUIRE(eventually([&] { return all.hold("0.005", "0.0025"); }));
  });
  all.master("sell", "0.004");
  // And half's owner sells some of what was bought for him, and his own.
  REQUIRE(at.owner("half").market_order("sell", "XBTUSD", "0.704"));
  const auto report = all.call({"reconcile"});
  INFO(report.text);
  CHECK(report.code == 1);
  CHECK_THAT(report.text, ContainsSubstring("manual")
                            && ContainsSubstring("as soon as the engine runs"));
  CHECK(at.orders("quarter").size() == 1);

  const auto applied = all.call({"reconcile", "--apply"});
  INFO(applied.text);
  CHECK(applied.code == 0);
  CHECK(at.holds("quarter", "BTC") == number("0.0015"));
  CHECK(at.holds("half", "BTC") == number("0.003"));
  const auto again = all.call({"reconcile", "--apply"});
  CHECK_THAT(again.text, ContainsSubstring("Nothing is left to do"));
}

TEST_CASE("reconcile refuses with one sentence where it can not work") {
  if (program::binary().empty())
    SKIP("the program lockstep is not built");
  stage all;
  const auto nothing = all.call({"reconcile"});
  CHECK(nothing.code == 2);
  CHECK_THAT(nothing.text, ContainsSubstring("nothing was copied yet"));
  all.run(3, [&] {
    for (const auto& words : {std::vector<std::string>{"reconcile"},
                              {"reconcile", "half", "--apply"}}) {
      const auto refused = all.call(words);
      CHECK(refused.code == 2);
      CHECK_THAT(refused.text, ContainsSubstring("in use by another Lockstep"));
      CHECK(std::ranges::count(refused.text, '\n') == 1);
    }
  });
  const auto unknown = all.call({"reconcile", "hlaf"});
  CHECK(unknown.code == 2);
  CHECK_THAT(unknown.text, ContainsSubstring("there is no follower hlaf: did "
                                             "you mean half?"));
  const auto master = all.call({"reconcile", "master"});
  CHECK_THAT(master.text, ContainsSubstring("he copies nobody"));
}
