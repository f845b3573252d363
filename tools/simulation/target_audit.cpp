#include "tools/simulation/target_audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace lockstep::simulated {

namespace {

using fill = auditor::master_fill;

/// The master's position of one asset, folded in the order of the exchange's
/// times; what he sells beyond it are coins from before.
class position_fold {
public:
  void add(const fill& x) { moves_[{x.time, x.id.str()}] = x.moved; }

  [[nodiscard]] decimal value() const {
    decimal held;
    for (const auto& [when, moved] : moves_)
      held = std::max(decimal{}, held + moved);
    return held;
  }

private:
  std::map<std::pair<timestamp, std::string>, decimal> moves_;
};

} // namespace

target_audit::target_audit(auditor& books, const audit_records& records)
  : books_{books}, records_{records} {
  fold_master();
}

/// A signal of a purchase may come after that of a later sale (the journal
/// could not be written, a page of the history was late), while the engine
/// knows its executions already. So it may also count what the exchange says.
auto target_audit::told_by_exchange(
  const audit_records::signal_line& line,
  const std::map<std::string, const fill*>& fills) const -> change {
  timestamp first = timestamp::max();
  timestamp last = timestamp::min();
  for (const auto& id : line.executions)
    if (const auto at = fills.find(id); at != fills.end()) {
      first = std::min(first, at->second->time);
      last = std::max(last, at->second->time);
    }
  const auto base = base_of(line.record.symbol);
  position_fold before;
  position_fold after;
  for (const auto& x : books_.master_fills()) {
    if (books_.master_orders().at(x.order).base != base)
      continue;
    if (x.time < first)
      before.add(x);
    if (x.time <= last)
      after.add(x);
  }
  return {before.value(), after.value()};
}

/// Executions count with their signal. What the journal has in none (it was
/// sold before it could be copied) counts from where it stands there.
void target_audit::fold_master() {
  std::map<std::string, const fill*> fills;
  for (const auto& x : books_.master_fills())
    fills[x.id.str()] = &x;
  std::set<std::string> copied;
  for (const auto& line : records_.signals)
    copied.insert(line.executions.begin(), line.executions.end());
  std::vector<std::pair<journal::sequence, const fill*>> others;
  for (const auto& record : records_.executions)
    if (const auto at = fills.find(record.fill.id.str());
        at != fills.end() && !copied.contains(at->first))
      others.emplace_back(record.from.number, at->second);
  auto next = others.begin();
  std::map<std::string, position_fold> positions;
  for (const auto& line : records_.signals) {
    for (; next != others.end() && next->first < line.record.from.number;
         ++next)
      positions[books_.master_orders().at(next->second->order).base].add(
        *next->second);
    step by{&line.record, base_of(line.record.symbol), {}, {}, {}, {}};
    by.told = told_by_exchange(line, fills);
    auto& position = positions[by.base];
    by.before = position.value();
    for (const auto& id : line.executions)
      if (const auto at = fills.find(id); at != fills.end()) {
        position.add(*at->second);
        by.moved += abs(at->second->moved);
      }
    by.after = position.value();
    steps_.push_back(std::move(by));
  }
}

/// The exchange may have taken another price, so a little more may be left.
decimal target_audit::smallest(const std::string& base) const {
  const auto least = base == "BTC" ? number("0.00005") : number("0.001");
  const auto price = books_.last_price(base);
  if (!price.is_positive())
    return least;
  return std::max(least, divide(number("0.6"), price, rounding::up));
}

auto target_audit::entered(const member& who, const step& by) const -> part {
  part made;
  for (const auto& [intent, newest] : records_.intents)
    if (const auto at = books_.orders().find(intent.order.key);
        intent.signal == by.signal->id && intent.from.account.str() == who.name
        && at != books_.orders().end() && at->second.side == side::buy) {
      made.decided = intent.from.number;
      made.bought += at->second.net;
    }
  const auto& order = books_.master_orders().at(by.signal->order);
  for (const auto* note : records_.notes_of(who.name, "share"))
    if (order_in(*note) == by.signal->order)
      if (const auto both = equities_in(*note); both.master.is_positive())
        made.allowed = multiply_divide(
          order.executed,
          multiply(both.own, who.copy.multiplier.value(), rounding::up),
          both.master, rounding::up);
  return made;
}

/// When he learned of a sale; at once, if nothing says so.
journal::sequence target_audit::sold_at(const member& who,
                                        const step& by) const {
  for (const auto* note : records_.notes_of(who.name, "exit"))
    if (note->key == by.signal->id)
      return note->from.number;
  return std::numeric_limits<journal::sequence>::max();
}

void target_audit::check(const member& who, const circumstances& known) {
  std::map<std::string, std::vector<part>> parts;
  for (const auto& by : steps_) {
    auto& his = parts[by.base];
    if (by.signal->side == side::buy) {
      his.push_back(entered(who, by));
      continue;
    }
    if (!by.before.is_positive())
      continue;
    const auto left_of = [&](decimal whole) {
      const auto left = multiply_divide(whole, by.after, by.before,
                                        rounding::up);
      if (!by.told.before.is_positive())
        return left;
      return std::max(
        left, std::min(whole, multiply_divide(whole, by.told.after,
                                              by.told.before, rounding::up)));
    };
    const auto when = sold_at(who, by);
    for (auto& each : his) {
      // Who learns of both together buys only what is left of it.
      each.allowed = left_of(each.allowed);
      if (each.decided > when)
        each.netted = true;
      else
        each.bought = left_of(each.bought);
    }
  }
  for (const auto& [base, his] : parts) {
    decimal most;
    for (const auto& each : his)
      most += each.netted ? std::min(each.bought, each.allowed) : each.bought;
    const auto holds = books_.position(who.name, base);
    if (known.touched.contains({who.name, base}) || known.backup_restored)
      continue;
    if (holds > most + smallest(base))
      books_.report("position-within-target",
                    fmt::format("{} holds {} {} from copying, should hold {}; "
                                "the master holds {}",
                                who.name, holds, base, most,
                                books_.position(books_.master(), base)));
  }
}

} // namespace lockstep::simulated
