#include "actors/recording/recorded_assembler.hpp"

#include "copytrade/order_key.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::actors {

using namespace recording;

recorded_assembler::recorded_assembler(const options& how, recorder by)
  : core_{how, copytrade::is_name_based}, by_{std::move(by)} {
  if (by_)
    by_.tell(begin(begin_assembler{how}));
}

std::shared_ptr<recorded_call>
recorded_assembler::begin(arguments what, market_view_ptr market) {
  auto call = by_.begin(std::move(what), by_.now(), steps_);
  call->market = std::move(market);
  return call;
}

void recorded_assembler::adopt(const asset_id& base, quantity held) {
  core_.adopt(base, held);
  if (by_)
    by_.tell(begin(adopt_one{base, held}));
}

void recorded_assembler::restore(const signal_ptr& journaled,
                                 std::span<const execution> fills,
                                 bool answered) {
  core_.restore(*journaled, fills, answered);
  if (by_)
    by_.tell(
      begin(restore_signal{journaled, {fills.begin(), fills.end()}, answered}));
}

copytrade::intake recorded_assembler::add(const execution& fill,
                                          const market_view_ptr& market) {
  const auto taken = core_.add(fill, market->venue->table());
  if (!by_)
    return taken;
  auto call = begin(add_execution{fill}, market);
  call->out.taken = taken;
  if (taken == copytrade::intake::taken)
    added_[fill.id] = call->number;
  by_.tell(std::move(call));
  return taken;
}

void recorded_assembler::report(const order_report& what, timestamp now) {
  core_.report(what, now);
  if (!by_)
    return;
  auto call = begin(report_order{what});
  call->at = now;
  by_.tell(std::move(call));
}

void recorded_assembler::set_equity(const order_id& order,
                                    std::optional<notional> equity) {
  core_.set_equity(order, equity);
  if (!by_)
    return;
  auto call = begin(recording::set_equity{order, equity});
  equities_[order] = call->number;
  by_.tell(std::move(call));
}

/// Asked again and again; what neither gives nor drops anything leaves no
/// trace.
signal_ptr recorded_assembler::next(const copytrade::batch_context& context,
                                    const market_view_ptr& market) {
  const auto waited = core_.waiting();
  auto made = core_.next(context, market->venue->table());
  auto signal = made
                  ? std::make_shared<const copytrade::signal>(*std::move(made))
                  : nullptr;
  if (!by_ || (!signal && core_.waiting() == waited))
    return signal;
  auto call = begin(next_signal{context.marks, context.followers}, market);
  call->at = context.received;
  call->out.made = signal;
  if (signal)
    note_inputs(*signal, call->number);
  by_.tell(std::move(call));
  return signal;
}

/// The executions, the equity before them, and what asked for the signal.
void recorded_assembler::note_inputs(const copytrade::signal& made,
                                     int64_t number) {
  inputs_ = {number};
  for (const auto& id : made.executions)
    if (const auto at = added_.extract(id))
      inputs_.push_back(at.mapped());
  if (const auto at = equities_.find(made.id.order); at != equities_.end())
    inputs_.push_back(at->second);
  std::ranges::sort(inputs_);
}

void recorded_assembler::done(const copytrade::signal_id& which) {
  core_.done(which);
  if (by_)
    by_.tell(begin(signal_done{which}));
}

std::vector<copytrade::note> recorded_assembler::take_notes() {
  auto notes = core_.take_notes();
  if (!by_ || notes.empty())
    return notes;
  auto call = begin(recording::take_notes{});
  call->out.notes = notes;
  by_.tell(std::move(call));
  return notes;
}

void recorded_assembler::restore_uncopied(const execution& fill,
                                          const market_view_ptr& market) {
  core_.restore_uncopied(fill, market->venue->table());
  if (by_)
    by_.tell(begin(recording::restore_uncopied{fill}, market));
}

std::vector<execution> recorded_assembler::take_uncopied() {
  auto fills = core_.take_uncopied();
  if (!by_ || fills.empty())
    return fills;
  auto call = begin(recording::take_uncopied{});
  call->out.uncopied = fills;
  by_.tell(std::move(call));
  return fills;
}

} // namespace lockstep::actors
