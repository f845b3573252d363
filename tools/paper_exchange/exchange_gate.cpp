#include "tools/paper_exchange/exchange_gate.hpp"

#include "tools/paper_exchange/exchange_check.hpp"

#include <algorithm>

namespace lockstep::paper {

trading_status status_of(const core& state, const pair_info& pair) {
  return state.status == trading_status::online ? pair.status : state.status;
}

bool charge(core& state, const account_id& owner, const symbol_id& symbol,
            decimal amount) {
  auto& desk = state.desk_of(owner);
  const auto limits = limits_of(desk.who->tier());
  auto& counter = desk.counters[symbol];
  const auto value = counter.value(state.now, limits.decay_per_second);
  if (value + amount > decimal{limits.counter_max})
    return false;
  counter.charge(state.now, limits.decay_per_second, amount);
  return true;
}

result<order*> find_open(core& state, const account_id& owner,
                         std::string_view txid) {
  const auto at = state.orders.find(order_id{std::string{txid}});
  if (at == state.orders.end() || at->second->owner != owner)
    return fail("EOrder:Invalid order");
  if (!at->second->is_open())
    return fail("EOrder:Unknown order");
  return at->second.get();
}

result<order*> find_open_key(core& state, const account_id& owner,
                             std::string_view key) {
  for (auto* o : state.desk_of(owner).open)
    if (!o->key.empty() && o->key.str() == key)
      return o;
  return fail("EOrder:Unknown order");
}

result<order> check_order(core& state, const account_id& owner,
                          const order_input& input, duration deadline_min) {
  if (!state.accounts.find(owner))
    return fail("EGeneral:Permission denied");
  auto draft = read_order(input, state.now);
  if (!draft)
    return draft;
  const auto* pair = state.reference.pair(input.pair);
  if (!pair)
    return fail("EQuery:Unknown asset pair");
  if (auto open = check_status(status_of(state, *pair), *draft); !open)
    return tl::unexpected{open.error()};
  const auto at = state.markets.find(pair->symbol);
  if (at == state.markets.end())
    return fail("EService:Unavailable");
  if (!input.leverage.empty() && input.leverage != "none"
      && input.leverage != "0" && input.leverage != "1") {
    const auto offered = std::ranges::any_of(pair->leverages, [&](int x) {
      return input.leverage == std::to_string(x);
    });
    if (!offered)
      return fail("EGeneral:Invalid arguments:leverage");
    return fail("EOrder:Margin allowance exceeded"); // no account has one
  }
  draft->owner = owner;
  draft->symbol = pair->symbol;
  if (auto fits = fit_order(*draft, *pair, at->second->prices); !fits)
    return tl::unexpected{fits.error()};
  if (auto in_time = check_deadline(input.deadline, state.now,
                                    state.options.engine_latency, deadline_min);
      !in_time)
    return tl::unexpected{in_time.error()};
  return draft;
}

result<void> check_door(core& state, const order& draft, bool charged) {
  auto& desk = state.desk_of(draft.owner);
  const auto resting = std::ranges::count_if(desk.open, [&](const order* o) {
    return o->symbol == draft.symbol;
  });
  if (resting >= limits_of(desk.who->tier()).open_orders_max)
    return fail("EOrder:Orders limit exceeded");
  if (!charged)
    return fail("EOrder:Rate limit exceeded");
  if (!draft.key.empty() && find_open_key(state, draft.owner, draft.key.str()))
    return fail("EGeneral:Invalid arguments:cl_ord_id not unique");
  return {};
}

} // namespace lockstep::paper
