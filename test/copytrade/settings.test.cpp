#include "copytrade/settings.hpp"

#include "test/copytrade/kit.hpp"

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

bool names(const std::vector<failure>& all, std::string_view key) {
  return all.size() == 1 && all.front().text.find(key) != std::string::npos;
}

} // namespace

TEST_CASE("the defaults of copying are valid and as documented") {
  const follower_settings s;
  CHECK(validate(s).empty());
  CHECK(validate(copy_rules{}).empty());
  CHECK(s.limits.max_user_risk == part("0.1"));
  CHECK(s.limits.slippage == part("0.005"));
  CHECK(s.limits.max_entry_age == 60s);
  CHECK(s.exit_ladder == std::vector{part("0.005"), part("0.01")});
  CHECK(s.multiplier == part("1"));
  CHECK_FALSE(s.adopt_existing);
}

TEST_CASE("all problems of the settings are told at once") {
  follower_settings s;
  s.multiplier = part("0");
  s.allocation = usd("-5");
  s.limits.max_user_risk = part("1.5");
  s.limits.slippage = part("0.5");
  s.limits.max_entry_age = 0s;
  s.limits.max_position = usd("0");
  s.exit_ladder = {part("0.01"), part("0.005")};
  s.order_lifetime = 1s;
  CHECK(validate(s).size() == 8);
}

TEST_CASE("each problem names its key") {
  follower_settings s;
  s.multiplier = part("-1");
  CHECK(names(validate(s), "multiplier"));
  s = {};
  s.allocation = part("1.1");
  CHECK(names(validate(s), "allocation"));
  s = {};
  s.order_lifetime = 61s;
  CHECK(names(validate(s), "order_lifetime"));
  copy_rules rules;
  rules.other_cash.insert(asset_id{"USDT"});
  CHECK(names(validate(rules), "USDT"));
}

TEST_CASE("a follower may tighten the general limits but not loosen them") {
  copy_limits general;
  general.max_position = usd("1000");
  auto own = general;
  CHECK(check_tighter(general, own).empty());
  own.max_user_risk = part("0.05");
  own.max_position = usd("500");
  own.max_master_order = usd("100");
  own.max_entry_age = 30s;
  CHECK(check_tighter(general, own).empty());
  own.max_position = std::nullopt;
  CHECK(names(check_tighter(general, own), "max_position"));
  own = general;
  own.max_user_risk = part("0.2");
  own.slippage = part("0.01");
  own.max_entry_age = 61s;
  CHECK(check_tighter(general, own).size() == 3);
}

TEST_CASE("money is the currency, what equals it, and other cash") {
  const copy_rules rules;
  CHECK(counts_as_currency(rules, asset_id{"USD"}));
  CHECK(counts_as_currency(rules, asset_id{"USDT"}));
  CHECK_FALSE(counts_as_currency(rules, asset_id{"EUR"}));
  CHECK(is_cash(rules, asset_id{"EUR"}));
  CHECK_FALSE(is_cash(rules, asset_id{"BTC"}));
}
