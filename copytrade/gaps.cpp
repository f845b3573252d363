#include "copytrade/gaps.hpp"

#include "copytrade/at_least_zero.hpp"
#include "copytrade/copy_book.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace lockstep::copytrade {

namespace {

/// The place of something among the sales that come after it.
struct place {
  int64_t number = 0;  ///< in the order of dispatch
  int64_t decided = 0; ///< in the order of decisions
  /// It is as large as what sales that were decided before had left of it.
  bool by_decision = false;
};

/// A sale of the master.
struct sale {
  place at;
  kept_share kept;
};

std::vector<sale> sales_in(const std::vector<told_signal>& all) {
  std::vector<sale> sales;
  for (const auto& x : all)
    if (x.what->direction == direction::exit && !x.what->repair)
      sales.push_back(
        {{x.number, x.decided.value_or(x.number)}, kept_by(*x.what)});
  return sales;
}

bool comes_after(const place& sold, const place& held) {
  return held.by_decision ? sold.decided > held.decided
                          : sold.number > held.number;
}

class reckoning {
public:
  explicit reckoning(const asset_history& all)
    : all_{all}, sales_{sales_in(all.signals)} {
    for (const auto& x : all.signals)
      take(x);
    for (const auto& each : all.adopted)
      expected_ += left_of(each.amount, place_of(each));
    for (const auto& each : all.taken)
      give_back(each);
    find_difference();
  }

  [[nodiscard]] asset_gaps take_found() { return std::move(found_); }

private:
  /// What was carried to the next part of a master order.
  struct carried_part {
    gap_id id;
    quantity amount;
  };

  static place place_of(const own_move& what) {
    return {what.number, what.number, true};
  }

  static place place_of(const told_signal& x) {
    const bool sized = x.answer && x.answer->intended.is_positive();
    return {x.number, x.decided.value_or(x.number),
            sized && x.decided.has_value()};
  }

  /// What the master's later sales left of it.
  [[nodiscard]] quantity left_of(quantity q, const place& from) const {
    for (auto at = sales_.rbegin(); at != sales_.rend(); ++at) {
      if (q.is_zero() || !comes_after(at->at, from))
        continue;
      const auto& [kept, whole] = at->kept;
      if (at->kept.none() || !whole.is_positive())
        return {};
      q = quantity{multiply_divide(q.value(), kept.value(), whole.value(),
                                   rounding::down)};
    }
    return q;
  }

  void take(const told_signal& x) {
    if (x.what->direction == direction::exit)
      return;
    const auto at = place_of(x);
    expected_ += left_of(x.bought, at);
    if (x.what->repair)
      return take_repair(x, at);
    found_.bought[x.what->id.order] += x.bought;
    origins_[gap_id{x.what->id.str()}] = gap_of(x, {}, {});
    if (!x.asked || (x.answer && is_none_of_his(x.answer->why)))
      return;
    const gap_id id{x.what->id.str()};
    const auto wanted = wanted_of(x);
    if (!wanted)
      return found_.unsized.push_back(id);
    auto lacks = at_least_zero(*wanted - x.bought);
    const auto in_fees = std::min(lacks, x.fees);
    add(x, gap_cause::fee, left_of(in_fees, at));
    lacks -= in_fees;
    add(x, x.answer ? cause_of(*x.answer) : gap_cause::missed,
        left_of(lacks, at));
  }

  static bool is_none_of_his(reason why) {
    return why == reason::joined_later || why == reason::not_copyable;
  }

  /// What its row asked for. What was carried to it is not missing before it.
  std::optional<quantity> wanted_of(const told_signal& x) {
    const auto* r = x.answer;
    if (r && r->intended.is_positive()) {
      const bool carried = r->why == reason::carried;
      const bool sized = !r->key.empty() || r->why == reason::risk_cap
                         || r->why == reason::asset_cap
                         || r->why == reason::insufficient_cash;
      auto& waits = waits_[x.what->id.order];
      if (!carried && !sized) // it was given up; what waited still does
        return at_least_zero(r->intended - waits.amount);
      std::erase_if(found_.missing,
                    [&](const gap& each) { return each.id == waits.id; });
      waits = {};
      if (carried)
        waits = {gap_id{x.what->id.str()}, r->intended};
      return r->intended;
    }
    if (!x.basis || !x.basis->master.is_positive())
      return std::nullopt;
    return quantity{multiply_divide(x.what->quantity.value(),
                                    x.basis->own.value(),
                                    x.basis->master.value(), rounding::down)};
  }

  static gap gap_of(const told_signal& x, gap_cause cause, quantity amount) {
    return {gap_id{x.what->id.str()},
            x.what->id.order,
            cause,
            x.answer ? x.answer->why : reason::none,
            amount,
            value_of(x.what->id.cumulative, x.what->price, rounding::up)};
  }

