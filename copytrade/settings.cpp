#include "copytrade/settings.hpp"

namespace lockstep::copytrade {

namespace {

using namespace std::chrono_literals;

constexpr duration longest_entry_age = 1h;
constexpr duration shortest_lifetime = 2s;
constexpr duration longest_lifetime = 60s;
const ratio one{decimal{1}};
const ratio largest_multiplier{decimal{100}};
const ratio largest_slippage = percent(20);

using failures = std::vector<failure>;

void demand(failures& all, bool fine, std::string sentence) {
  if (!fine)
    all.push_back({std::move(sentence)});
}

bool is_share(ratio x) {
  return x.is_positive() && x <= one;
}

std::string in_seconds(duration d) {
  return fmt::format("{} s", d / 1s);
}

void check_cap(failures& all, const std::optional<notional>& cap,
               std::string_view key) {
  demand(all, !cap || cap->is_positive(),
         fmt::format("{} must be above zero", key));
}

void check_allocation(failures& all, const allocation& part) {
  if (const auto* amount = std::get_if<notional>(&part))
    demand(all, amount->is_positive(),
           fmt::format("allocation must be above zero, not {}", *amount));
  if (const auto* share = std::get_if<ratio>(&part))
    demand(all, is_share(*share),
           fmt::format("allocation must be above 0 % and at most 100 %, not "
                       "the part {}",
                       *share));
}

void check_ladder(failures& all, const std::vector<ratio>& ladder) {
  ratio before;
  for (const auto step : ladder) {
    demand(all, step > before && step < one,
           fmt::format("exit_ladder must rise from above 0 % to below 100 %, "
                       "but has the part {} after {}",
                       step, before));
    before = step;
  }
}

template <class T>
bool looser(const std::optional<T>& general, const std::optional<T>& own) {
  return general && (!own || *own > *general);
}

template <class T>
std::string shown(const std::optional<T>& cap) {
  return cap ? cap->str() : std::string{"none"};
}

} // namespace

bool counts_as_currency(const copy_rules& rules, const asset_id& asset) {
  return asset == rules.currency || rules.same_as_currency.contains(asset);
}

bool is_cash(const copy_rules& rules, const asset_id& asset) {
  return counts_as_currency(rules, asset) || rules.other_cash.contains(asset);
}

failures validate(const copy_rules& rules) {
  failures all;
  demand(all, !rules.currency.empty(), "currency must not be empty");
  for (const auto& asset : rules.same_as_currency)
    demand(all, !rules.other_cash.contains(asset),
           fmt::format("{} can not be both equal to the currency and other "
                       "cash",
                       asset));
  return all;
}

failures validate(const copy_limits& limits) {
  failures all;
  demand(all, is_share(limits.max_user_risk),
         fmt::format("max_user_risk must be above 0 % and at most 100 %, not "
                     "the part {}",
                     limits.max_user_risk));
  check_cap(all, limits.max_position, "max_position");
  check_cap(all, limits.max_master_order, "max_master_order");
  demand(all,
         !limits.slippage.is_negative() && limits.slippage <= largest_slippage,
         fmt::format("slippage must be 0 % to 20 %, not the part {}",
                     limits.slippage));
  demand(all,
         limits.max_entry_age > duration{}
           && limits.max_entry_age <= longest_entry_age,
         fmt::format("max_entry_age must be above 0 s and at most 3600 s, not "
                     "{}",
                     in_seconds(limits.max_entry_age)));
  return all;
}

failures validate(const follower_settings& settings) {
  auto all = validate(settings.limits);
  demand(all,
         settings.multiplier.is_positive()
           && settings.multiplier <= largest_multiplier,
         fmt::format("multiplier must be above 0 and at most 100, not {}",
                     settings.multiplier));
  check_allocation(all, settings.allocation);
  check_ladder(all, settings.exit_ladder);
  demand(all,
         settings.order_lifetime >= shortest_lifetime
           && settings.order_lifetime <= longest_lifetime,
         fmt::format("order_lifetime must be 2 s to 60 s, not {}",
                     in_seconds(settings.order_lifetime)));
  return all;
}

failures check_tighter(const copy_limits& general, const copy_limits& own) {
  failures all;
  const auto refuse = [&](bool bad, std::string_view key, std::string mine,
                          std::string theirs) {
    demand(all, !bad,
           fmt::format("{} {} is looser than the general {}: a follower's "
                       "limits may only tighten",
                       key, mine, theirs));
  };
  refuse(own.max_user_risk > general.max_user_risk, "max_user_risk",
         own.max_user_risk.str(), general.max_user_risk.str());
  refuse(looser(general.max_position, own.max_position), "max_position",
         shown(own.max_position), shown(general.max_position));
  refuse(looser(general.max_master_order, own.max_master_order),
         "max_master_order", shown(own.max_master_order),
         shown(general.max_master_order));
  refuse(own.slippage > general.slippage, "slippage", own.slippage.str(),
         general.slippage.str());
  refuse(own.max_entry_age > general.max_entry_age, "max_entry_age",
         in_seconds(own.max_entry_age), in_seconds(general.max_entry_age));
  return all;
}

} // namespace lockstep::copytrade
