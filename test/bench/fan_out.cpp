// One message to N followers, each of which tells one collector that he is
// done: bare CAF with handlers that do nothing else, beside followers that
// plan. Same scheduler, same message, same chunks, in turns.

#include "actors/copy_desk.hpp"
#include "actors/recording/recorded_desk.hpp"
#include "actors/runtime/system.hpp"
#include "copytrade/plan.hpp"
#include "test/bench/case.hpp"
#include "test/bench/crowd.hpp"
#include "test/bench/fan_out_types.hpp"
#include "test/bench/figures.hpp"
#include "test/support/scratch_folder.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/init_global_meta_objects.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <fmt/format.h>

#include <stdexcept>

namespace lockstep::bench {

namespace {

using actors::dispatch;

void init_types() {
  actors::init_engine_types();
  caf::init_global_meta_objects<caf::id_block::lockstep_bench>();
}

// -- followers ----------------------------------------------------------------

caf::behavior bare_follower(caf::event_based_actor* self,
                            const caf::actor& collector) {
  return {
    [self, collector](const dispatch&) { self->send(collector, ack_atom_v); },
    [self, collector](reset_atom) { self->send(collector, ack_atom_v); },
  };
}

actors::desk_facts facts_of(const account_id& who, const dispatch& what,
                            const std::shared_ptr<const balance>& funds) {
  actors::desk_facts f;
  f.account.account = who;
  f.account.now = decision_time();
  f.account.funds = funds;
  f.market = what.market.get();
  static const ratio fee{*decimal::parse("0.0026")};
  f.taker_fee = fee;
  return f;
}

struct planner_state {
  static constexpr const char* name = "planner";
  actors::copy_desk::identity who;
  std::shared_ptr<const balance> funds = make_funds();
};

/// Plans only: gates, size, key, row.
caf::behavior planning_follower(caf::stateful_actor<planner_state>* self,
                                const caf::actor& collector, uint64_t number) {
  self->state.who = make_identity(number);
  return {
    [self, collector](const dispatch& what) {
      const auto& me = self->state;
      const auto facts = facts_of(me.who.account, what, me.funds);
      const copytrade::entry_facts question{*what.signal,
                                            facts.account,
                                            me.who.settings,
                                            *me.who.rules,
                                            facts.joined,
                                            find(what.market->venue->table(),
                                                 what.signal->symbol),
                                            {},
                                            {},
                                            {},
                                            {},
                                            facts.taker_fee};
      const auto plan = plan_entry(question);
      if (!plan.order)
        throw std::logic_error{plan.limit->words()};
      benchmark::DoNotOptimize(row_of(question, plan));
      self->send(collector, ack_atom_v);
    },
    [self, collector](reset_atom) { self->send(collector, ack_atom_v); },
  };
}

std::shared_ptr<const actors::copy_desk::identity>
shared_identity(uint64_t number) {
  return std::make_shared<const actors::copy_desk::identity>(
    make_identity(number));
}

struct desk_state {
  static constexpr const char* name = "desk";
  std::optional<actors::copy_desk> desk;
  account_id who;
  std::shared_ptr<const balance> funds = make_funds();
};

/// All that a follower decides and writes down: plan, book, row, and the
/// records for the journal. What comes out goes nowhere.
caf::behavior deciding_follower(caf::stateful_actor<desk_state>* self,
                                const caf::actor& collector, uint64_t number) {
  self->state.who = make_identity(number).account;
  self->state.desk.emplace(shared_identity(number));
  return {
    [self, collector](const dispatch& what) {
      auto& me = self->state;
      const auto steps = me.desk->on_signal(*what.signal,
                                            facts_of(me.who, what, me.funds));
      if (steps.orders.size() != 1 || steps.journal.records.size() < 2)
        throw std::logic_error{"an order was expected"};
      self->send(collector, ack_atom_v);
    },
    [self, collector, number](reset_atom) {
      self->state.desk.emplace(shared_identity(number));
      self->send(collector, ack_atom_v);
    },
  };
}

/// Where what is recorded would be written; here, nobody does.
std::shared_ptr<actors::message_lane> some_lane() {
  static const support::scratch_folder in;
  static const auto lane = std::make_shared<actors::message_lane>(
    journal::message_log::open(in.path(), journal::message_log::size_min, "\n")
      .value());
  return lane;
}

struct recorded_state {
  static constexpr const char* name = "recorded";
  std::optional<actors::recorded_desk> desk;
  account_id who;
  std::shared_ptr<const balance> funds = make_funds();
};

/// The same, recorded as a follower does it: what it takes more is the
/// hand-over.
caf::behavior recording_follower(caf::stateful_actor<recorded_state>* self,
                                 const caf::actor& collector, uint64_t number) {
  const auto begin = [self, number] {
    self->state.desk.emplace(shared_identity(number),
                             actors::recorder{self->state.who, some_lane(),
                                              [](const auto&) {},
                                              decision_time});
  };
  self->state.who = make_identity(number).account;
  begin();
  return {
    [self, collector](const dispatch& what) {
      auto& me = self->state;
      me.desk->see(what.market);
      const auto steps = me.desk->on_signal(what.signal,
                                            facts_of(me.who, what, me.funds));
      if (steps.orders.size() != 1 || !steps.journal.call)
        throw std::logic_error{"a recorded order was expected"};
      self->send(collector, ack_atom_v);
    },
    [self, collector, begin](reset_atom) {
      begin();
      self->send(collector, ack_atom_v);
    },
  };
}

// -- rounds -------------------------------------------------------------------

template <class Follower>
void fan_out(benchmark::State& state, std::string_view name,
             std::string_view target, Follower follower) {
  const auto count = static_cast<size_t>(state.range(0));
  auto system = actors::engine_system::make({2, 50, {}, init_types});
  if (!system)
    throw std::runtime_error{system.error().text};
  auto& actors = (*system)->get();
  crowd bare{actors, count, [&](const caf::actor& to, size_t) {
               return actors.spawn(bare_follower, to);
             }};
  crowd ours{actors, count, [&](const caf::actor& to, size_t number) {
               return actors.spawn(follower, to, uint64_t{number});
             }};
  const auto market = make_market();
  unsigned number = 0;
  const auto make = [&] {
    return caf::make_message(dispatch{make_signal(++number), market});
  };
  beside(
    state,
    {fmt::format("{}, {} followers", name, count), static_cast<double>(count),
     "/s", std::string{target}},
    [&] {
      const auto time = ours.send(make());
      ours.send(caf::make_message(reset_atom_v));
      return time;
    },
    [&] { return bare.send(make()); });
}

void fan_out_plan(benchmark::State& state) {
  fan_out(state, "fan-out with plan", "at least 0.50", planning_follower);
}

void fan_out_desk(benchmark::State& state) {
  fan_out(state, "fan-out with plan, books and records", "", deciding_follower);
}

void fan_out_recorded(benchmark::State& state) {
  fan_out(state, "fan-out with all that, recorded", "", recording_follower);
}

BENCHMARK(fan_out_plan)
  ->RangeMultiplier(10)
  ->Range(1'000, 100'000)
  ->UseManualTime()
  ->Unit(benchmark::kMillisecond);
BENCHMARK(fan_out_desk)
  ->RangeMultiplier(10)
  ->Range(1'000, 100'000)
  ->UseManualTime()
  ->Unit(benchmark::kMillisecond);
BENCHMARK(fan_out_recorded)
  ->RangeMultiplier(10)
  ->Range(1'000, 100'000)
  ->UseManualTime()
  ->Unit(benchmark::kMillisecond);

} // namespace

} // namespace lockstep::bench
