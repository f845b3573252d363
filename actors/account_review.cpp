#include "actors/account_review.hpp"

#include "actors/payloads.hpp"
#include "copytrade/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lockstep::actors {

namespace {

using namespace copytrade;

/// The equity that an account copied with at one of its signals.
struct sized {
  journal::sequence number = 0;
  order_id order;
  order_share share;
};

/// A signal with its place in the journal.
struct known_signal {
  journal::sequence number = 0;
  signal what;
};

/// The books of one account with all signals of its master.
struct books {
  restored_account restored;
  std::vector<known_signal> signals;
  std::map<signal_id, row> rows;
  /// Where the journal has what was decided for a signal.
  std::map<std::string, journal::sequence> decided;
  std::vector<sized> shares; ///< in the order of the journal

  result<void> read(const journal::reader& from, const account_id& who);
};

template <class T>
result<void> take(T& into, result<T> from) {
  if (!from)
    return tl::unexpected{from.error()};
  into = std::move(*from);
  return {};
}

result<void> books::read(const journal::reader& from, const account_id& who) {
  std::vector<journal::signal_record> all;
  for (auto done : {take(restored.intents, from.intents(who)),
                    take(restored.executions, from.executions(who)),
                    take(restored.rows, from.rows(who)),
                    take(restored.notes, from.notes(who)),
                    take(restored.signals, from.exit_signals(who)),
                    take(all, from.signals())})
    if (!done)
      return done;
  for (const auto& each : all) {
    auto what = decode_signal(each.payload);
    if (!what)
      return tl::unexpected{what.error()};
    signals.push_back({each.from.number, std::move(*what)});
  }
  for (const auto& each : restored.rows) {
    auto r = row_from(each);
    if (!r)
      return tl::unexpected{r.error()};
    rows.emplace(r->signal, *r);
  }
  for (const auto& each : restored.intents)
    decided.try_emplace(each.intent.signal, each.intent.from.number);
  for (const auto& each : restored.notes) {
    if (each.kind == "share" || each.kind == "exit")
      decided[each.key] = each.from.number;
    if (each.kind != "share" && each.kind != "closing")
      continue;
    const auto share = decode_share(each.payload);
    if (share && share->frozen())
      shares.push_back({each.from.number,
                        order_id{each.key.substr(0, each.key.rfind('@'))},
                        *share});
  }
  return {};
}

/// Everything about one question.
class reviewing {
public:
  reviewing(const review_question& asked, const books& all,
            const copy_desk& desk)
    : asked_{asked}, all_{all}, desk_{desk}, marks_{find_marks()} {
    const auto& funds = asked.facts.account.funds;
    if (!funds)
      return;
    const auto equity = equity_of(*funds, desk.positions(), marks_,
                                  *asked.who.rules);
    if (equity)
      equity_ = allotted(*equity, asked.who.settings.allocation);
  }

  [[nodiscard]] std::vector<plan_line> plan() const {
    std::vector<asset_state> assets;
    for (const auto& base : bases())
      assets.push_back(state_of(base));
    return plan_repairs({asked_.facts.account, asked_.who.settings,
                         *asked_.who.rules, asked_.facts.taker_fee,
                         asked_.facts.joined, desk_.positions(), marks_,
                         asked_.who.venue},
                        assets);
  }

private:
  [[nodiscard]] std::set<asset_id> bases() const {
    std::set<asset_id> found;
    for (const auto& each : all_.signals)
      found.insert(each.what.base);
    for (const auto& each : desk_.books())
      found.insert(each.book->base());
    return found;
  }

  /// Of now, else what the master paid last.
  [[nodiscard]] mark_table find_marks() const {
    mark_table table;
    for (const auto& each : all_.signals)
      if (counts_as_currency(*asked_.who.rules, each.what.quote))
        table[each.what.base] = each.what.price;
    const auto& market = *asked_.facts.market;
    for (const auto& [symbol, now] : market.tickers) {
      const auto* pair = find(market.venue->table(), symbol);
      if (pair && counts_as_currency(*asked_.who.rules, pair->quote))
        table[pair->base] = now.last;
    }
    return table;
  }

