#include "actors/recording/log_writer.hpp"

#include "actors/recording/arguments.hpp"
#include "actors/recording/decisions.hpp"
#include "actors/recording/fields.hpp"

#include <algorithm>

namespace lockstep::recording {

namespace {

/// Actors have one of the last few views.
constexpr size_t views_max = 8;

bool same_funds(const std::shared_ptr<const balance>& a,
                const std::shared_ptr<const balance>& b) {
  return a == b || (a && b && *a == *b);
}

/// Puts what is new or different in `now` into `before` and a list.
template <class Table>
auto changes(const std::set<symbol_id>& wanted, const Table& now,
             Table& before) {
  std::vector<typename Table::mapped_type> list;
  for (const auto& symbol : wanted) {
    const auto at = now.find(symbol);
    if (at == now.end())
      continue;
    const auto [known, is_new] = before.try_emplace(symbol, at->second);
    if (!is_new && known->second == at->second)
      continue;
    known->second = at->second;
    list.push_back(at->second);
  }
  return list;
}

/// Takes out of `before` what is not there any more.
template <class Table>
std::vector<symbol_id> losses(const Table& now, Table& before) {
  std::vector<symbol_id> list;
  for (auto at = before.begin(); at != before.end();) {
    const bool lost = !now.contains(at->first);
    if (lost)
      list.push_back(at->first);
    at = lost ? before.erase(at) : std::next(at);
  }
  return list;
}

} // namespace

std::string head_line(run_mode mode, std::string_view venue) {
  std::string out;
  line_writer line{out};
  line.open();
  line("lockstep", "messages")("schema", log_schema);
  line("mode", mode)("venue", venue);
  line.close();
  return out += '\n';
}

void log_writer::put_signals(std::string& out, const arguments& what) {
  for (const auto& each : signals_in(what)) {
    if (!signals_.insert(each->id).second)
      continue;
    line_writer line{out};
    line.open();
    line("signal", *each);
    line.close();
    out += '\n';
  }
}

uint64_t log_writer::put_view(std::string& out,
                              const actors::market_view_ptr& market) {
  const auto known = std::ranges::find(views_, market, &known_view::what);
  if (known != views_.end() && known->symbols == symbols_.size())
    return known->id;
  const auto base = view_.id;
  const auto& table = market->venue->table();
  auto gone = losses(table, view_.pairs);
  auto unpriced = losses(market->tickers, view_.tickers);
  gone.insert(gone.end(), unpriced.begin(), unpriced.end());
  const auto pairs = changes(symbols_, table, view_.pairs);
  const auto tickers = changes(symbols_, market->tickers, view_.tickers);
  if (base == 0 || !gone.empty() || !pairs.empty() || !tickers.empty()) {
    line_writer line{out};
    line.open();
    line("view", ++view_.id)("on", base);
    line.may("gone", gone).may("pairs", pairs).may("tickers", tickers);
    line.close();
    out += '\n';
  }
  if (known != views_.end())
    views_.erase(known);
  views_.push_back({market, view_.id, symbols_.size()});
  if (views_.size() > views_max)
    views_.pop_front();
  return view_.id;
}

void log_writer::put_facts(std::string& out, const known_facts& now,
                           std::optional<known_facts>& before) {
  line_writer line{out};
  line.key("facts");
  line.open();
  const auto all = !before;
  const auto put = [&](std::string_view name, auto member) {
    if (all || now.*member != (*before).*member)
      line(name, now.*member);
  };
  put("barred", &known_facts::barred);
  put("words", &known_facts::words);
  put("entries_halted", &known_facts::entries_halted);
  put("all_halted", &known_facts::all_halted);
  put("paused", &known_facts::paused);
  put("venue", &known_facts::venue);
  if (all || !same_funds(now.funds, before->funds))
    line("funds", now.funds ? std::optional{*now.funds} : std::nullopt);
  put("taker_fee", &known_facts::taker_fee);
  put("joined", &known_facts::joined);
  put("funds_settled", &known_facts::funds_settled);
  line.close();
  before = now;
}

void log_writer::write(std::string& out, const actors::recorded_call& call,
                       const std::vector<actors::journal_record>& records) {
  for (auto& symbol : symbols_in(call.what))
    symbols_.insert(std::move(symbol));
  put_signals(out, call.what);
  const auto view = call.market ? put_view(out, call.market) : 0;
  auto& his = actors_[call.who];
  line_writer line{out};
  line.open();
  line("n", call.number)("who", call.who)("step", call.step);
  line("call", name_of(call.what))("at", call.at);
  line.may("view", view);
  if (call.facts) {
    const auto begin = out.size();
    put_facts(out, *call.facts, his.facts);
    if (out.ends_with("{}"))
      out.resize(begin);
  }
  const auto begin = out.size();
  line.key("args");
  line.open();
  put_arguments(line, call.what, his.followers);
  line.close();
  if (out.ends_with("{}"))
    out.resize(begin);
  line.close();
  out += '\n';
  if (call.out.made)
    signals_.insert(call.out.made->id);
  put_decisions(out, call.number, records, call.out, call.market);
}

} // namespace lockstep::recording
