#include "test/replay/log_kit.hpp"
#include "test/simulation/kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <sstream>

// A log of messages that can not be written: it is said once, and copies are
// those that are made without it.

using namespace lockstep;
using namespace lockstep::simulated::kit;
using namespace lockstep::recording::kit;
using simulated::engine_world;
namespace fs = std::filesystem;

namespace {

/// What the engine logs meanwhile.
class heard {
public:
  heard() : before_{spdlog::default_logger()} {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "heard", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
  }
  ~heard() { spdlog::set_default_logger(before_); }
  heard(const heard&) = delete;
  heard& operator=(const heard&) = delete;

  [[nodiscard]] size_t times(std::string_view what) const {
    const auto text = text_.str();
    size_t count = 0;
    for (auto at = text.find(what); at != text.npos;
         at = text.find(what, at + what.size()))
      ++count;
    return count;
  }

private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

constexpr auto given_up = "nobody can replay it";
constexpr auto again = "it is written again";

/// Where the folder is, nothing can be made any more.
void spoil(engine_world& all) {
  const auto folder = all.data_directory() / "messages";
  fs::remove_all(folder);
  std::ofstream{folder} << "no folder";
}

void mend(engine_world& all) {
  const auto folder = all.data_directory() / "messages";
  fs::remove(folder);
  fs::create_directory(folder);
}

simulated::world_setup recorded() {
  auto setup = with(master_half_quarter());
  setup.record = true;
  setup.record_max = 1; // so a part is full soon
  return setup;
}

void trade(engine_world& all, int times) {
  for (int i = 0; i < times; ++i)
    for (const auto* side : {"buy", "sell"}) {
      all.exchange().market_order("master", side, "XBTUSD", "0.01");
      all.run_for(5s);
    }
}

/// All that a follower ordered and when, which shows what was late.
std::vector<std::string> orders_of(engine_world& all) {
  auto told = told_of(all.exchange(), "half");
  for (const auto& each : all.exchange().copies("half"))
    told.push_back(fmt::format("{} {}", each.key, to_rfc3339(each.opened)));
  return told;
}

} // namespace

TEST_CASE("a log that can not be written on is said once and delays no copy") {
  heard log;
  const auto played = [](bool spoiled) {
    engine_world all{recorded()};
    REQUIRE(all.run_until_ready());
    trade(all, 1);
    if (spoiled)
      spoil(all);
    trade(all, 15);
    return orders_of(all);
  };
  const auto usual = played(false);
  CHECK(log.times(given_up) == 0);
  CHECK(played(true) == usual);
  CHECK(log.times(given_up) == 1);
  CHECK(log.times(again) == 0);
}

TEST_CASE("a log that can be written again says how much is not in it") {
  heard log;
  engine_world all{recorded()};
  REQUIRE(all.run_until_ready());
  spoil(all);
  trade(all, 15);
  REQUIRE(log.times(given_up) == 1);
  mend(all);
  trade(all, 3);
  CHECK(log.times(again) == 1);
  all.stop();
  const auto told = replayed(all.message_log());
  INFO((told ? "" : told.error().words));
  REQUIRE(told);
  CHECK_FALSE(told->first);
  CHECK(told->before_begin > 0);
}

TEST_CASE("an engine that can not begin a log says so once and copies") {
  heard log;
  engine_world all{recorded()};
  REQUIRE(all.run_until_ready());
  static_cast<void>(all.stop());
  spoil(all);
  all.start();
  REQUIRE(all.run_until_ready());
  trade(all, 3);
  CHECK(all.exchange().orders("half").size() == 6);
  CHECK(log.times(given_up) == 1);
}
