#include "copytrade/gates.hpp"

#include <algorithm>
#include <array>

namespace lockstep::copytrade {

namespace {

using namespace std::chrono_literals;

gate passed(std::string_view name, std::string measured,
            std::string required = {}) {
  return {name, true, {reason::none, std::move(measured), std::move(required)}};
}

gate check(std::string_view name, bool pass, reason why, std::string measured,
           std::string required) {
  return {name,
          pass,
          {pass ? reason::none : why, std::move(measured),
           std::move(required)}};
}

std::string seconds(duration d) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(d).count();
  return fmt::format("{} s",
                     divide(decimal{ms}, decimal{1000}, rounding::down));
}

std::string money(notional n, const asset_id& currency) {
  return fmt::format("{} {}", n.value().str(2, rounding::half_up), currency);
}

// -- of the account -----------------------------------------------------------

gate account_gate(const account_facts& f) {
  return check("account", f.barred == reason::none, f.barred,
               f.barred == reason::none ? "in service" : f.barred_words,
               "in service");
}

gate halt_gate(const account_facts& f) {
  return check("halt", !f.entries_halted && !f.all_halted, reason::halted,
               f.all_halted       ? "everything halted"
               : f.entries_halted ? "entries halted"
                                  : "no halt",
               "no halt");
}

gate pause_gate(const account_facts& f) {
  return check("pause", !f.paused, reason::paused,
               f.paused ? "paused" : "not paused", "not paused");
}

gate venue_gate(const account_facts& f) {
  return check("venue", takes_limit_orders(f.venue), reason::venue_not_trading,
               std::string{to_string(f.venue)}, "online or limit_only");
}

gate balance_gate(const account_facts& f) {
  const auto required = "at most " + seconds(balance_age_max) + " old";
  if (!f.funds)
    return check("balance", false, reason::balance_unavailable, "not known",
                 required);
  const auto age = f.now - f.funds->as_of;
  return check("balance", age <= balance_age_max, reason::balance_unavailable,
               seconds(age) + " old", required);
}

// -- of the signal ------------------------------------------------------------

gate joined_gate(const entry_facts& f) {
  return check("joined", f.joined <= f.signal.first_executed,
               reason::joined_later, "joined " + to_rfc3339(f.joined),
               "before " + to_rfc3339(f.signal.first_executed));
}

gate signal_gate(const entry_facts& f) {
  return check("signal", f.signal.barred == reason::none, f.signal.barred,
               std::string{f.signal.barred == reason::none
                             ? "in order"
                             : text_of(f.signal.barred).sentence},
               "in order");
}

gate age_gate(const entry_facts& f) {
  const auto age = f.account.now - f.signal.executed;
  const auto most = f.settings.limits.max_entry_age;
  return check("age", age <= most, reason::stale_signal, seconds(age) + " old",
               "at most " + seconds(most));
}

gate master_equity_gate(const entry_facts& f) {
  const auto& equity = f.signal.equity_before;
  return check("master_equity", equity && equity->is_positive(),
               reason::equity_unknown,
               equity ? money(*equity, f.rules.currency) : "not known",
               "above zero");
}

gate instrument_gate(const entry_facts& f) {
  return check("instrument", f.pair != nullptr, reason::unknown_instrument,
               f.pair ? "listed" : "not listed", "listed");
}

gate pair_gate(const entry_facts& f) {
  const auto status = f.pair ? f.pair->status : trading_status::delisted;
  return check("pair", takes_limit_orders(status), reason::pair_not_tradable,
               std::string{to_string(status)}, "online or limit_only");
}

gate equity_gate(const entry_facts& f) {
  const auto share = freeze(f);
  if (!share)
    return {"equity", false, share.error()};
  return passed("equity", money(share->equity, f.rules.currency), "above zero");
}

/// The price of the quote currency in the reporting currency.
std::optional<decimal> rate_of(const entry_facts& f) {
  if (counts_as_currency(f.rules, f.signal.quote))
    return decimal{1};
  const auto mark = f.signal.marks.find(f.signal.quote);
  if (mark == f.signal.marks.end() || !mark->second.is_positive())
    return std::nullopt;
  return mark->second.value();
}

denial no_rate(const entry_facts& f) {
  return {reason::equity_unknown,
          fmt::format("no price for {}", f.signal.quote),
          fmt::format("its price in {}", f.rules.currency)};
}

gate master_order_gate(const entry_facts& f) {
  const auto& most = f.settings.limits.max_master_order;
  const auto rate = rate_of(f);
  if (!rate)
    return {"master_order", false, no_rate(f)};
  const auto value = notional{multiply(
    value_of(f.signal.id.cumulative, f.signal.price, rounding::up).value(),
    *rate, rounding::up)};
  return check("master_order", !most || value <= *most,
               reason::master_order_cap, money(value, f.rules.currency),
               most ? "at most " + money(*most, f.rules.currency) : "no limit");
}

gate size_gate(const entry_facts& f) {
  const auto size = size_of(f);
  if (!size)
    return {"size", false, size.error()};
  if (size->ordered.is_zero())
    return {"size", false, *size->limit};
  return {"size", true,
          size->limit ? *size->limit
                      : denial{reason::none, size->ordered.str(), {}}};
}

using account_check = gate (*)(const account_facts&);
using entry_check = gate (*)(const entry_facts&);

constexpr std::array<account_check, 5> account_checks{account_gate, halt_gate,
                                                      pause_gate, venue_gate,
                                                      balance_gate};

template <account_check Check>
gate of_account(const entry_facts& f) {
  return Check(f.account);
}

constexpr std::array<entry_check, 14> entry_checks{
  joined_gate,
  of_account<account_gate>,
  of_account<halt_gate>,
  of_account<pause_gate>,
  signal_gate,
  age_gate,
  master_equity_gate,
  instrument_gate,
  pair_gate,
  of_account<venue_gate>,
  of_account<balance_gate>,
  equity_gate,
  master_order_gate,
  size_gate,
};

decimal free_cash(const entry_facts& f) {
  return f.account.funds->of(f.signal.quote).available() - f.reserved;
}

size_facts size_facts_of(const entry_facts& f, decimal rate) {
  const auto held = f.positions.find(f.signal.base);
  return {
    .part = f.signal.quantity,
    .at = f.signal.price,
    .limit = entry_limit(f.signal, f.settings.limits, *f.pair),
    .rate = rate,
    .held = std::max(f.target,
                     held == f.positions.end() ? quantity{} : held->second),
    .free_cash = notional{free_cash(f)},
    .taker_fee = f.taker_fee,
    .multiplier = f.settings.multiplier,
  };
}

} // namespace

