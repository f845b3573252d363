#include "tools/lockstep/engine_setup.hpp"

#include "test/config/config_kit.hpp"

#include <catch2/catch_test_macros.hpp>

// A setting that is read means something: each of these arrives where it
// changes what is done.

using namespace lockstep;
using namespace std::chrono_literals;
using commands::setup_of;
using commands::transport_of;
namespace kit = config::kit;

namespace {

config::settings settings_from(const std::string& text) {
  kit::folder files;
  return kit::load_fine(files.write("lockstep.toml", text)).values;
}

actors::engine_setup engine_from(const std::string& text) {
  return setup_of(settings_from(text), secrets::environment_of({}));
}

/// A request of an account as it would go out.
net::http_request outgoing(const actors::engine_setup& engine, bool write) {
  private_request request;
  request.name = write ? "AddOrder" : "BalanceEx";
  request.write = write;
  return engine.venue->sign(request, credentials{"key", "c2VjcmV0"}, 1).value();
}

} // namespace

TEST_CASE("the time limits of requests are those of the settings") {
  const auto usual = engine_from("");
  CHECK(outgoing(usual, false).timeout == 2s);
  CHECK(outgoing(usual, true).timeout == 10s);
  CHECK(outgoing(usual, true).connect_timeout == 3s);
  const auto other = engine_from("[http]\nconnect_timeout = \"1 s\"\n"
                                 "read_timeout = \"4 s\"\n"
                                 "write_timeout = \"7 s\"\n");
  CHECK(outgoing(other, false).timeout == 4s);
  CHECK(outgoing(other, true).timeout == 7s);
  CHECK(outgoing(other, true).connect_timeout == 1s);
  CHECK(other.venue->time().request.connect_timeout == 1s);
  // Knowing the pairs does not make it forget them.
  const auto knowing
    = other.venue->with(std::make_shared<const instrument_table>());
  CHECK(knowing->time().request.connect_timeout == 1s);
}

TEST_CASE("the limits of the network are those of the settings") {
  const auto usual = transport_of(settings_from(""));
  CHECK(usual.requests_per_host_max == 256);
  CHECK_FALSE(usual.http2);
  const auto other = transport_of(
    settings_from("[http]\nrequests_per_host_max = 3\nhttp2 = true\n"));
  CHECK(other.requests_per_host_max == 3);
  CHECK(other.http2);
}

TEST_CASE("journal and threads are those of the settings") {
  const auto other = engine_from("[journal]\nbatch_max = 7\n"
                                 "[engine]\nthreads = 3\nthroughput = 9\n");
  CHECK(engine_from("").batch_max == 1'000);
  CHECK(engine_from("").messages_max == 256 << 20);
  CHECK(engine_from("[journal]\nmessages_max_mb = 0\n").messages_max == 0);
  CHECK(other.batch_max == 7);
  CHECK(other.threads == 3);
  CHECK(
    std::ranges::find(other.caf_arguments, "--caf.scheduler.max-throughput=9")
    != other.caf_arguments.end());
}

TEST_CASE("an account that adopts its coins says so in the engine's setup") {
  kit::folder files;
  files.write("followers.d/half.toml", "adopt_existing = true\n");
  files.write("followers.d/quarter.toml", "");
  const auto file = files.write("lockstep.toml",
                                "[master]\nadopt_existing = true\n");
  const auto engine = setup_of(kit::load_fine(file).values,
                               secrets::environment_of({}));
  CHECK(engine.rules.adopt_existing);
  REQUIRE(engine.followers.size() == 2);
  CHECK(engine.followers[0].copy.adopt_existing);
  CHECK_FALSE(engine.followers[1].copy.adopt_existing);
}
