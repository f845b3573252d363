#include "copytrade/resolution.hpp"

#include "test/copytrade/kit.hpp"

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

using step = resolution::step;

order_report report() {
  order_report r;
  r.id = order_id{"O1"};
  r.state = order_state::filled;
  return r;
}

/// Asks whenever asked to, from one second to another; the polls succeed
/// unless `up` says otherwise. Gives the time of the end, if there is one.
template <class Up>
std::optional<timestamp> run(resolution& r, int64_t from, int64_t to, Up up) {
  for (auto t = from; t < to; ++t) {
    for (int i = 0; i < 3; ++i) {
      const auto next = r.next(at(t));
      if (next == step::give_up || next == step::adopt)
        return at(t);
      if (next == step::wait)
        break;
      if (up(t))
        r.answered(at(t), std::nullopt);
      else
        r.failed(at(t));
    }
  }
  return std::nullopt;
}

} // namespace

TEST_CASE("open orders are asked first and closed ones right after") {
  resolution r{at(0), at(10)};
  CHECK(r.next(at(0)) == step::ask_open);
  r.answered(at(0), std::nullopt);
  CHECK(r.next(at(0)) == step::ask_closed);
  r.answered(at(0), std::nullopt);
  CHECK(r.next(at(0)) == step::wait);
  CHECK(r.when() == at(5));
  CHECK(r.next(at(5)) == step::ask_open);
}

TEST_CASE("an order that is found is adopted as it is") {
  resolution r{at(0), at(10)};
  r.answered(at(0), std::nullopt);
  r.answered(at(0), report());
  CHECK(r.next(at(0)) == step::adopt);
  REQUIRE(r.found());
  CHECK(r.found()->state == order_state::filled);
}

TEST_CASE("the private stream ends the search at any time") {
  resolution r{at(0), at(10)};
  r.seen(report());
  CHECK(r.next(at(0)) == step::adopt);
}

TEST_CASE("absence is proved by a minute of polls after the deadline") {
  resolution r{at(0), at(10)};
  CHECK(run(r, 0, 1000, [](auto) { return true; }) == at(75));
  CHECK(r.absent_for() >= absence_required);
  CHECK_FALSE(r.found());
}

TEST_CASE("polls before the deadline prove nothing") {
  resolution r{at(0), at(200)};
  CHECK_FALSE(run(r, 0, 200, [](auto) { return true; }));
  CHECK(r.absent_for() == duration{});
}

TEST_CASE("an outage stops the clock") {
  resolution r{at(0), at(10)};
  const auto up = [](int64_t t) { return t < 40 || t >= 140; };
  CHECK(run(r, 0, 1000, up) == at(180));
  resolution never{at(0), at(10)};
  CHECK_FALSE(run(never, 0, 5000, [](auto) { return false; }));
  CHECK(never.next(at(5000)) != step::give_up);
}

TEST_CASE("whoever slept has not looked") {
  resolution r{at(0), at(10)};
  const auto round = [&](int64_t t) {
    r.answered(at(t), std::nullopt);
    r.answered(at(t), std::nullopt);
  };
  round(20);
  round(1000);
  CHECK(r.absent_for() == poll_gap_max);
  CHECK(r.next(at(1005)) == step::ask_open);
}

TEST_CASE("a failed question is asked again from the start") {
  resolution r{at(0), at(10)};
  r.answered(at(20), std::nullopt);
  r.failed(at(20));
  CHECK(r.next(at(20)) == step::wait);
  CHECK(r.next(at(25)) == step::ask_open);
}

TEST_CASE("news after giving up still win") {
  resolution r{at(0), at(10)};
  run(r, 0, 1000, [](auto) { return true; });
  CHECK(r.next(at(1000)) == step::give_up);
  r.seen(report());
  CHECK(r.next(at(1000)) == step::adopt);
}
