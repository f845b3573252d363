#include "copytrade/gates.hpp"

#include <algorithm>
#include <array>

namespace lockstep::copytrade {

namespace {

using namespace std::chrono_literals;

/// Whether a check that passes says what it measured. Whoever only decides
/// needs no words for that, and words take longer than all the rest.
enum class wording : uint8_t { of_all, of_refusals };

/// Nothing: it passed, and nobody wants to know more.
using finding = std::optional<gate>;

/// `measured` and `required` are functions, called if their words are wanted.
template <class Measured, class Required>
finding check(wording words, std::string_view name, bool pass, reason why,
              const Measured& measured, const Required& required) {
  if (pass && words == wording::of_refusals)
    return std::nullopt;
  return gate{name, pass, {pass ? reason::none : why, measured(), required()}};
}

/// Words that are always the same.
auto say(std::string_view text) {
  return [text] { return std::string{text}; };
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

finding account_gate(const account_facts& f, wording words) {
  const bool fine = f.barred == reason::none;
  return check(words, "account", fine, f.barred,
               say(fine ? std::string_view{"in service"} : f.barred_words),
               say("in service"));
}

finding halt_gate(const account_facts& f, wording words) {
  return check(words, "halt", !f.entries_halted && !f.all_halted,
               reason::halted,
               say(f.all_halted       ? "everything halted"
                   : f.entries_halted ? "entries halted"
                                      : "no halt"),
               say("no halt"));
}

finding pause_gate(const account_facts& f, wording words) {
  return check(words, "pause", !f.paused, reason::paused,
               say(f.paused ? "paused" : "not paused"), say("not paused"));
}

finding venue_gate(const account_facts& f, wording words) {
  return check(words, "venue", takes_limit_orders(f.venue),
               reason::venue_not_trading, say(to_string(f.venue)),
               say("online or limit_only"));
}

finding balance_gate(const account_facts& f, wording words) {
  const auto required = [] {
    return "at most " + seconds(balance_age_max) + " old";
  };
  if (!f.funds)
    return check(words, "balance", false, reason::balance_unavailable,
                 say("not known"), required);
  const auto age = f.now - f.funds->as_of;
  return check(
    words, "balance", age <= balance_age_max, reason::balance_unavailable,
    [&] { return seconds(age) + " old"; }, required);
}

// -- of the signal ------------------------------------------------------------

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

decimal free_cash(const entry_facts& f) {
  return f.account.funds->of(f.signal.quote).available() - f.reserved;
}

/// Of a repair the caps of its master orders are in its amount already.
copy_limits limits_of(const entry_facts& f) {
  auto limits = f.settings.limits;
  if (f.signal.repair)
    limits.max_user_risk = ratio{decimal{1'000}};
  return limits;
}

size_facts size_facts_of(const entry_facts& f, decimal rate, price limit) {
  const auto held = f.positions.find(f.signal.base);
  return {
    .part = f.signal.quantity,
    .at = f.signal.price,
    .limit = limit,
    .rate = rate,
    .held = std::max(f.target,
                     held == f.positions.end() ? quantity{} : held->second),
    .free_cash = notional{free_cash(f)},
    .taker_fee = f.taker_fee,
    .multiplier = f.settings.multiplier,
  };
}

tl::expected<size_decision, denial> size_of(const entry_case& entry) {
  const auto& facts = entry.facts;
  const auto& share = entry.share;
  if (!facts.pair)
    return tl::unexpected{
      denial{reason::unknown_instrument, facts.signal.symbol.str(), "listed"}};
  if (!share)
    return tl::unexpected{share.error()};
  if (!facts.account.funds)
    return tl::unexpected{
      denial{reason::balance_unavailable, "balance not known", {}}};
  if (!entry.rate)
    return tl::unexpected{no_rate(facts)};
  return size_entry(*share, size_facts_of(facts, *entry.rate, entry.limit),
                    *facts.pair, limits_of(facts));
}

finding joined_gate(const entry_case& e, wording words) {
  const auto& f = e.facts;
  return check(
    words, "joined", f.joined <= f.signal.first_executed, reason::joined_later,
    [&] { return "joined " + to_rfc3339(f.joined); },
    [&] { return "before " + to_rfc3339(f.signal.first_executed); });
}

finding signal_gate(const entry_case& e, wording words) {
  const auto barred = e.facts.signal.barred;
  const bool fine = barred == reason::none;
  return check(words, "signal", fine, barred,
               say(fine ? "in order" : text_of(barred).sentence),
               say("in order"));
}

finding age_gate(const entry_case& e, wording words) {
  const auto age = e.facts.account.now - e.facts.signal.executed;
  const auto most = e.facts.settings.limits.max_entry_age;
  return check(
    words, "age", age <= most, reason::stale_signal,
    [&] { return seconds(age) + " old"; },
    [&] { return "at most " + seconds(most); });
}

finding master_equity_gate(const entry_case& e, wording words) {
  const auto& equity = e.facts.signal.equity_before;
  const bool needed = !e.facts.signal.repair;
  return check(
    words, "master_equity", !needed || (equity && equity->is_positive()),
    reason::equity_unknown,
    [&] {
      return equity   ? money(*equity, e.facts.rules.currency)
             : needed ? "not known"
                      : "not needed for a repair";
    },
    say("above zero"));
}

finding instrument_gate(const entry_case& e, wording words) {
  const auto* pair = e.facts.pair;
  return check(words, "instrument", pair != nullptr, reason::unknown_instrument,
               say(pair ? "listed" : "not listed"), say("listed"));
}

finding pair_gate(const entry_case& e, wording words) {
  const auto* pair = e.facts.pair;
  const auto status = pair ? pair->status : trading_status::delisted;
  return check(words, "pair", takes_limit_orders(status),
               reason::pair_not_tradable, say(to_string(status)),
               say("online or limit_only"));
}

finding equity_gate(const entry_case& e, wording words) {
  if (!e.share)
    return gate{"equity", false, e.share.error()};
  return check(
    words, "equity", true, reason::none,
    [&] { return money(e.share->equity, e.facts.rules.currency); },
    say("above zero"));
}

finding master_order_gate(const entry_case& e, wording words) {
  const auto& f = e.facts;
  const auto& most = f.settings.limits.max_master_order;
  if (f.signal.repair) // it is no order of the master; theirs are in its amount
    return check(words, "master_order", true, reason::none, say("a repair"),
                 say({}));
  if (!e.rate)
    return gate{"master_order", false, no_rate(f)};
  const auto value = [&] {
    return notional{multiply(
      value_of(f.signal.id.cumulative, f.signal.price, rounding::up).value(),
      *e.rate, rounding::up)};
  };
  const auto& currency = f.rules.currency;
  return check(
    words, "master_order", !most || value() <= *most, reason::master_order_cap,
    [&] { return money(value(), currency); },
    [&] { return most ? "at most " + money(*most, currency) : "no limit"; });
}

finding size_gate(const entry_case& e, wording words) {
  const auto& size = e.size;
  if (!size)
    return gate{"size", false, size.error()};
  if (size->ordered.is_zero())
    return gate{"size", false, *size->limit};
  if (size->limit)
    return gate{"size", true, *size->limit};
  return check(
    words, "size", true, reason::none, [&] { return size->ordered.str(); },
    say({}));
}

using account_check = finding (*)(const account_facts&, wording);
using entry_check = finding (*)(const entry_case&, wording);

constexpr std::array<account_check, 5> account_checks{account_gate, halt_gate,
                                                      pause_gate, venue_gate,
                                                      balance_gate};

template <account_check Check>
finding of_account(const entry_case& e, wording words) {
  return Check(e.facts.account, words);
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

} // namespace

entry_case::entry_case(const entry_facts& f)
  : facts{f},
    rate{rate_of(f)},
    limit{f.pair ? entry_limit(f.signal, f.settings.limits, *f.pair) : price{}},
    share{freeze(f)},
    size{size_of(*this)} {}

std::vector<gate> account_gates(const account_facts& facts) {
  std::vector<gate> all;
  for (const auto test : account_checks)
    all.push_back(*test(facts, wording::of_all));
  return all;
}

std::vector<gate> entry_gates(const entry_facts& facts) {
  const entry_case all_of_it{facts};
  std::vector<gate> all;
  for (const auto test : entry_checks)
    all.push_back(*test(all_of_it, wording::of_all));
  return all;
}

std::optional<gate> first_refusal(const entry_case& entry) {
  for (const auto test : entry_checks)
    if (auto found = test(entry, wording::of_refusals); found && !found->pass)
      return found;
  return std::nullopt;
}

tl::expected<order_share, denial> freeze(const entry_facts& facts) {
  if (facts.share.frozen())
    return facts.share;
  const auto& master = facts.signal.equity_before;
  if (!facts.signal.repair && (!master || !master->is_positive()))
    return tl::unexpected{
      denial{reason::equity_unknown, "master's equity not known", {}}};
  if (!facts.account.funds)
    return tl::unexpected{
      denial{reason::balance_unavailable, "balance not known", {}}};
  if (!facts.account.funds_settled)
    return tl::unexpected{denial{reason::balance_unavailable,
                                 "an order from before it has no end yet",
                                 {}}};
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
  // As if the master had what he copies with: then his ratio is one, and what a
  // repair asks for is its quantity.
  share.master_equity = facts.signal.repair
                          ? part_of(own, facts.settings.multiplier,
                                    rounding::down)
                          : *master;
  share.equity = own;
  return share;
}

price entry_limit(const signal& what, const copy_limits& limits,
                  const instrument& pair) {
  const auto raised = what.price
                      + part_of(what.price, limits.slippage, rounding::down);
  return round_to(raised, pair.tick, rounding::down);
}

} // namespace lockstep::copytrade
