#include "test/crash/audit.hpp"

#include "adapters/journal/reader.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace lockstep::crash {

namespace {

using paper::json;

/// What the journal says of the master's executions.
struct told_executions {
  explicit told_executions(const journal::reader& from) {
    const auto signals = from.signals().value();
    for (const auto& signal : signals) {
      const auto payload = json::parse(signal.payload).value();
      for (const auto& id : payload.find("executions")->items())
        in_signal.emplace(id.text(), &signal - signals.data());
    }
    const auto notes = from.notes(account_id{traders().front().name}).value();
    for (const auto& note : notes)
      noted.insert(note.key);
  }

  [[nodiscard]] bool have(const seen_fill& fill) const {
    return in_signal.contains(fill.id) || noted.contains(fill.order);
  }

  std::multimap<std::string, size_t> in_signal; ///< its number
  /// Orders that the engine says it does not copy, or not all of: what they
  /// bought was sold again before anybody could copy it.
  std::set<std::string> noted;
};

const std::string& text_in(const json& object, std::string_view name) {
  static const std::string none;
  const auto* found = object.find(name);
  return found == nullptr ? none : found->text();
}

std::string asset_of_pair(const std::string& pair) {
  return pair.find("XBT") != pair.npos ? "BTC" : "ETH";
}

side side_of(const json& object) {
  return text_in(object, "type") == "buy" ? side::buy : side::sell;
}

/// Asks until the exchange has leave: it counts calls.
json ask(e2e::person& owner, const std::string& endpoint,
         const e2e::person::fields& what) {
  json answer;
  std::string problem;
  const bool told = e2e::eventually([&] {
    auto got = owner.ask(endpoint, what);
    problem = got ? std::string{} : got.error().text;
    if (got)
      answer = std::move(*got);
    return problem.empty() || problem.find("Rate limit") == problem.npos;
  });
  INFO(endpoint << ": " << problem);
  REQUIRE(told);
  REQUIRE(problem.empty());
  return answer;
}

/// All pages of a history, newest first.
std::vector<json::member> pages(e2e::person& owner, const std::string& endpoint,
                                const std::string& list,
                                e2e::person::fields what) {
  std::vector<json::member> all;
  what.emplace_back("ofs", "0");
  while (true) {
    what.back().second = std::to_string(all.size());
    const auto page = ask(owner, endpoint, what);
    const auto* members = page.find(list);
    REQUIRE(members != nullptr);
    if (members->members().empty())
      return all;
    all.insert(all.end(), members->members().begin(), members->members().end());
  }
}

seen_order order_of(const json& told) {
  const auto* what = told.find("descr");
  REQUIRE(what != nullptr);
  return {text_in(told, "cl_ord_id"), side_of(*what),
          asset_of_pair(text_in(*what, "pair")),
          e2e::number(text_in(told, "vol_exec"))};
}

/// The whole of what is compared.
class comparison {
public:
  comparison(lane& of, const journal::reader& journal,
             std::map<std::string, int>& outcomes)
    : outcomes_{outcomes},
      told_{journal},
      signals_{journal.signals().value()},
      intents_{journal.intents().value()},
      rows_{journal.rows().value()} {
    for (const auto& who : traders())
      accounts_[who.name] = look_at(of.owner(who.name));
  }

  std::vector<std::string> run() {
    check_signals();
    check_rows();
    for (const auto& who : traders())
      if (who.name != "master")
        check_follower(who);
    return std::move(found_);
  }

private:
  template <class... Arguments>
  void report(fmt::format_string<Arguments...> form, Arguments&&... arguments) {
    found_.push_back(fmt::format(form, std::forward<Arguments>(arguments)...));
  }

  /// Each execution of the master is in one signal, or accounted for; nothing
  /// else is in any.
  void check_signals() {
    const auto& fills = accounts_["master"].fills;
    std::vector<decimal> sums(signals_.size());
    for (const auto& fill : fills) {
      const auto [first, last] = told_.in_signal.equal_range(fill.id);
      if (std::distance(first, last) > 1)
        report("{} is in two signals", fill.id);
      if (!told_.have(fill))
        report("{} is in no signal", fill.id);
      for (auto at = first; at != last; ++at)
        sums.at(at->second) += fill.quantity;
    }
    for (const auto& [id, number] : told_.in_signal)
      if (std::ranges::find(fills, id, &seen_fill::id) == fills.end())
        report("{} of {} is none of the master's", id, signals_[number].id);
    for (size_t i = 0; i < sums.size(); ++i)
      if (const auto& signal = signals_[i];
          sums[i] < signal.quantity.value()
          || (signal.side == side::sell && sums[i] != signal.quantity.value()))
        report("{} is for {}, its executions are {}", signal.id,
               signal.quantity, sums[i]);
  }

