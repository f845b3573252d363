#include "tools/lockstep/tables.hpp"

#include <fmt/format.h>

#include <chrono>

namespace lockstep::commands {

namespace {

using actors::account_report;
using actors::signal_report;
using copytrade::row;

std::string money(notional n) {
  return n.value().str(2, rounding::half_up);
}

/// How long after the master's execution the row ended.
std::string latency(const copytrade::signal& what, const row& r) {
  if (!is_final(r.outcome) || r.executed.is_zero())
    return "";
  const auto took = r.ended - what.executed;
  return fmt::format(
    "{} ms",
    std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
}

std::string line_of(const copytrade::signal& what, const row& r) {
  const bool buys = what.direction == copytrade::direction::entry;
  if (r.executed.is_zero()) {
    auto line = fmt::format("  {:<10} {:<16} {}\n", r.follower.str(),
                            to_string(r.outcome), text_of(r.why).sentence);
    if (!r.words.empty())
      line += fmt::format("  {:<27} ({})\n", "", r.words.substr(0, 46));
    return line;
  }
  const price average{
    divide(r.value.value(), r.executed.value(), rounding::half_up)};
  return fmt::format("  {:<10} {:<16} {:<4} {:>11} {:>9} {:>7} {:>5} {:>8}\n",
                     r.follower.str(), to_string(r.outcome),
                     buys ? "buy" : "sell", r.executed.str(),
                     average.value().str(2, rounding::half_up), money(r.value),
                     money(r.fees), latency(what, r));
}

} // namespace

std::string table_of(const signal_report& report) {
  const auto& what = *report.signal;
  const bool buys = what.direction == copytrade::direction::entry;
  const auto value = value_of(what.quantity, what.price, rounding::half_up);
  auto text = fmt::format("\n  signal {} {} {} {} at {} = {} {}\n",
                          what.id.order, buys ? "buy" : "sell", what.quantity,
                          what.symbol,
                          what.price.value().str(2, rounding::half_up),
                          money(value), what.quote);
  text += fmt::format("  {:<10} {:<16} {:<4} {:>11} {:>9} {:>7} {:>5} {:>8}\n",
                      "who", "outcome", "side", "quantity", "price", "value",
                      "fee", "latency");
  for (const auto& r : report.rows)
    text += line_of(what, r);
  return text + "\n";
}

std::string table_of(const std::vector<account_report>& accounts) {
  auto text = fmt::format("  {:<10} {:<14} {:<22} {}\n", "account", "state",
                          "bought by Lockstep", "balance");
  for (const auto& a : accounts) {
    std::string bought;
    for (const auto& [asset, held] : a.positions)
      bought += fmt::format("{}{} {}", bought.empty() ? "" : ", ", held, asset);
    std::string balance;
    if (a.balance)
      for (const auto& [asset, held] : a.balance->holdings)
        balance += fmt::format("{}{} {}", balance.empty() ? "" : ", ",
                               held.total, asset);
    const auto nothing = a.master ? "(the master)" : "nothing";
    text += fmt::format("  {:<10} {:<14} {:<22} {}\n", a.account.str(),
                        to_string(a.phase), bought.empty() ? nothing : bought,
                        balance.empty() ? "unknown" : balance);
  }
  return text;
}

std::string open_work(const std::vector<account_report>& accounts) {
  std::string text;
  for (const auto& a : accounts)
    for (const auto& r : a.open)
      text += fmt::format(
        "  {} {}: {} {}\n", a.account, r.signal.str(), to_string(r.outcome),
        text_of(r.why == reason::none ? reason::unresolved : r.why).sentence);
  return text;
}

} // namespace lockstep::commands
