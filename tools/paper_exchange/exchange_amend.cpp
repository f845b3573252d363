#include "tools/paper_exchange/exchange_check.hpp"
#include "tools/paper_exchange/exchange_diary.hpp"
#include "tools/paper_exchange/exchange_gate.hpp"
#include "tools/paper_exchange/matching.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

auto invalid(std::string_view what) {
  return fail("EGeneral:Invalid arguments:{}", what);
}

result<order*> named_order(core& state, const account_id& owner,
                           const amend_input& input) {
  if (!state.accounts.find(owner))
    return fail("EGeneral:Permission denied");
  if (input.txid.empty() == input.cl_ord_id.empty())
    return fail("EGeneral:Invalid arguments");
  return input.txid.empty() ? find_open_key(state, owner, input.cl_ord_id)
                            : find_open(state, owner, input.txid);
}

/// Reads a new price, which may be relative to the last one.
result<std::optional<price>> read_price(const core& state, const order& o,
                                        const std::string& text,
                                        std::string_view name, char sign) {
  if (text.empty())
    return std::nullopt;
  const auto term = parse_price_term(text);
  if (!term)
    return invalid(name);
  const auto& pair = state.pair_of(o);
  const auto last = state.markets.at(o.symbol)->prices.last();
  const auto p = resolve(*term, last, sign, pair.tick);
  if (auto fits = check_price(p, pair); !fits)
    return tl::unexpected{fits.error()};
  return p;
}

result<void> read_sizes(const core& state, const amend_input& input,
                        order& wanted) {
  const auto& pair = state.pair_of(wanted);
  if (!input.order_qty.empty()) {
    const auto q = parse_positive(input.order_qty);
    if (!q || round_to(*q, pair.lot().value(), rounding::down) != *q)
      return invalid("order_qty");
    wanted.volume = quantity{*q};
    if (wanted.volume < pair.volume_min)
      return invalid("volume minimum not met");
  }
  if (!input.display_qty.empty()) {
    const auto q = parse_positive(input.display_qty);
    if (!q || wanted.kind != order_kind::iceberg
        || quantity{*q} > wanted.volume)
      return invalid("display_qty");
    wanted.display = quantity{*q};
  }
  return {};
}

/// The order as the amendment wants it.
result<order> read_amendment(const core& state, const amend_input& input,
                             const order& o) {
  auto wanted = o;
  if (input.order_qty.empty() && input.limit_price.empty()
      && input.trigger_price.empty() && input.display_qty.empty())
    return fail("EGeneral:Invalid arguments");
  if (auto sizes = read_sizes(state, input, wanted); !sizes)
    return tl::unexpected{sizes.error()};
  const bool buys = o.side == side::buy;
  const auto limit = read_price(state, o, input.limit_price, "limit_price",
                                buys ? '-' : '+');
  if (!limit)
    return tl::unexpected{limit.error()};
  if (*limit) {
    if (!has_limit(o.kind) || o.kind == order_kind::trailing_stop_limit)
      return invalid("limit_price");
    wanted.limit = *limit;
    auto& given = has_trigger(o.kind) ? wanted.price2_given
                                      : wanted.price_given;
    given = price_term{(*limit)->value()};
  }
  const auto trigger = read_price(state, o, input.trigger_price,
                                  "trigger_price", buys ? '+' : '-');
  if (!trigger)
    return tl::unexpected{trigger.error()};
  if (*trigger) {
    if (!o.waits() || is_trailing(o.kind))
      return invalid("trigger_price");
    wanted.trigger = *trigger;
    wanted.price_given = price_term{(*trigger)->value()};
  }
  if (input.post_only)
    wanted.post_only = true;
  return wanted;
}

result<void> check_amendment(core& state, const order& o, const order& wanted) {
  if (wanted.limit && !wanted.waits()
      && value_of(wanted.volume, *wanted.limit, rounding::half_up)
           < state.pair_of(o).cost_min)
    return fail("EOrder:Cost minimum not met");
  const bool moved = wanted.limit != o.limit;
  if (wanted.post_only && moved && crosses(state, wanted))
    return fail("EOrder:Post only order");
  const auto& pair = state.pair_of(o);
  const auto& asset = o.side == side::buy ? pair.quote : pair.base;
  const auto more = funds_needed(state, wanted) - o.held;
  if (more > state.owner_of(o).who->of(asset).available())
    return fail("EOrder:Insufficient funds");
  return {};
}

/// Puts the amended order in the place of the old one, in its queue where
/// price and size allow.
void apply(core& state, order& o, const order& wanted, const std::string& id) {
  auto& desk = state.desk_of(o);
  const bool resting = o.status == order_status::open && !o.waits();
  if (resting)
    desk.resting.remove(o);
  if (wanted.limit != o.limit || wanted.volume > o.volume)
    o.rank = state.next_rank++;
  o.volume = wanted.volume;
  o.display = wanted.display;
  o.limit = wanted.limit;
  o.trigger = wanted.trigger;
  o.price_given = wanted.price_given;
  o.price2_given = wanted.price2_given;
  o.post_only = wanted.post_only;
  const auto remaining = o.remaining().is_positive() ? o.remaining()
                                                     : quantity{};
  o.amendments.push_back(
    {id, "user", state.now, o.volume, remaining, o.limit, o.trigger,
     o.display.is_zero() ? std::nullopt : std::optional{o.display},
     o.post_only});
  state.tell(order_event_kind::amended, o);
  if (!o.remaining().is_positive())
    finish(state, o, order_status::canceled, "User requested");
  else if (resting)
    execute(state, o);
}

} // namespace

result<std::string>
exchange::amend_order(const account_id& owner, const amend_input& input,
                      timestamp now, duration deadline_min) {
  note(*core_, "amend_order", owner, input, now, deadline_min);
  auto& state = *core_;
  run_until(state, now);
  const auto found = named_order(state, owner, input);
  if (!found)
    return tl::unexpected{found.error()};
  auto& o = **found;
  const bool charged = charge(state, owner, o.symbol,
                              decimal{1 + amend_charge(state.now - o.opened)});
  const auto wanted = read_amendment(state, input, o);
  if (!wanted)
    return tl::unexpected{wanted.error()};
  if (auto open = check_status(status_of(state, state.pair_of(o)), *wanted);
      !open)
    return tl::unexpected{open.error()};
  if (auto in_time = check_deadline(input.deadline, state.now,
                                    state.options.engine_latency, deadline_min);
      !in_time)
    return tl::unexpected{in_time.error()};
  if (!charged)
    return fail("EOrder:Rate limit exceeded");
  if (auto may = check_amendment(state, o, *wanted); !may)
    return tl::unexpected{may.error()};
  const auto id = state.ids.next('T', o.owner);
  apply(state, o, *wanted, id);
  react(state, state.desk_of(o));
  return id;
}

} // namespace lockstep::paper
