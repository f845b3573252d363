#include "adapters/kraken/limits.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace lockstep::kraken {

namespace {

using namespace std::chrono_literals;

constexpr auto one = leaky_counter::one;

constexpr std::array<tier_limits, 3> tiers{{
  {15 * one, 330'000, 60 * one, 1 * one},
  {20 * one, 500'000, 125 * one, 2'340'000},
  {20 * one, 1 * one, 180 * one, 3'750'000},
}};

/// Of each limit, what only exits and cancels may use: 1/6 and 1/5. Of calls,
/// what entries wait for has 1/6 more than all other questions.
constexpr int64_t rest_reserve_parts = 6;
constexpr int64_t engine_reserve_parts = 5;

/// What the venue may count more than we do: decay in whole steps, and
/// requests that come closer together there than they left here.
constexpr int64_t rest_margin = one;
constexpr int64_t engine_margin = 3 * one;

/// Of each limit, how much counts as used at the start.
constexpr int64_t start_parts = 3;

/// An order is younger at the venue than here by its way there.
constexpr duration way = 1s;

/// Orders older than that cost nothing more.
constexpr duration old_age = 300s;

/// What changing an order costs, by its age.
struct age_row {
  duration below;
  int64_t amend;
  int64_t edit;
  int64_t cancel;
};

constexpr std::array ages{
  age_row{5s, 3, 6, 8},  age_row{10s, 2, 5, 6}, age_row{15s, 1, 4, 5},
  age_row{45s, 0, 2, 4}, age_row{90s, 0, 1, 2}, age_row{old_age, 0, 0, 1},
};

bool goes_to_engine(std::string_view name) {
  return name == "AddOrder" || name == "CancelOrder" || name == "AmendOrder"
         || name == "EditOrder";
}

std::string_view field_of(const private_request& request,
                          std::string_view name) {
  for (const auto& [key, value] : request.fields)
    if (key == name)
      return value;
  return {};
}

/// How many reserves a request must leave alone.
int64_t reserves_for(priority p) {
  switch (p) {
    case priority::exit:
    case priority::cancel:
      return 0;
    case priority::entry:
      return 1;
    case priority::read:
      break;
  }
  return 2;
}

} // namespace

leaky_counter::leaky_counter(int64_t level, int64_t decay, timestamp now)
  : level_{level}, decay_{decay}, since_{now} {
  // nop
}

int64_t leaky_counter::level(timestamp now) const {
  if (now <= since_)
    return level_;
  // After that time every counter is empty, and the product still fits.
  const auto elapsed = std::min<duration>(now - since_, 10min);
  return std::max<int64_t>(0,
                           level_ - decay_ * elapsed.count() / 1'000'000'000);
}

timestamp leaky_counter::at(int64_t room, timestamp now) const {
  const auto excess = level(now) - std::max<int64_t>(0, room);
  if (excess <= 0)
    return now;
  const auto millis = (excess * 1000 + decay_ - 1) / decay_;
  return now + std::chrono::milliseconds{millis};
}

void leaky_counter::add(int64_t cost, timestamp now) {
  level_ = level(now) + cost;
  since_ = now;
}

void leaky_counter::raise_to(int64_t level, timestamp now) {
  level_ = std::max(level, this->level(now));
  since_ = now;
}

const tier_limits& limits_of(account_tier tier) {
  return tiers.at(static_cast<size_t>(tier));
}

int64_t rest_cost(std::string_view name) {
  constexpr std::array counted_twice{std::string_view{"Ledgers"},
                                     std::string_view{"QueryLedgers"},
                                     std::string_view{"TradesHistory"},
                                     std::string_view{"ClosedOrders"}};
  if (goes_to_engine(name) || name == "AddOrderBatch"
      || name == "CancelOrderBatch")
    return 0;
  return std::ranges::find(counted_twice, name) == counted_twice.end()
           ? one
           : 2 * one;
}

kraken_limiter::kraken_limiter(account_tier tier, timestamp now)
  : tier_{limits_of(tier)},
    started_{now},
    rest_{tier_.rest_max / start_parts, tier_.rest_decay, now} {
  // nop
}

timestamp kraken_limiter::at(const private_request& request,
                             timestamp now) const {
  const auto reserves = reserves_for(request.priority);
  if (!goes_to_engine(request.name)) {
    const auto cost = rest_cost(request.name);
    const auto reserve = reserves * tier_.rest_max / rest_reserve_parts;
    return rest_.at(tier_.rest_max - rest_margin - reserve - cost, now);
  }
  const auto at = pairs_.find(request.symbol);
  const auto counter = at == pairs_.end() ? fresh_pair() : at->second;
  const auto reserve = std::min<int64_t>(reserves, 1) * tier_.engine_max
                       / engine_reserve_parts;
  return counter.at(tier_.engine_max - engine_margin - reserve
                      - engine_cost(request, now),
                    now);
}

void kraken_limiter::used(const private_request& request, timestamp now) {
  if (!goes_to_engine(request.name)) {
    rest_.add(rest_cost(request.name), now);
    return;
  }
  pair(request.symbol).add(engine_cost(request, now), now);
  if (request.name == "AddOrder") {
    forget_old_orders(now);
    placed_[std::string{field_of(request, "cl_ord_id")}] = now;
  }
}

/// `EService:Throttled` and the like are about neither counter: they say
/// themselves until when.
void kraken_limiter::refused(const private_request& request,
                             const venue_error& error, timestamp now) {
  if (error.words.starts_with("EOrder:"))
    pair(request.symbol).raise_to(tier_.engine_max, now);
  else if (error.words.starts_with("EAPI:"))
    rest_.raise_to(tier_.rest_max, now);
}

int64_t kraken_limiter::engine_cost(const private_request& request,
                                    timestamp now) const {
  if (request.name == "AddOrder")
    return one;
  const bool cancel = request.name == "CancelOrder";
  const int64_t fixed = cancel ? 0 : one;
  const auto age = age_of(request, now);
  for (const auto& row : ages)
    if (age < row.below)
      return fixed
             + one
                 * (cancel                         ? row.cancel
                    : request.name == "AmendOrder" ? row.amend
                                                   : row.edit);
  return fixed;
}

/// The least that the order's age can be. One that we did not place is at
/// least as old as this limiter.
duration kraken_limiter::age_of(const private_request& request,
                                timestamp now) const {
  const auto at = placed_.find(field_of(request, "cl_ord_id"));
  const auto since = at == placed_.end() ? started_ : at->second;
  return now - since - way;
}

leaky_counter& kraken_limiter::pair(const symbol_id& symbol) {
  return pairs_.try_emplace(symbol, fresh_pair()).first->second;
}

leaky_counter kraken_limiter::fresh_pair() const {
  return {tier_.engine_max / start_parts, tier_.engine_decay, started_};
}

void kraken_limiter::forget_old_orders(timestamp now) {
  if (placed_.size() < 1024)
    return;
  std::erase_if(placed_, [&](const auto& entry) {
    return now - entry.second > old_age + way;
  });
}

} // namespace lockstep::kraken
