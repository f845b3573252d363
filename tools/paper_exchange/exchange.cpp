#include "tools/paper_exchange/exchange.hpp"

#include "tools/paper_exchange/exchange_diary.hpp"
#include "tools/paper_exchange/exchange_gate.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

/// Keeps sums of a lifetime inside the range of a decimal.
constexpr int64_t amount_max = 1'000'000'000'000'000;

/// Checks what is to move in or out of an account.
result<const asset_info*>
check_movement(const core& state, const account_id& owner,
               std::string_view asset, decimal amount) {
  if (!state.accounts.find(owner))
    return fail("there is no account named '{}'", owner);
  const auto* info = state.reference.asset(asset);
  if (!info)
    return fail("there is no asset named '{}'", asset);
  if (!amount.is_positive() || amount > decimal{amount_max})
    return fail("the amount {} of {} is not above zero, or too large", amount,
                asset);
  if (round_to(amount, step_of(info->decimals), rounding::down) != amount)
    return fail("the amount {} of {} has more than {} decimals", amount, asset,
                info->decimals);
  return info;
}

ledger_id move_funds(core& state, const account_id& owner,
                     const asset_info& asset, ledger_kind kind,
                     decimal amount) {
  ledger_entry entry;
  entry.id = ledger_id{state.ids.next('L', owner)};
  entry.reference = state.ids.next('Q', owner);
  entry.time = state.now;
  entry.kind = kind;
  entry.asset = asset.id;
  entry.amount = amount;
  auto& who = *state.accounts.find(owner);
  const auto& booked = who.book(std::move(entry));
  state.tell([&](observer& o) { o.on_ledger(owner, booked); });
  return booked.id;
}

} // namespace

exchange::exchange(exchange_options options)
  : core_{std::make_unique<core>(options)} {
  // nop
}

exchange::~exchange() = default;

void exchange::attach(observer& who) {
  core_->observers.push_back(&who);
}

void exchange::detach(observer& who) {
  std::erase(core_->observers, &who);
}

void exchange::advance(timestamp now) {
  run_until(*core_, now);
}

std::optional<timestamp> exchange::next_due() const {
  return paper::next_due(*core_);
}

timestamp exchange::now() const {
  return core_->now;
}

const listing& exchange::reference() const {
  return core_->reference;
}

trading_status exchange::system_status() const {
  return core_->status;
}

void exchange::set_system_status(trading_status status) {
  note(*core_, "set_system_status", status);
  core_->status = status;
  core_->tell([&](observer& who) { who.on_system_status(status); });
}

result<void> exchange::set_pair_status(const symbol_id& symbol,
                                       trading_status status) {
  note(*core_, "set_pair_status", symbol, status);
  if (!core_->reference.set_status(symbol, status))
    return fail("there is no pair named '{}'", symbol);
  core_->tell([&](observer& who) { who.on_pair_status(symbol, status); });
  return {};
}

result<void> exchange::set_asset_status(const asset_id& asset,
                                        asset_status status) {
  note(*core_, "set_asset_status", asset, status);
  if (!core_->reference.set_status(asset, status))
    return fail("there is no asset named '{}'", asset);
  core_->tell([&](observer& who) { who.on_asset_status(asset, status); });
  return {};
}

result<ledger_id> exchange::deposit(const account_id& owner,
                                    std::string_view asset, decimal amount,
                                    timestamp now) {
  note(*core_, "deposit", owner, asset, amount, now);
  run_until(*core_, now);
  const auto info = check_movement(*core_, owner, asset, amount);
  if (!info)
    return tl::unexpected{info.error()};
  return move_funds(*core_, owner, **info, ledger_kind::deposit, amount);
}

result<ledger_id> exchange::withdraw(const account_id& owner,
                                     std::string_view asset, decimal amount,
                                     timestamp now) {
  note(*core_, "withdraw", owner, asset, amount, now);
  run_until(*core_, now);
  const auto info = check_movement(*core_, owner, asset, amount);
  if (!info)
    return tl::unexpected{info.error()};
  const auto available
    = core_->accounts.find(owner)->of((*info)->id).available();
  if (available < amount)
    return fail("account '{}' has only {} {} available", owner, available,
                asset);
  return move_funds(*core_, owner, **info, ledger_kind::withdrawal, -amount);
}

fee_view exchange::fees(const account_id& owner,
                        const symbol_id& symbol) const {
  const auto volume = core_->accounts.find(owner)->volume();
  const auto schedule = core_->reference.pair(symbol)->fees;
  const auto tiers = tiers_of(schedule);
  const auto next = std::ranges::find_if(tiers, [&](const fee_tier& tier) {
    return notional{decimal{tier.volume_min}} > volume;
  });
  fee_view view{volume, tier_at(schedule, volume), std::nullopt};
  if (next != tiers.end())
    view.next = *next;
  return view;
}

notional exchange::value_in_usd(const asset_id& asset, decimal amount) const {
  return core_->value_in_usd(asset, amount);
}

decimal exchange::rate_count(const account_id& owner, const symbol_id& symbol,
                             timestamp now) const {
  const auto* desk = core_->find_desk(owner);
  if (!desk)
    return {};
  const auto at = desk->counters.find(symbol);
  if (at == desk->counters.end())
    return {};
  return at->second.value(
    now, limits_of(core_->accounts.find(owner)->tier()).decay_per_second);
}

int exchange::rate_limit(account_tier tier) {
  return limits_of(tier).counter_max;
}

} // namespace lockstep::paper
