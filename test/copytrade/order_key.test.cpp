#include "copytrade/order_key.hpp"

#include "test/copytrade/kit.hpp"

#include <set>

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

order_key key(std::string venue, uint32_t batch, std::string follower, leg l) {
  return key_of({std::move(venue), order_id{"OQCLML-BW3P3-BUCMWZ"}, batch,
                 account_id{std::move(follower)}, l});
}

} // namespace

// The values are those of Python's uuid.uuid5 for the same namespace and the
// parts joined by line feeds.
TEST_CASE("keys are the same on every machine") {
  CHECK(key("kraken", 0, "half", leg::entry()).str()
        == "0c88d4b0-82fa-58a3-a9d1-997ea95423db");
  CHECK(key("kraken", 1, "half", leg::entry()).str()
        == "fc026aea-3263-56de-8c87-4fd3723e931e");
  CHECK(key("kraken", 0, "quarter", leg::entry()).str()
        == "16502256-a41a-5686-afdb-7bbf3c60d00f");
  CHECK(key("kraken", 0, "half", leg::exit(0)).str()
        == "1ad2b5dc-8b05-5802-bf78-34f701ded343");
  CHECK(key("kraken", 0, "half", leg::exit(12)).str()
        == "f14430d1-23a7-5e64-9184-e18ef3334832");
  CHECK(key("okx", 0, "half", leg::stop(2)).str()
        == "1439cc46-b0ab-58a3-8826-d3c3a87df684");
}

TEST_CASE("every difference in purpose gives another key") {
  std::set<order_key> keys;
  for (const auto* venue : {"kraken", "okx"})
    for (const uint32_t batch : {0U, 1U, 11U})
      for (const auto* follower : {"a", "a1", "b"})
        for (const auto l : {leg::entry(), leg::exit(0), leg::exit(1),
                             leg::exit(11), leg::stop(0), leg::stop(1)})
          CHECK(keys.insert(key(venue, batch, follower, l)).second);
}

TEST_CASE("a signal's purpose names its order, batch and follower") {
  auto s = entry_signal("O1", "1", "100", "1000");
  s.batch = 3;
  const auto p = purpose_of(s, account_id{"half"}, leg::exit(2));
  CHECK(p.venue == "kraken");
  CHECK(p.order == order_id{"O1"});
  CHECK(p.batch == 3);
  CHECK(p.leg.str() == "exit#2");
}
