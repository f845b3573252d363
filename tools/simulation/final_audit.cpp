#include "tools/simulation/final_audit.hpp"

#include "tools/paper_exchange/wire/json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lockstep::simulated {

namespace {

using namespace std::chrono_literals;

decimal number(const char* text) {
  return decimal::parse(text).value();
}

decimal share_of(decimal whole, decimal percent) {
  return multiply_divide(whole, percent, decimal{100}, rounding::down);
}

std::string base_of(const symbol_id& symbol) {
  return symbol.str().substr(0, symbol.str().find('/'));
}

std::string text_in(const paper::json& object, std::string_view name) {
  const auto* found = object.find(name);
  return found == nullptr ? std::string{} : found->text();
}

/// What a follower copies with, of what he has.
decimal allotted(decimal equity, const copytrade::allocation& part) {
  if (const auto* amount = std::get_if<notional>(&part))
    return std::min(amount->value(), equity);
  if (const auto* share = std::get_if<ratio>(&part))
    return multiply(equity, share->value(), rounding::down);
  return equity;
}

} // namespace

final_audit::final_audit(auditor& books, const world_setup& setup,
                         const circumstances& known)
  : books_{books}, setup_{setup}, known_{known} {
  const auto& journal = books.committed();
  signals_ = read_signals();
  intents_ = journal.intents().value();
  rows_ = journal.rows().value();
  notes_ = journal.notes().value();
  for (const auto& line : signals_)
    by_id_[line.record.id] = &line.record;
}

auto final_audit::read_signals() const -> std::vector<signal_line> {
  std::map<std::string, decimal> moved;
  for (const auto& fill : books_.master_fills())
    moved[fill.id.str()] = fill.moved;
  std::vector<signal_line> lines;
  auto stored = books_.committed().signals().value();
  for (auto& record : stored) {
    signal_line line{std::move(record), {}, {}};
    const auto payload = paper::json::parse(line.record.payload).value();
    if (const auto* list = payload.find("executions"))
      for (const auto& id : list->items()) {
        line.executions.push_back(id.text());
        line.moved += moved[id.text()];
      }
    lines.push_back(std::move(line));
  }
  return lines;
}

bool final_audit::can_copy(const member& who) const {
  return who.key == key_given::right;
}

/// The smallest order that the exchange takes, and a little more, because the
/// price may have been another one.
decimal final_audit::smallest(const std::string& base) const {
  const auto least = base == "BTC" ? number("0.00005") : number("0.001");
  const auto price = books_.last_price(base);
  if (!price.is_positive())
    return least;
  return std::max(least, divide(number("0.6"), price, rounding::up));
}

void final_audit::run() {
  check_signals();
  if (!known_.backup_restored)
    check_intents();
  check_rows();
  for (size_t i = 1; i < setup_.members.size(); ++i) {
    check_targets(setup_.members[i]);
    if (!known_.backup_restored)
      check_sizes(setup_.members[i]);
  }
}

// -- signals ------------------------------------------------------------------

std::vector<std::string> final_audit::missing_executions() const {
  std::set<std::string> known;
  for (const auto& line : signals_)
    known.insert(line.executions.begin(), line.executions.end());
  std::set<std::string> excused;
  for (const auto& note : notes_)
    excused.insert(note.key);
  timestamp since = timestamp::max();
  const auto joined_all = books_.committed().enrolments().value();
  for (const auto& joined : joined_all)
    if (joined.from.account.str() == setup_.members.front().name)
      since = joined.since;
  std::vector<std::string> missing;
  for (const auto& fill : books_.master_fills())
    if (books_.master_orders().at(fill.order).first > since
        && !known.contains(fill.id.str())
        && !excused.contains(fill.order.str()))
      missing.push_back(fmt::format("{} of {}", fill.id, fill.order));
  return missing;
}