std::vector<gate> account_gates(const account_facts& facts) {
  std::vector<gate> all;
  for (const auto test : account_checks)
    all.push_back(test(facts));
  return all;
}

std::vector<gate> entry_gates(const entry_facts& facts) {
  std::vector<gate> all;
  for (const auto test : entry_checks)
    all.push_back(test(facts));
  return all;
}

std::optional<gate> first_refusal(const entry_facts& facts) {
  for (const auto test : entry_checks)
    if (auto found = test(facts); !found.pass)
      return found;
  return std::nullopt;
}

tl::expected<order_share, denial> freeze(const entry_facts& facts) {
  if (facts.share.frozen())
    return facts.share;
  const auto& master = facts.signal.equity_before;
  if (!master || !master->is_positive())
    return tl::unexpected{
      denial{reason::equity_unknown, "master's equity not known", {}}};
  if (!facts.account.funds)
    return tl::unexpected{
      denial{reason::balance_unavailable, "balance not known", {}}};
  const auto equity = equity_of(*facts.account.funds, facts.positions,
                                facts.signal.marks, facts.rules);
  if (!equity)
    return tl::unexpected{
      denial{reason::equity_unknown, equity.error().text, {}}};
  const auto own = allotted(*equity, facts.settings.allocation);
  if (!own.is_positive())
    return tl::unexpected{denial{
      reason::no_equity, money(own, facts.rules.currency), "above zero"}};
  auto share = facts.share;
  share.master_equity = *master;
  share.equity = own;
  return share;
}

price entry_limit(const signal& what, const copy_limits& limits,
                  const instrument& pair) {
  const auto raised = what.price
                      + part_of(what.price, limits.slippage, rounding::down);
  return round_to(raised, pair.tick, rounding::down);
}

tl::expected<size_decision, denial> size_of(const entry_facts& facts) {
  if (!facts.pair)
    return tl::unexpected{
      denial{reason::unknown_instrument, facts.signal.symbol.str(), "listed"}};
  const auto share = freeze(facts);
  if (!share)
    return tl::unexpected{share.error()};
  if (!facts.account.funds)
    return tl::unexpected{
      denial{reason::balance_unavailable, "balance not known", {}}};
  const auto rate = rate_of(facts);
  if (!rate)
    return tl::unexpected{no_rate(facts)};
  return size_entry(*share, size_facts_of(facts, *rate), *facts.pair,
                    facts.settings.limits);
}

} // namespace lockstep::copytrade