  [[nodiscard]] asset_state state_of(const asset_id& base) const {
    asset_state at;
    at.base = base;
    at.symbol = symbol_of(base);
    at.quote = quote_of(at.symbol);
    const auto& market = *asked_.facts.market;
    at.pair = find(market.venue->table(), at.symbol);
    if (const auto now = market.tickers.find(at.symbol);
        now != market.tickers.end()) {
      at.bid = now->second.bid;
      at.ask = now->second.ask;
    }
    const auto kept = book_of(base);
    at.book = kept.book;
    const auto told = history_of(base, *kept.book);
    at.gaps = find_gaps(told);
    at.busy = why_busy(told, kept);
    return at;
  }

  /// Where it was traded last.
  [[nodiscard]] symbol_id symbol_of(const asset_id& base) const {
    symbol_id last{fmt::format("{}/{}", base, asked_.who.rules->currency)};
    for (const auto& each : all_.signals)
      if (each.what.base == base)
        last = each.what.symbol;
    return last;
  }

  [[nodiscard]] copy_desk::kept_book book_of(const asset_id& base) const {
    for (const auto& each : desk_.books())
      if (each.book->base() == base)
        return each;
    const auto at = empty_.try_emplace(base, base).first;
    return {&at->second, {}};
  }

  [[nodiscard]] asset_history history_of(const asset_id& base,
                                         const copy_book& book) const {
    asset_history told;
    told.position = book.position();
    const auto& me = asked_.who.account;
    for (const auto& [number, what] : all_.signals) {
      const bool for_others = what.repair && what.repair->account != me;
      if (what.base != base || for_others)
        continue;
      told_signal x;
      x.what = &what;
      x.number = number;
      if (const auto at = all_.decided.find(what.id.str());
          at != all_.decided.end())
        x.decided = at->second;
      x.asked = std::ranges::find(what.followers, me) != what.followers.end();
      if (const auto at = all_.rows.find(what.id); at != all_.rows.end())
        x.answer = &at->second;
      x.basis = basis_of(number, what);
      told.signals.push_back(x);
    }
    add_executions(told, base);
    add_moves(told, base);
    return told;
  }

  void add_executions(asset_history& told, const asset_id& base) const {
    std::map<signal_id, told_signal*> by_id;
    for (auto& each : told.signals)
      by_id.emplace(each.what->id, &each);
    for (const auto& each : all_.restored.executions) {
      const auto& fill = each.fill;
      if (fill.side != side::buy || base_of(fill.symbol) != base)
        continue;
      const auto at = by_id.find(desk_.origin_of(fill.key));
      if (at == by_id.end()) { // bought for what the journal has lost
        told.adopted.push_back(
          {gap_id{fill.key.str()}, each.from.number, moved_by(fill, base)});
        continue;
      }
      at->second->bought += moved_by(fill, base);
      for (const auto& paid : fill.fees)
        if (paid.asset == base)
          at->second->fees += quantity{paid.amount};
    }
  }

  void add_moves(asset_history& told, const asset_id& base) const {
    const bool adopts = asked_.who.settings.adopt_existing;
    for (const auto& note : all_.restored.notes) {
      if (note.kind == "adopted" && adopts && note.key == base.str()) {
        if (const auto held = decimal::parse(note.payload))
          told.adopted.push_back(
            {gap_id{note.key}, note.from.number, quantity{*held}});
      } else if (note.kind == "manual_trade") {
        const auto clip = decode_clip(note.payload);
        if (clip && clip->base == base)
          told.taken.push_back(
            {gap_id{note.key}, note.from.number, clip->taken.off_target});
      }
    }
  }