void final_audit::check_signals() {
  if (const auto missing = missing_executions(); !missing.empty())
    books_.report("nothing-is-lost",
                  fmt::format("in no signal: {}", fmt::join(missing, ", ")));
  std::set<std::string> seen;
  std::set<std::string> real;
  for (const auto& fill : books_.master_fills())
    real.insert(fill.id.str());
  for (const auto& line : signals_)
    for (const auto& id : line.executions) {
      if (!seen.insert(id).second)
        books_.report("nothing-is-doubled",
                      fmt::format("{} is in two signals, one is {}", id,
                                  line.record.id));
      if (!real.contains(id))
        books_.report("nothing-is-made-up",
                      fmt::format("{} of {} did not happen", id,
                                  line.record.id));
    }
}

// -- intents ------------------------------------------------------------------

void final_audit::check_intents() {
  std::set<std::tuple<std::string, std::string, std::string>> legs;
  std::map<order_key, decimal> meant;
  for (const auto& [intent, newest] : intents_) {
    meant[intent.order.key] = intent.order.quantity.value();
    const auto& who = intent.from.account.str();
    if (!legs.emplace(intent.signal, who, intent.leg).second)
      books_.report("one-order-per-key",
                    fmt::format("{} has two intents for {} {}", who,
                                intent.signal, intent.leg));
  }
  for (const auto& [key, order] : books_.orders()) {
    const auto at = meant.find(key);
    if (at == meant.end())
      books_.report("journal-before-wire",
                    fmt::format("{} has an order {} that is not journaled",
                                order.account, key));
    else if (order.executed > at->second)
      books_.report("executed-as-intended",
                    fmt::format("{} executed {} of {}, intended was {}",
                                order.account, order.executed, key,
                                at->second));
  }
}

// -- rows ---------------------------------------------------------------------

void final_audit::check_rows() {
  std::set<std::pair<std::string, std::string>> answered;
  for (const auto& row : rows_) {
    ++outcomes_[row.outcome];
    answered.emplace(row.signal, row.from.account.str());
    if (!by_id_.contains(row.signal))
      books_.report("one-row-each",
                    fmt::format("the row of {} for {} has no signal",
                                row.from.account, row.signal));
    check_row(row);
  }
  for (const auto& line : signals_)
    for (size_t i = 1; i < setup_.members.size(); ++i)
      if (!answered.contains({line.record.id, setup_.members[i].name}))
        books_.report("one-row-each",
                      fmt::format("{} has no row for {}",
                                  setup_.members[i].name, line.record.id));
}

void final_audit::check_row(const journal::row_record& row) {
  const auto words
    = fmt::format("{} for {}: {} {} ({}), ordered {}, executed {}",
                  row.from.account, row.signal, row.outcome, to_string(row.why),
                  row.words, row.ordered, row.executed);
  if (row.outcome == "unresolved" || row.outcome == "exit_pending")
    return books_.report("every-row-ends", words);
  if (known_.backup_restored)
    return;
  decimal executed;
  for (const auto& [intent, newest] : intents_)
    if (intent.signal == row.signal && intent.from.account == row.from.account)
      if (const auto at = books_.orders().find(intent.order.key);
          at != books_.orders().end())
        executed += at->second.executed;
  if (executed != row.executed.value())
    books_.report("rows-add-up",
                  fmt::format("{}; the exchange executed {}", words, executed));
  if (row.outcome == "copied" && row.executed < row.ordered)
    books_.report("rows-add-up", words);
  if (known_.quiet)
    check_quiet_row(row);
}

