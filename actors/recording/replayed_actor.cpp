#include "actors/recording/replayed_actor.hpp"

#include "actors/recording/recorded_desk.hpp"
#include "copytrade/order_key.hpp"

#include <exception>
#include <utility>

namespace lockstep::recording {

namespace {

bool begins(const arguments& what) {
  return std::holds_alternative<begin_desk>(what)
         || std::holds_alternative<begin_assembler>(what);
}

} // namespace

bool replayed_actor::knows_all_before(const actors::recorded_call& call) {
  if (begins(call.what))
    next_step_ = call.step;
  if (next_step_ != call.step) {
    next_step_.reset(); // until it begins again
    return false;
  }
  ++*next_step_;
  return true;
}

actors::desk_facts
replayed_actor::facts_at(const actors::recorded_call& call) const {
  const auto& known = memory_.facts;
  actors::desk_facts f;
  f.account.account = call.who;
  f.account.now = call.at;
  f.account.barred = known.barred;
  f.account.barred_words = known.words;
  f.account.entries_halted = known.entries_halted;
  f.account.all_halted = known.all_halted;
  f.account.paused = known.paused;
  f.account.venue = known.venue;
  f.account.funds = known.funds;
  f.account.funds_settled = known.funds_settled;
  f.taker_fee = known.taker_fee;
  f.joined = known.joined;
  f.market = call.market.get();
  return f;
}

void replayed_actor::take(actors::desk_steps steps) {
  out_ = actors::outcome_of(steps);
  steps_ = std::move(steps);
}

/// Thrown if a call lacks what it needs: the log is wrong, not the engine.
struct incomplete {
  const char* what;
};

/// One call under way.
struct replayed_actor::playing {
  replayed_actor& his;
  const actors::recorded_call& call;

  [[nodiscard]] actors::copy_desk& desk() const {
    if (!his.desk_)
      throw incomplete{"it is for a copy desk, but a copier has begun"};
    return *his.desk_;
  }
  [[nodiscard]] copytrade::signal_assembler& assembler() const {
    if (!his.assembler_)
      throw incomplete{"it is for a copier, but a copy desk has begun"};
    return *his.assembler_;
  }
  [[nodiscard]] const instrument_table& table() const {
    if (!call.market)
      throw incomplete{"\"view\" is missing"};
    return call.market->venue->table();
  }
  [[nodiscard]] actors::desk_facts facts() const {
    static_cast<void>(table());
    return his.facts_at(call);
  }

  void operator()(const begin_desk& x) const {
    his.assembler_.reset();
    his.desk_.emplace(x.who);
    if (auto done = his.desk_->restore(*x.from); !done)
      his.out_.threw = done.error().text;
    else
      his.out_.unfinished = his.desk_->unfinished();
  }
  void operator()(const adopt& x) const {
    his.take(desk().adopt(x.held, call.at));
  }
  void operator()(const on_signal& x) const {
    his.take(desk().on_signal(*x.what, facts()));
  }
  void operator()(const net_signals& x) const {
    std::vector<copytrade::signal> signals;
    for (const auto& each : x.waited)
      signals.push_back(*each);
    his.netted_ = desk().net(signals, facts());
    his.out_.netted = his.netted_;
  }
  void operator()(const on_netted& x) const {
    if (x.which >= his.netted_.size())
      throw incomplete{"\"which\" is more than were netted"};
    his.take(desk().on_netted(his.netted_[x.which], facts()));
  }
  void operator()(const on_fault& x) const {
    copytrade::signal what;
    what.id = x.what;
    his.take(desk().on_fault(what, call.at, x.words));
  }
  void operator()(const on_placement& x) const {
    his.take(desk().on_placement(x.key, x.told, facts()));
  }
  void operator()(const on_order& x) const {
    his.take(desk().on_order(x.news, facts()));
  }
  void operator()(const on_balance&) const {
    const auto now = facts();
    if (!now.account.funds)
      throw incomplete{"\"funds\" is missing"};
    his.take(desk().on_balance(*now.account.funds, now));
  }
  void operator()(const hurry_sales&) const { desk().hurry_sales(); }
  void operator()(const sell_excess&) const {
    his.take(desk().sell_excess(facts()));
  }
  void operator()(const on_master_order_end& x) const {
    his.take(desk().on_master_order_end(x.order, facts()));
  }

  void operator()(const begin_assembler& x) const {
    his.desk_.reset();
    his.assembler_.emplace(x.how, copytrade::is_name_based);
  }
  void operator()(const adopt_one& x) const {
    assembler().adopt(x.base, x.held);
  }
  void operator()(const restore_signal& x) const {
    assembler().restore(*x.journaled, x.fills, x.answered);
  }
  void operator()(const add_execution& x) const {
    his.out_.taken = assembler().add(x.fill, table());
  }
  void operator()(const report_order& x) const {
    assembler().report(x.what, call.at);
  }
  void operator()(const set_equity& x) const {
    assembler().set_equity(x.order, x.equity);
  }
  void operator()(const next_signal& x) const {
    if (auto made = assembler().next({x.marks, x.followers, call.at}, table()))
      his.out_.made
        = std::make_shared<const copytrade::signal>(*std::move(made));
  }
  void operator()(const signal_done& x) const { assembler().done(x.which); }
  void operator()(const take_notes&) const {
    his.out_.notes = assembler().take_notes();
  }
  void operator()(const restore_uncopied& x) const {
    assembler().restore_uncopied(x.fill, table());
  }
  void operator()(const take_uncopied&) const {
    his.out_.uncopied = assembler().take_uncopied();
  }
};

result<void> replayed_actor::play(const actors::recorded_call& call) {
  out_ = {};
  steps_ = {};
  try {
    std::visit(playing{*this, call}, call.what);
  } catch (const incomplete& error) {
    return fail("{}", error.what);
  } catch (const std::exception& error) {
    out_ = {};
    steps_ = {};
    out_.threw = error.what();
  }
  return {};
}

} // namespace lockstep::recording
