#include "actors/engine.hpp"
#include "adapters/clock.hpp"
#include "adapters/kraken/venue.hpp"
#include "test/adapters/journal_kit.hpp"

#include <catch2/catch_test_macros.hpp>

// Halts and pauses by the engine's own members, over its restarts.

namespace lockstep::actors {

namespace {

/// Nobody is there.
class no_network final : public net::transport {
public:
  void send(net::http_request, net::http_handler done) override { done({}); }
  net::stream_ptr open(net::stream_request, net::stream_handler) override {
    return nullptr;
  }
  void stop() override {}
};

struct stage {
  journal::kit::scratch folder;
  wall_clock clock;
  no_network outside;

  std::unique_ptr<engine> start() {
    engine_setup setup;
    setup.journal = folder.path();
    setup.venue = kraken::make_venue({});
    setup.master.account = account_id{"master"};
    setup.followers.push_back({account_id{"half"}, {}, "nothing is set", {}});
    auto started = engine::start(std::move(setup), clock, outside);
    INFO((started ? "" : started.error().text));
    REQUIRE(started);
    return std::move(*started);
  }
};

} // namespace

TEST_CASE("an engine starts again with the halt that it ended with") {
  stage s;
  {
    const auto first = s.start();
    CHECK(first->halted() == halt_level::none);
    CHECK(first->halt(halt_level::everything));
    CHECK(first->halted() == halt_level::everything);
    CHECK(first->pause(account_id{"half"}, true));
    CHECK_FALSE(first->pause(account_id{"nobody"}, true));
  }
  {
    const auto second = s.start();
    CHECK(second->halted() == halt_level::everything);
    CHECK(second->halt(halt_level::none));
  }
  CHECK(s.start()->halted() == halt_level::none);
  const auto kept = journal::reader::open(s.folder.path());
  REQUIRE(kept);
  CHECK(kept->state(journal::slot::pause, "half").value()
        == std::optional<std::string>{"paused"});
}

} // namespace lockstep::actors