/// Without any fault, only limits and sizes keep a copy from being whole.
void final_audit::check_quiet_row(const journal::row_record& row) {
  constexpr std::array excuses{
    reason::carried,           reason::below_minimum, reason::risk_cap,
    reason::asset_cap,         reason::no_equity,     reason::nothing_to_sell,
    reason::insufficient_cash, reason::equity_unknown};
  const auto who = std::ranges::find(setup_.members, row.from.account.str(),
                                     &member::name);
  const bool moved = known_.prices_moved && row.why == reason::price_moved;
  const bool excused = row.outcome == "copied" || moved
                       || std::ranges::find(excuses, row.why) != excuses.end();
  if (can_copy(*who) && !excused)
    books_.report("copied-at-the-ratio",
                  fmt::format("{} for {} without any fault: {} {} ({})",
                              row.from.account, row.signal, row.outcome,
                              to_string(row.why), row.words));
}

// -- targets ------------------------------------------------------------------

/// What he should hold at most: each purchase as it executed for him, less
/// each sale in the master's proportion, in the order of the signals.
void final_audit::check_targets(const member& who) {
  std::map<std::string, decimal> bought; // by signal
  for (const auto& [intent, newest] : intents_)
    if (const auto at = books_.orders().find(intent.order.key);
        at != books_.orders().end() && at->second.side == side::buy
        && at->second.account == who.name)
      bought[intent.signal] += at->second.net;
  std::map<std::string, decimal> target;
  std::map<std::string, decimal> master;
  for (const auto& line : signals_) {
    const auto base = base_of(line.record.symbol);
    auto& has = master[base];
    const auto before = has;
    has = std::max(decimal{}, has + line.moved);
    if (line.record.side == side::buy)
      target[base] += bought[line.record.id];
    else if (before.is_positive())
      target[base] = multiply_divide(target[base], has, before, rounding::up);
  }
  for (const auto& [base, most] : target) {
    const auto holds = books_.position(who.name, base);
    const bool his_own = known_.touched.contains({who.name, base});
    if (!his_own && !known_.backup_restored && holds > most + smallest(base))
      books_.report("position-within-target",
                    fmt::format("{} holds {} {} from copying, should hold {}; "
                                "the master holds {}",
                                who.name, holds, base, most, master[base]));
  }
}

// -- sizes --------------------------------------------------------------------

void final_audit::check_sizes(const member& who) {
  struct copied {
    decimal quantity;
    decimal value;
    decimal master;
    decimal own;
  };
  std::map<order_id, copied> orders;
  for (const auto& note : notes_) {
    if (note.from.account.str() != who.name || note.kind != "share")
      continue;
    const order_id order{note.key.substr(0, note.key.rfind('@'))};
    const auto share = paper::json::parse(note.payload).value();
    auto& sum = orders[order];
    const auto master = decimal::parse(text_in(share, "master_equity")).value();
    const auto own = decimal::parse(text_in(share, "equity")).value();
    if (!sum.master.is_zero() && (sum.master != master || sum.own != own))
      books_.report("equity-before-the-trade",
                    fmt::format("the equities of {} for {} change from {} to "
                                "{}, or from {} to {}",
                                who.name, order, sum.master, master, sum.own,
                                own));
    sum.master = master;
    sum.own = own;
  }
  for (const auto& [intent, newest] : intents_) {
    if (intent.from.account.str() != who.name || intent.order.side != side::buy
        || !by_id_.contains(intent.signal))
      continue;
    const auto& signal = *by_id_.at(intent.signal);
    auto& sum = orders[signal.order];
    sum.quantity += intent.order.quantity.value();
    sum.value += multiply(intent.order.quantity.value(), signal.price.value(),
                          rounding::down);
  }
  for (const auto& [order, sum] : orders) {
    const auto at = books_.master_orders().find(order);
    if (sum.quantity.is_zero() || at == books_.master_orders().end())
      continue;
    if (!sum.master.is_positive()) {
      books_.report("copied-at-the-ratio",
                    fmt::format("{} copies {} without an equity", who.name,
                                order));
      continue;
    }
    const auto basis = multiply(sum.own, who.copy.multiplier.value(),
                                rounding::down);
    const auto most = multiply_divide(at->second.executed, basis, sum.master,
                                      rounding::down);
    if (sum.quantity > most)
      books_.report("copied-at-the-ratio",
                    fmt::format("{} orders {} for {}, the ratio allows {}",
                                who.name, sum.quantity, order, most));
    const auto cap = multiply(sum.own, who.copy.limits.max_user_risk.value(),
                              rounding::down);
    if (sum.value > cap)
      books_.report("no-cap-exceeded",
                    fmt::format("{} risks {} with {}, at most {}", who.name,
                                sum.value, order, cap));
    check_equities(who.name, order, sum.master, sum.own);
  }
}