  /// One row for each signal and follower, that has ended and says what the
  /// exchange executed.
  void check_rows() {
    std::map<std::pair<std::string, std::string>, decimal> executed;
    for (const auto& [intent, newest] : intents_)
      for (const auto& [id, order] :
           accounts_[intent.from.account.str()].orders)
        if (order.key == intent.order.key.str())
          executed[{intent.signal, intent.from.account.str()}]
            += order.executed;
    std::set<std::pair<std::string, std::string>> answered;
    for (const auto& row : rows_) {
      const std::pair place{row.signal, row.from.account.str()};
      ++outcomes_[fmt::format("{} ({})", row.outcome, to_string(row.why))];
      if (!answered.insert(place).second)
        report("{} has two rows for {}", place.second, place.first);
      if (row.ended == timestamp{} || row.outcome == "unresolved"
          || row.outcome == "exit_pending")
        report("the row of {} for {} has not ended: {}", place.second,
               place.first, row.outcome);
      if (row.executed.value() != executed[place])
        report("the row of {} for {} says {}, the exchange {}", place.second,
               place.first, row.executed, executed[place]);
    }
    for (const auto& signal : signals_)
      for (const auto& who : traders())
        if (who.name != "master" && !answered.contains({signal.id, who.name}))
          report("{} has no row for {}", who.name, signal.id);
  }

  void check_follower(const trader& who) {
    const auto& account = accounts_[who.name];
    std::map<std::string, const journal::known_intent*> known;
    for (const auto& intent : intents_)
      if (intent.intent.from.account.str() == who.name)
        known[intent.intent.order.key.str()] = &intent;
    std::set<std::string> keys;
    for (const auto& [id, order] : account.orders) {
      if (!keys.insert(order.key).second)
        report("{} has two orders with the key {}", who.name, order.key);
      const auto at = known.find(order.key);
      if (at == known.end())
        report("{} has the order {}, which the journal does not know", who.name,
               order.key);
      else if (order.executed > at->second->intent.order.quantity.value())
        report("{} executed more of {} than intended", who.name, order.key);
    }
    check_coins(who, account);
  }

  /// What was bought was sold, never more at any time, and his own coins are
  /// as they were.
  void check_coins(const trader& who, const seen_account& account) {
    std::map<std::string, decimal> copied;
    for (const auto& fill : account.fills) {
      auto& has = copied[fill.asset];
      has += fill.which == side::buy ? fill.quantity : -fill.quantity;
      if (has.is_negative())
        report("{} sold {} {} that were never bought, with {}", who.name, -has,
               fill.asset, fill.id);
    }
    for (const auto& [asset, left] : copied) {
      if (!left.is_zero())
        report("{} keeps {} {} although the master has sold all", who.name,
               left, asset);
      const auto own = who.owns.contains(asset)
                         ? e2e::number(who.owns.at(asset))
                         : decimal{};
      const auto at = account.owns.find(asset);
      const auto has = at == account.owns.end() ? decimal{} : at->second;
      if (has != own + left)
        report("{} has {} {}, his own were {}", who.name, has, asset, own);
    }
  }

  std::map<std::string, int>& outcomes_;
  told_executions told_;
  std::vector<journal::signal_record> signals_;
  std::vector<journal::known_intent> intents_;
  std::vector<journal::row_record> rows_;
  std::map<std::string, seen_account> accounts_;
  std::vector<std::string> found_;
};

} // namespace

seen_account look_at(e2e::person& owner) {
  seen_account seen;
  for (const auto& [id, told] : pages(owner, "ClosedOrders", "closed", {}))
    seen.orders[id] = order_of(told);
  const auto open = ask(owner, "OpenOrders", {});
  for (const auto& [id, told] : open.find("open")->members())
    seen.orders[id] = order_of(told);
  for (const auto& [id, told] : pages(owner, "TradesHistory", "trades",
                                      {{"consolidate_taker", "false"}}))
    seen.fills.push_back({id, text_in(told, "ordertxid"), side_of(told),
                          asset_of_pair(text_in(told, "pair")),
                          e2e::number(text_in(told, "vol")),
                          text_in(told, "time")});
  std::ranges::reverse(seen.fills);
  std::ranges::stable_sort(seen.fills, {}, &seen_fill::time);
  const auto balance = ask(owner, "Balance", {});
  for (const auto& [asset, amount] : balance.members())
    seen.owns[asset == "XXBT"   ? "BTC"
              : asset == "XETH" ? "ETH"
                                : asset]
      = e2e::number(amount.text());
  return seen;
}

std::vector<std::string> audit(lane& of, std::map<std::string, int>& outcomes) {
  const auto journal = journal::reader::open(of.journal());
  REQUIRE(journal);
  return comparison{of, *journal, outcomes}.run();
}

bool has_settled(const lane& which, const std::vector<seen_fill>& executions) {
  const auto journal = journal::reader::open(which.journal());
  if (!journal)
    return false;
  const auto signals = journal->signals();
  const auto rows = journal->rows();
  const auto open = journal->open_intents();
  if (!signals || !rows || !open || !open->empty())
    return false;
  const told_executions told{*journal};
  return rows->size() == signals->size() * (traders().size() - 1)
         && std::ranges::all_of(
           executions, [&](const seen_fill& x) { return told.have(x); })
         && std::ranges::all_of(*rows, [](const journal::row_record& row) {
              return row.ended != timestamp{};
            });
}

} // namespace lockstep::crash
