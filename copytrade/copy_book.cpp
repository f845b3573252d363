#include "copytrade/copy_book.hpp"

#include "copytrade/at_least_zero.hpp"
#include "copytrade/timeline.hpp"
#include "model/mutant.hpp"

#include <algorithm>

namespace lockstep::copytrade {

namespace {

template <class... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
overloaded(Fs...) -> overloaded<Fs...>;

/// Rounded down, so that rounding sells rather than keeps.
quantity kept_of(quantity whole, const kept_share& share) {
  return quantity{multiply_divide(whole.value(), share.kept.value(),
                                  share.whole.value(), rounding::down)};
}

} // namespace

kept_share kept_by(const signal& exit) {
  if (exit.fraction >= ratio{decimal{1}} || exit.position_before.is_zero())
    return kept_share::nothing();
  return {exit.position_after, exit.position_before};
}

quantity copy_book::order_line::open() const {
  return closed ? quantity{} : at_least_zero(ordered - executed);
}

void copy_book::adopt(quantity held) {
  adopted_ += held;
  balance_ += held;
  steps_.emplace_back(adopt_step{held});
}

void copy_book::enter(const order_key& key, quantity ordered) {
  const auto [at, is_new] = orders_.emplace(key,
                                            order_line{side::buy, ordered});
  if (!is_new)
    return;
  open_entries_ += at->second.open();
  steps_.emplace_back(entry_step{key});
}

void copy_book::exit(const signal_id& cause, const kept_share& share,
                     quantity smallest) {
  if (!exits_.insert(cause).second)
    return;
  if (share.none() || !share.whole.is_positive())
    close_out();
  else
    steps_.emplace_back(exit_step{share, smallest});
}

void copy_book::close_out() {
  if (mutated(mutant::exit_keeps_late_entry)) {
    std::erase_if(steps_, [this](const step& s) {
      const auto* entry = std::get_if<entry_step>(&s);
      return entry == nullptr || orders_.at(entry->key).closed;
    });
    return forget_steps();
  }
  // Whatever an earlier entry still becomes, nothing of it is to be kept.
  steps_.clear();
  forget_steps();
}

/// What was settled is worked out anew.
void copy_book::forget_steps() {
  settled_ = 0;
  settled_sum_ = {};
  settle();
}

/// Adds up the steps that only a late execution can change any more.
void copy_book::settle() {
  for (; settled_ < steps_.size(); ++settled_) {
    const auto& next = steps_[settled_];
    const auto* entry = std::get_if<entry_step>(&next);
    if (entry != nullptr && !orders_.at(entry->key).closed)
      return;
    settled_sum_ = after(settled_sum_, next);
  }
}

void copy_book::sell(const order_key& key, quantity ordered) {
  const auto [at, is_new] = orders_.emplace(key,
                                            order_line{side::sell, ordered});
  if (is_new)
    open_sales_ += at->second.open();
}

copy_book::applied copy_book::apply(const execution& fill) {
  const auto at = orders_.find(fill.key);
  if (at == orders_.end() || at->second.side != fill.side)
    return applied::not_ours;
  if (!seen_.insert(fill.id).second)
    return applied::duplicate;
  auto& line = at->second;
  if (mutated(mutant::late_execution_ignored) && line.closed)
    return applied::duplicate;
  open_of(line.side) -= line.open();
  line.executed += fill.quantity;
  open_of(line.side) += line.open();
  for (const auto& paid : fill.fees)
    if (paid.asset == base_)
      line.base_fees += quantity{paid.amount};
  const auto moved = moved_by(fill, base_);
  const bool bought = fill.side == side::buy;
  balance_ += bought ? moved : -moved;
  (bought ? bought_ : sold_) += fill.quantity;
  if (bought && line.closed)
    forget_steps();
  return applied::taken;
}

void copy_book::close(const order_key& key) {
  const auto at = orders_.find(key);
  if (at == orders_.end())
    return;
  open_of(at->second.side) -= at->second.open();
  at->second.closed = true;
  settle();
}

auto copy_book::missing(quantity wallet_total) const
  -> std::optional<clip_record> {
  const auto lost = position() - open_sales() - wallet_total;
  if (!lost.is_positive())
    return std::nullopt;
  // What an open sale sells anyway was not taken by the owner.
  return clip_record{lost, at_least_zero(lost - to_sell())};
}

void copy_book::clip(const clip_record& taken) {
  balance_ -= taken.lost;
  if (taken.off_target.is_positive())
    steps_.emplace_back(clip_step{taken.off_target});
}

quantity copy_book::position() const {
  return at_least_zero(balance_);
}

quantity copy_book::oversold() const {
  return at_least_zero(-balance_);
}

auto copy_book::after(wanted before, const step& s) const -> wanted {
  return std::visit(
    overloaded{
      [&](const entry_step& x) -> wanted {
        const auto& line = orders_.at(x.key);
        const auto net = at_least_zero(line.executed - line.base_fees);
        return {before.keep + net, before.target + net + line.open()};
      },
      [&](const adopt_step& x) -> wanted {
        return {before.keep + x.held, before.target + x.held};
      },
      [&](const clip_step& x) -> wanted {
        return {at_least_zero(before.keep - x.less),
                at_least_zero(before.target - x.less)};
      },
      [&](const exit_step& x) -> wanted {
        const auto target = kept_of(before.target, x.share);
        if (target < x.smallest)
          return {};
        return {kept_of(before.keep, x.share), target};
      },
    },
    s);
}

auto copy_book::replay() const -> wanted {
  auto sum = settled_sum_;
  for (auto i = settled_; i < steps_.size(); ++i)
    sum = after(sum, steps_[i]);
  return sum;
}

quantity copy_book::target() const {
  return replay().target;
}

quantity copy_book::keep() const {
  return replay().keep;
}

quantity copy_book::excess() const {
  return at_least_zero(position() - keep());
}

quantity& copy_book::open_of(lockstep::side side) {
  return side == side::sell ? open_sales_ : open_entries_;
}

quantity copy_book::to_sell() const {
  return at_least_zero(excess() - open_sales());
}

bool copy_book::knows(const order_key& key) const {
  return orders_.contains(key);
}

} // namespace lockstep::copytrade
