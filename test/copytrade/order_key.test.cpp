#include "copytrade/order_key.hpp"

#include "test/copytrade/kit.hpp"

#include <set>

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

order_key key(std::string venue, std::string_view cumulative,
              std::string follower, leg l) {
  return key_of({std::move(venue), order_id{"OQCLML-BW3P3-BUCMWZ"},
                 qty(cumulative), account_id{std::move(follower)}, l});
}

} // namespace

// The values are those of Python's uuid.uuid5 for the same namespace and the
// parts joined by line feeds.
TEST_CASE("keys are the same on every machine") {
  CHECK(key("kraken", "0.5", "half", leg::entry()).str()
        == "0b36aad4-e3f0-5586-9724-3398a05a88d8");
  CHECK(key("kraken", "1", "half", leg::entry()).str()
        == "fc026aea-3263-56de-8c87-4fd3723e931e");
  CHECK(key("kraken", "0.5", "quarter", leg::entry()).str()
        == "ac012582-c4a7-5c1a-a713-d8fe9b1dfea0");
  CHECK(key("kraken", "0.5", "half", leg::exit(0)).str()
        == "368f7b1b-b628-5b4d-bf00-0b847224298f");
  CHECK(key("kraken", "0.5", "half", leg::exit(12)).str()
        == "38780300-f9cd-57de-a530-d06ac4963368");
  CHECK(key("okx", "0.5", "half", leg::stop(2)).str()
        == "7e5a89f6-68da-51ab-93f5-83693a364639");
}

TEST_CASE("every difference in purpose gives another key") {
  std::set<order_key> keys;
  for (const auto* venue : {"kraken", "okx"})
    for (const auto* cumulative : {"0.5", "1", "11"})
      for (const auto* follower : {"a", "a1", "b"})
        for (const auto l : {leg::entry(), leg::exit(0), leg::exit(1),
                             leg::exit(11), leg::stop(0), leg::stop(1)})
          CHECK(keys.insert(key(venue, cumulative, follower, l)).second);
}

TEST_CASE("a signal's purpose is its name, not the number of its batch") {
  auto s = entry_signal("O1", "1", "100", "1000");
  s.batch = 3;
  const auto p = purpose_of(s, account_id{"half"}, leg::exit(2));
  CHECK(p.venue == "kraken");
  CHECK(p.order == order_id{"O1"});
  CHECK(p.cumulative == qty("1"));
  CHECK(p.leg.str() == "exit#2");
}
