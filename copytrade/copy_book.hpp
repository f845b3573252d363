#pragma once

#include "copytrade/signal.hpp"
#include "model/order.hpp"

#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace lockstep::copytrade {

/// The part of a position that an exit leaves: `kept` of `whole`. A pair, not
/// a quotient, because a third has no decimal.
struct kept_share {
  quantity kept;
  quantity whole;

  [[nodiscard]] bool none() const { return kept.is_zero(); }
  bool operator==(const kept_share&) const = default;

  /// Nothing is left: a full close.
  [[nodiscard]] static kept_share nothing() {
    return {quantity{}, quantity{decimal{1}}};
  }
};

/// What the master kept by an exit.
[[nodiscard]] kept_share kept_by(const signal& exit);

/// What Lockstep did for one follower in one asset on behalf of one master.
/// `position` is what our own orders bought and have not sold; `target` is
/// what it should be. Both depend only on the signals in their order and on
/// the set of executions: in which order, how late and how often these come
/// in makes no difference.
class copy_book {
public:
  explicit copy_book(asset_id base) : base_{std::move(base)} {}

  /// Coins from before that the follower put under Lockstep's care.
  void adopt(quantity held);

  /// An entry order is about to be placed: the target rises by what can still
  /// be bought of it. A known key changes nothing.
  void enter(const order_key& key, quantity ordered);

  /// An exit signal: the target falls at once. What would be left below
  /// `smallest` could not be sold any more, so then everything is to be sold.
  /// A known signal changes nothing.
  void exit(const signal_id& cause, const kept_share& share, quantity smallest);

  /// Everything is to be sold (flatten, pair delisted, follower removed).
  void close_out();

  /// A sale is about to be placed; a known key changes nothing.
  void sell(const order_key& key, quantity ordered);

  /// What became of an execution that was handed in.
  enum class applied : uint8_t { taken, duplicate, not_ours };
  applied apply(const execution& fill);

  /// The order can not execute any more, as far as anybody knows. What an
  /// entry did not buy leaves the target; a late execution brings it back.
  void close(const order_key& key);

  /// What the owner took of the position himself, to be journaled.
  struct clip_record {
    quantity lost; ///< of the position
    /// Less than `lost` where it was to be sold anyway, by no open sale yet.
    quantity off_target;

    bool operator==(const clip_record&) const = default;
  };
  /// Compares with what the wallet holds in all. What is missing beyond our
  /// own open sales the owner sold or withdrew (`manual_trade`); apply the
  /// record once it is journaled. Nothing if nothing is missing. Only with a
  /// balance that was asked after the last execution became known.
  [[nodiscard]] std::optional<clip_record> missing(quantity wallet_total) const;
  void clip(const clip_record& taken);

  [[nodiscard]] const asset_id& base() const { return base_; }
  [[nodiscard]] quantity position() const;
  [[nodiscard]] quantity target() const;
  /// The target as far as it has been bought: open entries can not hide that
  /// something older is to be sold. Never above the target.
  [[nodiscard]] quantity keep() const;
  /// What is held above that; zero if nothing.
  [[nodiscard]] quantity excess() const;
  /// What open sales may still sell.
  [[nodiscard]] quantity open_sales() const { return open_sales_; }
  /// What open entries may still buy.
  [[nodiscard]] quantity open_entries() const { return open_entries_; }
  /// What is to be sold now: the excess less what open sales cover.
  [[nodiscard]] quantity to_sell() const;

  [[nodiscard]] quantity bought() const { return bought_; } ///< by us, gross
  [[nodiscard]] quantity sold() const { return sold_; }     ///< by us, gross
  [[nodiscard]] quantity adopted() const { return adopted_; }
  /// What we sold beyond what was ours; above zero is an alarm.
  [[nodiscard]] quantity oversold() const;
  /// True if the order with this key is in the book.
  [[nodiscard]] bool knows(const order_key& key) const;

private:
  struct order_line {
    lockstep::side side = side::buy;
    quantity ordered;
    quantity executed{};
    quantity base_fees{};
    bool closed = false;

    [[nodiscard]] quantity open() const;
  };
  /// What is to be held: of what was bought, and with what still may be.
  struct wanted {
    quantity keep;
    quantity target;
  };
  struct entry_step {
    order_key key;
  };
  struct adopt_step {
    quantity held;
  };
  struct clip_step {
    quantity less;
  };
  struct exit_step {
    kept_share share;
    quantity smallest;
  };
  using step = std::variant<entry_step, adopt_step, clip_step, exit_step>;

  [[nodiscard]] wanted replay() const;
  [[nodiscard]] wanted after(wanted before, const step& s) const;
  void forget_steps();
  void settle();
  [[nodiscard]] quantity& open_of(lockstep::side side);

  asset_id base_;
  std::map<order_key, order_line> orders_;
  std::vector<step> steps_; ///< since the last full exit
  /// The first steps, up to the first entry that is open, and what they come
  /// to: a book of years is not worked out anew at each signal.
  size_t settled_ = 0;
  wanted settled_sum_;
  quantity open_entries_;
  quantity open_sales_;
  std::set<signal_id> exits_;
  std::set<execution_id> seen_;
  quantity adopted_;
  quantity bought_;
  quantity sold_;
  quantity balance_; ///< signed: below zero if too much was sold
};

} // namespace lockstep::copytrade
