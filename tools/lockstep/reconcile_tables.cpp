#include "tools/lockstep/reconcile_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lockstep::commands {

namespace {

using copytrade::direction;
using copytrade::plan_line;

constexpr size_t width = 80;
/// Of one asset; the others are only counted.
constexpr size_t gaps_shown = 8;

/// As exchanges write quantities.
std::string coins(quantity q) {
  return round_to(q, quantity{step_of(8)}, rounding::half_up).str();
}

std::string money(notional n) {
  return n.value().str(2, rounding::half_up);
}

std::string cut(std::string line) {
  if (line.size() > width)
    line = line.substr(0, width - 3) + "...";
  return line + "\n";
}

bool is_dust(const plan_line& line) {
  return line.busy.empty() && !line.order && line.gaps.unsized.empty()
         && line.limit && line.limit->why == reason::below_minimum;
}

/// `missed    -0.0025       OQCLML-BW3P3-BUCMWZ stale_signal`
std::string line_of(const copytrade::gap& each) {
  return cut(fmt::format("    {:<9} -{:<12} {} {}", to_string(each.cause),
                         coins(each.amount),
                         each.order.empty() ? each.id.str() : each.order.str(),
                         each.why == reason::none ? "" : to_string(each.why)));
}

std::string causes_of(const plan_line& line) {
  std::string text;
  const auto& missing = line.gaps.missing;
  const auto shown = std::min(missing.size(), gaps_shown);
  for (auto at = missing.size() - shown; at < missing.size(); ++at)
    text += line_of(missing[at]);
  if (missing.size() > shown)
    text += fmt::format("    and {} older ones\n", missing.size() - shown);
  if (line.gaps.rest.is_positive())
    text += cut(fmt::format("    {:<9} -{:<12} {}",
                            to_string(copytrade::gap_cause::dust),
                            coins(line.gaps.rest), "rounded"));
  if (line.gaps.surplus.is_positive())
    text += cut(
      fmt::format("    {:<9} +{:<12} {}", to_string(line.gaps.surplus_cause),
                  coins(line.gaps.surplus),
                  line.gaps.surplus_why == reason::none
                    ? line.gaps.surplus_cause == copytrade::gap_cause::dust
                        ? ""
                        : "a sale of the master that was not copied"
                    : to_string(line.gaps.surplus_why)));
  if (!line.gaps.unsized.empty())
    text
      += cut(fmt::format("    {} whose size nobody can tell: {}",
                         line.gaps.unsized.size(), line.gaps.unsized.front()));
  return text;
}

std::string plan_of(const plan_line& line) {
  if (!line.busy.empty())
    return indented("not yet: " + line.busy, 4);
  if (!line.order) {
    if (!line.limit)
      return indented("plan: nothing", 4);
    return indented(fmt::format("plan: nothing, {}: {}{}",
                                to_string(line.limit->why),
                                text_of(line.limit->why).sentence,
                                line.limit->measured.empty()
                                  ? ""
                                  : " (" + line.limit->words() + ")"),
                    4);
  }
  const auto& order = *line.order;
  const auto value = value_of(line.executable, order.at, rounding::half_up);
  auto text
    = indented(fmt::format("plan: {} {} {} at about {} = {} {}",
                           order.direction == direction::entry ? "buy" : "sell",
                           coins(line.executable), line.base,
                           order.at.value().str(2, rounding::half_up),
                           money(value), line.quote),
               4);
  if (line.limit && line.limit->why != reason::none)
    text += indented(fmt::format("cut, {}: {}", to_string(line.limit->why),
                                 line.limit->words()),
                     4);
  return text;
}

} // namespace

std::string indented(const std::string& text, size_t by) {
  std::string out;
  size_t begin = 0;
  while (begin < text.size()) {
    const auto room = width - by - (begin == 0 ? 0 : 2);
    auto end = text.size();
    if (end - begin > room) {
      end = text.rfind(' ', begin + room);
      if (end == std::string::npos || end <= begin)
        end = begin + room;
    }
    out += std::string(by + (begin == 0 ? 0 : 2), ' ')
           + text.substr(begin, end - begin) + "\n";
    begin = end;
    while (begin < text.size() && text[begin] == ' ')
      ++begin;
  }
  return out;
}

bool needs_attention(const actors::account_review& review) {
  return !review.busy.empty() || review.phase != actors::account_phase::ready
         || !std::ranges::all_of(review.plan, is_dust);
}

std::string table_of(const actors::account_review& review) {
  auto text = cut(review.account.str());
  if (review.phase != actors::account_phase::ready)
    text += indented(fmt::format("{}: {} {}", to_string(review.phase),
                                 review.why == reason::none
                                   ? "it is not connected yet."
                                   : text_of(review.why).sentence,
                                 review.words),
                     2);
  if (!review.busy.empty())
    text += indented("not yet: " + review.busy, 2);
  if (review.plan.empty() && review.busy.empty())
    text += indented("every copy book holds what it should", 2);
  for (const auto& line : review.plan) {
    text += cut(fmt::format("  {}: should hold {}, holds {}", line.base,
                            coins(line.gaps.should()), coins(line.gaps.holds)));
    text += causes_of(line);
    if (review.busy.empty())
      text += plan_of(line);
  }
  return text;
}

std::string outcome_of(const copytrade::repair_order& what,
                       const copytrade::row& r) {
  const bool buys = what.direction == direction::entry;
  if (r.follower.empty())
    return indented(fmt::format("{}: no row yet for {} {} {}; it goes on at "
                                "the next start",
                                what.account, buys ? "buying" : "selling",
                                coins(what.amount), what.base),
                    2);
  auto text = fmt::format("{}: {}", what.account, to_string(r.outcome));
  if (r.executed.is_positive()) {
    const price average{
      divide(r.value.value(), r.executed.value(), rounding::half_up)};
    text += fmt::format(", {} {} {} at {} = {} {}, fee {}",
                        buys ? "bought" : "sold", coins(r.executed), what.base,
                        average.value().str(2, rounding::half_up),
                        money(r.value), what.quote, money(r.fees));
  } else {
    text += fmt::format(", {} {} {}", buys ? "bought no" : "sold no", what.base,
                        what.symbol);
  }
  if (r.why != reason::none)
    text += fmt::format(": {} {}", to_string(r.why), text_of(r.why).sentence);
  if (!r.words.empty())
    text += fmt::format(" ({})", r.words);
  return indented(text, 2);
}

} // namespace lockstep::commands
