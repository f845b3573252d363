#include "copytrade/plan.hpp"
#include "model/mutant.hpp"

#include <algorithm>

namespace lockstep::copytrade {

namespace {

exit_plan wait_for(reason why, std::string measured, std::string required) {
  return {std::nullopt, denial{why, std::move(measured), std::move(required)},
          true};
}

exit_plan nothing_to_do(reason why, std::string measured,
                        std::string required) {
  return {std::nullopt, denial{why, std::move(measured), std::move(required)},
          false};
}

/// What keeps any order from being sent now; exits wait for it to pass.
std::optional<exit_plan> obstacle(const exit_facts& facts) {
  const auto& account = facts.account;
  // Orders that nobody knows stop entries; what we hold is still ours to sell.
  if (account.barred != reason::none && account.barred != reason::second_engine)
    return wait_for(account.barred, account.barred_words, "in service");
  if (account.all_halted
      || (mutated(mutant::exit_behind_entry_halt) && account.entries_halted))
    return wait_for(reason::halted, "everything halted", "no halt");
  if (!takes_limit_orders(account.venue))
    return wait_for(reason::venue_not_trading,
                    std::string{to_string(account.venue)},
                    "online or limit_only");
  if (!facts.pair)
    return wait_for(reason::unknown_instrument, "not listed", "listed");
  if (!takes_limit_orders(facts.pair->status))
    return wait_for(reason::pair_not_tradable,
                    std::string{to_string(facts.pair->status)},
                    "online or limit_only");
  return std::nullopt;
}

quantity smallest_of(const exit_facts& facts) {
  return smallest_order(*facts.pair, facts.last.value_or(price{}));
}

std::optional<exit_plan> too_small(const exit_facts& facts, quantity due) {
  if (!facts.pair
      || round_to(due, facts.pair->lot, rounding::down) >= smallest_of(facts))
    return std::nullopt;
  return nothing_to_do(reason::below_minimum,
                       fmt::format("{} {}", due, facts.pair->base),
                       fmt::format("at least {}", smallest_of(facts)));
}

/// The limit of a rung; nothing means at market.
std::optional<price> limit_of(const exit_facts& facts, size_t rung) {
  const auto& ladder = facts.settings.exit_ladder;
  if (!facts.last || rung >= ladder.size())
    return std::nullopt;
  const auto lowered = *facts.last
                       - part_of(*facts.last, ladder[rung], rounding::down);
  return round_to(lowered, facts.pair->tick, rounding::up);
}

bool market_orders_taken(const exit_facts& facts) {
  return takes_market_orders(facts.account.venue)
         && takes_market_orders(facts.pair->status);
}

exit_plan sale(const exit_facts& facts, quantity q) {
  order_request request;
  request.limit = limit_of(facts, facts.rung);
  if (!request.limit && !market_orders_taken(facts)) {
    // The ladder's last step, from the price of now.
    const auto steps = facts.settings.exit_ladder.size();
    request.limit = steps > 0 ? limit_of(facts, steps - 1) : facts.last;
    if (!request.limit)
      return wait_for(reason::exit_pending, "no price known",
                      "a price, or market orders taken");
  }
  request.key = key_of(facts.key);
  request.symbol = facts.pair->symbol;
  request.side = side::sell;
  request.type = request.limit ? order_type::limit : order_type::market;
  request.quantity = q;
  request.lifetime = time_in_force::immediate_or_cancel;
  request.deadline = facts.account.now + facts.settings.order_lifetime;
  return {planned_order{request, {facts.pair->base, q.value()}}, std::nullopt,
          false};
}

} // namespace

exit_plan plan_exit(const exit_facts& facts) {
  auto due = facts.book.to_sell();
  if (mutated(mutant::exit_by_wallet))
    due = facts.wallet.value_or(due);
  if (mutated(mutant::exit_sells_target))
    due = facts.book.target();
  if (!due.is_positive())
    return nothing_to_do(reason::nothing_to_sell, "nothing above the target",
                         {});
  // First, because what is too small waits for nothing.
  if (auto found = too_small(facts, due))
    return *found;
  if (auto found = obstacle(facts))
    return *found;
  const auto& pair = *facts.pair;
  const auto least = smallest_of(facts);
  const auto free = std::min(due, facts.wallet.value_or(due));
  const auto q = round_to(free, pair.lot, rounding::down);
  if (q < least)
    return wait_for(reason::exit_pending,
                    fmt::format("{} {} free", q, pair.base),
                    fmt::format("{} to sell", due));
  return sale(facts, q);
}

row row_of(const signal& what, const account_facts& account,
           const exit_plan& plan) {
  row r;
  r.signal = what.id;
  r.follower = account.account;
  r.decided = account.now;
  if (plan.order) {
    r.outcome = outcome::unresolved;
    r.key = plan.order->request.key;
    r.ordered = plan.order->request.quantity;
    r.intended = r.ordered;
    return r;
  }
  r.why = plan.limit->why;
  r.words = plan.limit->words();
  r.outcome = plan.waits ? outcome::exit_pending : outcome::skipped;
  if (!plan.waits)
    r.ended = account.now;
  return r;
}

} // namespace lockstep::copytrade
