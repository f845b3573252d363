#include "tools/paper_exchange/exchange_check.hpp"
#include "tools/paper_exchange/exchange_diary.hpp"
#include "tools/paper_exchange/exchange_gate.hpp"
#include "tools/paper_exchange/matching.hpp"

#include <charconv>

namespace lockstep::paper {

namespace {

/// Cancels are never refused by the counter, but they raise it.
void cancel(core& state, order& o) {
  const auto limits = limits_of(state.owner_of(o).who->tier());
  state.owner_of(o).counters[o.symbol].charge(
    state.now, limits.decay_per_second,
    decimal{cancel_charge(state.now - o.opened)});
  finish(state, o, order_status::canceled, "User requested");
  tell_quote(state, state.desk_of(o));
}

/// The engine is up, and the account exists.
result<void> check_up(const core& state, const account_id& owner) {
  if (!state.accounts.find(owner))
    return fail("EGeneral:Permission denied");
  if (state.status == trading_status::maintenance)
    return fail("EService:Unavailable");
  return {};
}

std::vector<order_id> cancel_matching(core& state, const account_id& owner,
                                      std::optional<int32_t> userref) {
  std::vector<order_id> gone;
  const auto open = state.desk_of(owner).open;
  for (auto* o : open) {
    if (userref && o->userref != userref)
      continue;
    cancel(state, *o);
    gone.push_back(o->id);
  }
  return gone;
}

} // namespace

result<std::vector<order_id>>
exchange::cancel_order(const account_id& owner,
                       std::string_view txid_or_userref, timestamp now) {
  note(*core_, "cancel_order", owner, txid_or_userref, now);
  run_until(*core_, now);
  if (auto up = check_up(*core_, owner); !up)
    return tl::unexpected{up.error()};
  if (const auto userref = parse_userref(txid_or_userref)) {
    auto gone = cancel_matching(*core_, owner, userref);
    if (gone.empty())
      return fail("EOrder:Unknown order");
    return gone;
  }
  const auto o = find_open(*core_, owner, txid_or_userref);
  if (!o)
    return tl::unexpected{o.error()};
  cancel(*core_, **o);
  return std::vector{(*o)->id};
}

result<std::vector<order_id>> exchange::cancel_key(const account_id& owner,
                                                   std::string_view key,
                                                   timestamp now) {
  note(*core_, "cancel_key", owner, key, now);
  run_until(*core_, now);
  if (auto up = check_up(*core_, owner); !up)
    return tl::unexpected{up.error()};
  const auto o = find_open_key(*core_, owner, key);
  if (!o)
    return tl::unexpected{o.error()};
  cancel(*core_, **o);
  return std::vector{(*o)->id};
}

std::vector<order_id> exchange::cancel_all(const account_id& owner,
                                           timestamp now) {
  note(*core_, "cancel_all", owner, now);
  run_until(*core_, now);
  if (!check_up(*core_, owner))
    return {};
  return cancel_matching(*core_, owner, std::nullopt);
}

result<std::optional<timestamp>>
exchange::cancel_all_after(const account_id& owner, std::string_view seconds,
                           timestamp now) {
  note(*core_, "cancel_all_after", owner, seconds, now);
  run_until(*core_, now);
  if (!core_->accounts.find(owner))
    return fail("EGeneral:Permission denied");
  int value = 0;
  const auto* end = seconds.data() + seconds.size();
  const auto [at, error] = std::from_chars(seconds.data(), end, value);
  constexpr int seconds_max = 86'400;
  if (seconds.empty() || error != std::errc{} || at != end || value < 0
      || value >= seconds_max)
    return fail("EGeneral:Invalid arguments:timeout");
  core_->dead_men.erase(owner);
  if (value == 0)
    return std::nullopt;
  return core_->dead_men[owner] = core_->now + std::chrono::seconds{value};
}

} // namespace lockstep::paper