void final_audit::check_equities(const std::string& who, const order_id& order,
                                 decimal master, decimal own) {
  const auto tolerance = known_.prices_moved ? number("12") : number("2");
  const auto differs = [&](decimal told, decimal right) {
    return abs(told - right) > share_of(right, tolerance);
  };
  const auto right = books_.master_orders().at(order).equity_before;
  if (differs(master, right))
    books_.report("equity-before-the-trade",
                  fmt::format("{} copies {} as if the master had had {}, he "
                              "had {}",
                              who, order, master, right));
  if (known_.paid.contains(who))
    return;
  const auto at = std::ranges::find(setup_.members, who, &member::name);
  for (const auto& [intent, newest] : intents_) {
    const auto signal = by_id_.find(intent.signal);
    const auto sent = books_.orders().find(intent.order.key);
    if (signal == by_id_.end() || signal->second->order != order
        || intent.from.account.str() != who || sent == books_.orders().end())
      continue;
    const auto his = allotted(sent->second.equity_before, at->copy.allocation);
    if (differs(own, his))
      books_.report("equity-before-the-trade",
                    fmt::format("{} copies {} as if he had {}, he has {}", who,
                                order, own, his));
    return; // the first of several parts
  }
}

// -- the probe ----------------------------------------------------------------

void final_audit::check_probe() {
  const auto& orders = books_.master_orders();
  const auto last = std::ranges::max_element(orders, {}, [](const auto& each) {
    return each.second.first;
  });
  if (last == orders.end() || last->second.side != side::buy)
    return;
  const auto& [order, it] = *last;
  const auto price = divide(it.cost, it.executed, rounding::down);
  for (size_t i = 1; i < setup_.members.size(); ++i) {
    const auto& who = setup_.members[i];
    if (!can_copy(who))
      continue;
    const auto cash_after = books_.equity(who.name);
    const auto own = allotted(cash_after, who.copy.allocation);
    const auto& limits = who.copy.limits;
    auto most = multiply_divide(
      it.cost, multiply(own, who.copy.multiplier.value(), rounding::down),
      it.equity_before, rounding::down);
    most = std::min(most, multiply(own, limits.max_user_risk.value(),
                                   rounding::down));
    most = std::min(most, share_of(cash_after, decimal{98}));
    if (limits.max_position)
      most = std::min(most, limits.max_position->value());
    std::string words = "no row";
    for (const auto& row : rows_)
      if (const auto at = by_id_.find(row.signal);
          at != by_id_.end() && at->second->order == order
          && row.from.account.str() == who.name)
        words = fmt::format("{} {} ({})", row.outcome, to_string(row.why),
                            row.words);
    decimal executed;
    for (const auto& [intent, newest] : intents_)
      if (const auto at = by_id_.find(intent.signal);
          at != by_id_.end() && at->second->order == order
          && intent.from.account.str() == who.name
          && books_.orders().contains(intent.order.key))
        executed += books_.orders().at(intent.order.key).executed;
    const auto value = multiply(executed, price, rounding::down);
    // The fees of what he copied before are not in his equity any more.
    const auto least = share_of(most, decimal{95}) - number("1");
    if (value < least)
      books_.report("works-again",
                    fmt::format("{} copies {} for {} USD, could for {}: {}",
                                who.name, order, value, most, words));
  }
}

} // namespace lockstep::simulated