  /// With which equities a part would have been sized: his own of the same
  /// master order, else of the signal before it or after it, else of now.
  [[nodiscard]] std::optional<size_basis> basis_of(journal::sequence number,
                                                   const signal& what) const {
    if (what.direction != direction::entry || what.repair)
      return std::nullopt;
    const auto scaled = [this](notional own) {
      return part_of(own, asked_.who.settings.multiplier, rounding::down);
    };
    std::optional<notional> own = equity_;
    bool before = false;
    for (const auto& each : all_.shares) {
      if (each.order == what.id.order)
        return size_basis{scaled(each.share.equity), each.share.master_equity};
      const bool earlier = each.number < number;
      if (earlier || (!before && own == equity_))
        own = each.share.equity;
      before = before || earlier;
    }
    if (!own || !what.equity_before)
      return std::nullopt;
    return size_basis{scaled(*own), *what.equity_before};
  }

  [[nodiscard]] std::string why_busy(const asset_history& told,
                                     const copy_desk::kept_book& kept) const {
    for (const auto& x : told.signals) {
      if (!x.asked)
        continue;
      if (!x.answer)
        return fmt::format("{} is not answered yet", x.what->id.order);
      if (is_final(x.answer->outcome))
        continue;
      const bool sells = x.what->direction == direction::exit;
      if (sells && asked_.only_looks)
        return fmt::format("{} is sold as soon as the engine runs",
                           kept.book->excess());
      return fmt::format("{} is {}: {}", x.what->id.order,
                         to_string(x.answer->outcome),
                         text_of(x.answer->why).sentence);
    }
    if (kept.book->open_entries().is_positive()
        || kept.book->open_sales().is_positive())
      return "an order of it is open";
    const auto& funds = asked_.facts.account.funds;
    if (funds && funds->as_of < kept.last_execution + copy_desk::balance_lag)
      return "its last execution is too new for the balance";
    return {};
  }

  const review_question& asked_;
  const books& all_;
  const copy_desk& desk_;
  mark_table marks_;
  std::optional<notional> equity_;
  mutable std::map<asset_id, copy_book> empty_;
};

/// Why nothing that is found can be relied on.
std::string why_unreliable(const review_question& asked) {
  if (!asked.master_read)
    return "what the master did meanwhile is not read yet";
  if (asked.told.phase != account_phase::ready)
    return {};
  if (!asked.told.complete)
    return "orders from before the start, or of another engine, may be missing";
  const auto& funds = asked.told.balance;
  if (!funds || funds->as_of < asked.asked || !asked.told.settled)
    return "its balance could not be asked anew";
  return {};
}

} // namespace

bool account_review::unsettled() const {
  return !busy.empty() || std::ranges::any_of(plan, [](const auto& line) {
    return !line.busy.empty();
  });
}

result<account_review> review(const review_question& asked,
                              const journal::reader& from) {
  account_review found;
  found.account = asked.who.account;
  found.phase = asked.told.phase;
  found.why = asked.told.why;
  found.words = asked.told.words;
  books all;
  if (auto done = all.read(from, asked.who.account); !done)
    return tl::unexpected{done.error()};
  copy_desk desk{std::make_shared<const copy_desk::identity>(asked.who)};
  if (auto done = desk.restore(all.restored); !done)
    return tl::unexpected{done.error()};
  found.busy = why_unreliable(asked);
  const auto latest = from.newest().value_or(0) + 1;
  // What the owner did meanwhile; his follower notes the same.
  if (found.busy.empty() && asked.told.balance)
    for (const auto& record :
         desk.take_off(*asked.told.balance, asked.facts).journal.records)
      if (const auto* note = std::get_if<journal::note_record>(&record)) {
        all.restored.notes.push_back(*note);
        all.restored.notes.back().from.number = latest;
      }
  found.plan = reviewing{asked, all, desk}.plan();
  return found;
}

} // namespace lockstep::actors