  void add(const told_signal& x, gap_cause cause, quantity amount) {
    if (amount.is_positive())
      found_.missing.push_back(gap_of(x, cause, amount));
  }

  /// What it was for counts from now on as it says, whatever was known of that
  /// before: sizes that nobody had written down are settled with it.
  void take_repair(const told_signal& x, const place& at) {
    const auto& mark = *x.what->repair;
    if (!mark.amount.is_positive())
      return;
    for (const auto& [id, amount] : mark.parts) {
      const auto got = std::min(
        amount, quantity{multiply_divide(amount.value(), x.bought.value(),
                                         mark.amount.value(), rounding::down)});
      auto left = take_out(id);
      if (!left.order.empty())
        found_.bought[left.order] += got;
      left.amount = left_of(amount - got, at);
      if (x.answer && x.answer->why != reason::none) {
        left.cause = cause_of(*x.answer);
        left.why = x.answer->why;
      }
      if (left.amount.is_positive())
        found_.missing.push_back(left);
    }
  }

  /// The gap with that name, which is settled from now on.
  gap take_out(const gap_id& id) {
    settled_.insert(id);
    std::erase(found_.unsized, id);
    gap known{id, {}, gap_cause::manual, reason::manual_trade, {}, {}};
    if (const auto at = origins_.find(id); at != origins_.end())
      known = at->second;
    std::erase_if(found_.missing, [&](const gap& each) {
      if (each.id != id)
        return false;
      known.cause = each.cause;
      return true;
    });
    return known;
  }

  void give_back(const own_move& each) {
    const auto left = left_of(each.amount, place_of(each));
    expected_ -= left;
    if (left.is_positive() && !settled_.contains(each.id))
      found_.missing.push_back(
        {each.id, {}, gap_cause::manual, reason::manual_trade, left, {}});
  }

  void find_difference() {
    found_.holds = all_.position;
    const auto expected = at_least_zero(expected_);
    found_.surplus = at_least_zero(all_.position - expected);
    found_.rest = at_least_zero(expected - all_.position);
    if (!found_.surplus.is_positive())
      return;
    // The latest sale that did not go as it should have.
    for (auto at = all_.signals.rbegin(); at != all_.signals.rend(); ++at) {
      const auto& x = *at;
      if (x.what->direction != direction::exit || x.what->repair)
        continue;
      const auto why = x.answer ? x.answer->why : reason::none;
      if (x.answer && (why == reason::none || why == reason::nothing_to_sell))
        continue;
      found_.surplus_cause = x.answer ? cause_of(*x.answer) : gap_cause::missed;
      found_.surplus_why = why;
      return;
    }
  }

  const asset_history& all_;
  std::vector<sale> sales_;
  asset_gaps found_;
  quantity expected_;
  std::map<order_id, carried_part> waits_;
  std::map<gap_id, gap> origins_; ///< of all purchases
  std::set<gap_id> settled_;      ///< by repairs
};

} // namespace

std::string_view to_string(gap_cause cause) {
  switch (cause) {
    case gap_cause::rejected:
      return "rejected";
    case gap_cause::clipped:
      return "clipped";
    case gap_cause::manual:
      return "manual";
    case gap_cause::fee:
      return "fee";
    case gap_cause::dust:
      return "dust";
    case gap_cause::missed:
      return "missed";
    case gap_cause::halted:
      return "halted";
  }
  return "invalid";
}

gap_cause cause_of(const row& r) {
  switch (r.why) {
    case reason::none:
    case reason::carried:
    case reason::below_minimum:
      return gap_cause::dust;
    case reason::risk_cap:
    case reason::asset_cap:
    case reason::master_order_cap:
    case reason::insufficient_cash:
      return gap_cause::clipped;
    case reason::halted:
    case reason::paused:
      return gap_cause::halted;
    case reason::rejected_by_venue:
    case reason::insufficient_funds_at_venue:
    case reason::rate_limited:
      return gap_cause::rejected;
    case reason::manual_trade:
      return gap_cause::manual;
    default:
      return r.outcome == outcome::failed && r.why != reason::internal_error
               ? gap_cause::rejected
               : gap_cause::missed;
  }
}

quantity asset_gaps::all_missing() const {
  quantity sum;
  for (const auto& each : missing)
    sum += each.amount;
  return sum;
}

quantity asset_gaps::should() const {
  return at_least_zero(holds + all_missing() + rest - surplus);
}

asset_gaps find_gaps(const asset_history& all) {
  return reckoning{all}.take_found();
}

} // namespace lockstep::copytrade
