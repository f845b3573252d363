#include "copytrade/netting.hpp"

#include "copytrade/copy_book.hpp"
#include "test/copytrade/kit.hpp"

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

TEST_CASE("missed exits come first and entries are what they left") {
  const std::vector missed{
    entry_signal("A", "2", "100", "1000"),
    exit_signal("X", "2", "1", "100"),
    entry_signal("B", "3", "100", "1000"),
  };
  const auto all = net(missed, at(10), 60s);
  REQUIRE(all.size() == 3);
  CHECK(all[0].what == missed[1]);
  CHECK(all[1].what.id == missed[0].id);
  CHECK(all[1].what.quantity == qty("1"));
  CHECK(all[2].what == missed[2]);
  for (const auto& x : all)
    CHECK_FALSE(x.skipped);
}

TEST_CASE("an entry that was sold again is skipped") {
  const auto all = net({entry_signal("A", "2", "100", "1000"),
                        exit_signal("X", "2", "0", "100")},
                       at(10), 60s);
  REQUIRE(all.size() == 2);
  CHECK_FALSE(all[0].skipped);
  REQUIRE(all[1].skipped);
  CHECK(all[1].skipped->measured == "sold again by the master meanwhile");
}

TEST_CASE("stale entries are skipped and exits never") {
  const auto all = net({entry_signal("A", "2", "100", "1000"),
                        exit_signal("X", "4", "2", "100")},
                       at(1000), 60s);
  CHECK_FALSE(all[0].skipped);
  REQUIRE(all[1].skipped);
  CHECK(all[1].skipped->why == reason::stale_signal);
  CHECK(all[1].skipped->words() == "1000 s old, required: at most 60 s");
}

TEST_CASE("exits of another asset leave an entry alone") {
  auto other = exit_signal("X", "2", "0", "100");
  other.base = eth;
  const auto all = net({entry_signal("A", "2", "100", "1000"), other}, at(10),
                       60s);
  CHECK(all[1].what.quantity == qty("2"));
}

TEST_CASE("netting ends where acting one by one would have ended") {
  std::mt19937_64 random{5};
  for (int round = 0; round < 200; ++round) {
    std::vector<signal> missed;
    for (int i = 0; i < 8; ++i) {
      const auto name = fmt::format("{}", i);
      if (random() % 2 == 0)
        missed.push_back(entry_signal(
          name, fmt::format("{}", 64 * (1 + random() % 4)), "100", "1000"));
      else
        missed.push_back(
          exit_signal(name, "2", fmt::format("{}", random() % 2), "100"));
    }
    const auto act = [&](const std::vector<signal>& signals) {
      copy_book book{btc};
      book.adopt(qty("1024"));
      for (const auto& s : signals)
        if (s.direction == direction::exit) {
          book.exit(s.id, kept_by(s), {});
        } else {
          book.enter(order_key{s.id.str()}, s.quantity);
          book.apply(our_fill(order_key{s.id.str()}, side::buy, s.quantity,
                              px("100"), at(1)));
        }
      return book.keep();
    };
    std::vector<signal> netted_signals;
    for (auto& x : net(missed, at(1), 60s))
      if (!x.skipped)
        netted_signals.push_back(x.what);
    CHECK(act(missed) == act(netted_signals));
  }
}
