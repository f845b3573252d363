#pragma once

#include "model/order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::paper {

/// Kraken's `ordertype`.
enum class order_kind : uint8_t {
  market,
  limit,
  iceberg,
  stop_loss,
  take_profit,
  stop_loss_limit,
  take_profit_limit,
  trailing_stop,
  trailing_stop_limit,
};

/// Kraken's word: `stop-loss-limit`.
[[nodiscard]] std::string_view to_string(order_kind kind);
[[nodiscard]] std::optional<order_kind> parse_order_kind(std::string_view text);

/// True for all kinds that wait for a trigger.
[[nodiscard]] constexpr bool has_trigger(order_kind kind) {
  return kind >= order_kind::stop_loss;
}
/// True for all kinds that never execute worse than a limit.
[[nodiscard]] constexpr bool has_limit(order_kind kind) {
  return kind == order_kind::limit || kind == order_kind::iceberg
         || kind == order_kind::stop_loss_limit
         || kind == order_kind::take_profit_limit
         || kind == order_kind::trailing_stop_limit;
}
[[nodiscard]] constexpr bool is_trailing(order_kind kind) {
  return kind >= order_kind::trailing_stop;
}

/// REST's `status`. `closed` means executed in full; a part that was
/// executed before a cancel shows in `executed` of a `canceled` one.
enum class order_status : uint8_t { pending, open, closed, canceled, expired };
[[nodiscard]] std::string_view to_string(order_status status);

/// Kraken's `timeinforce`.
enum class lifetime : uint8_t { gtc, ioc, gtd, fok };
/// `GTC`, `IOC`, `GTD` or `FOK`.
[[nodiscard]] std::string_view to_string(lifetime life);

/// Which price a trigger watches.
enum class trigger_reference : uint8_t { last, index };
/// Which order goes when two of one account would meet.
enum class self_trade : uint8_t { cancel_newest, cancel_oldest, cancel_both };
/// In which asset a fee is asked; a preference, as at Kraken.
enum class fee_preference : uint8_t { quote, base };

/// A price as it was written: `30000`, `+5`, `-1%`, `#2%`.
struct price_term {
  decimal value;
  char sign = 0; ///< `+`, `-`, `#`, or 0 for an absolute price
  bool percent = false;

  [[nodiscard]] bool relative() const { return sign != 0 || percent; }
  bool operator==(const price_term&) const = default;
};

/// Reads a `price_term`; nothing if the text is none.
[[nodiscard]] std::optional<price_term> parse_price_term(std::string_view text);
/// The text again, with `decimals` for what is not a percentage.
[[nodiscard]] std::string to_string(const price_term& term, int decimals);

/// The order that starts when its parent executes (`close[...]`).
struct close_terms {
  order_kind kind = order_kind::limit;
  std::optional<price_term> price;
  std::optional<price_term> price2;

  bool operator==(const close_terms&) const = default;
};

/// One row of `OrderAmends`: the state after it.
struct amendment {
  std::string id;
  std::string kind; ///< `original`, `user` or `restated`
  timestamp time;
  quantity volume;
  quantity remaining;
  std::optional<price> limit;
  std::optional<price> trigger;
  std::optional<quantity> display;
  bool post_only = false;

  bool operator==(const amendment&) const = default;
};

/// An order of the exchange, from its acceptance for ever.
struct order {
  order_id id; ///< `O?????-?????-??????`
  account_id owner;
  symbol_id symbol;
  lockstep::side side = side::buy;
  order_kind kind = order_kind::limit;
  order_key key;                  ///< `cl_ord_id`; empty if not given
  std::optional<int32_t> userref; ///< not given together with `key`
  std::optional<order_id> parent; ///< `refid` of a conditional close

  quantity volume;              ///< in base; 0 while `cash` is unspent
  std::optional<notional> cash; ///< volume in quote (`viqc`)
  quantity display;             ///< shown part of an iceberg
  std::optional<price> limit;
  std::optional<price> trigger;
  std::optional<price_term> price_given;  ///< `descr.price` as sent
  std::optional<price_term> price2_given; ///< `descr.price2` as sent
  trigger_reference reference = trigger_reference::last;
  std::optional<price> peak; ///< best price seen by a trailing stop

  lockstep::paper::lifetime life = lifetime::gtc;
  std::optional<timestamp> starts; ///< `starttm`, when it lay ahead
  std::optional<timestamp> expires;
  bool post_only = false;
  bool no_price_protection = false; ///< `nompp`
  fee_preference fees_in = fee_preference::quote;
  self_trade on_self_trade = self_trade::cancel_newest;
  std::optional<close_terms> close;

  order_status status = order_status::pending;
  timestamp opened;
  std::optional<timestamp> triggered; ///< when its trigger was met
  std::optional<timestamp> closed;    ///< when it left the book
  std::string reason;                 ///< why it left; empty if executed
  quantity executed;
  notional cost;
  notional fee; ///< all fees so far, valued in quote
  std::vector<execution_id> trades;
  std::vector<amendment> amendments;
  uint64_t rank = 0;   ///< place in the queue of its price: lower is earlier
  quantity closed_out; ///< for which a conditional close has started
  decimal held;        ///< reserved: quote for buys, base for sells

  [[nodiscard]] quantity remaining() const { return volume - executed; }
  [[nodiscard]] bool is_open() const { return status <= order_status::open; }
  /// True if a trigger is still awaited.
  [[nodiscard]] bool waits() const {
    return has_trigger(kind) && !triggered.has_value();
  }
  [[nodiscard]] std::optional<price> average() const;
};

/// One execution, seen from one account.
struct trade {
  execution_id id;      ///< `T?????-?????-??????`
  int64_t trade_id = 0; ///< counts per pair; both sides share it
  order_id order;
  account_id owner;
  symbol_id symbol;
  lockstep::side side = side::buy;
  order_kind kind = order_kind::limit;
  lockstep::price price;
  lockstep::quantity quantity;
  notional cost;         ///< rounded half up to the pair's cost decimals
  lockstep::fee charged; ///< what was really taken, and in which asset
  notional fee;          ///< the same valued in quote
  bool maker = false;
  timestamp time;
  std::vector<ledger_id> ledgers; ///< base first, then quote
};

/// An order as it is sent: REST's parameters as text, empty if not given.
/// The socket's fields are to be brought into this form.
struct order_input {
  std::string pair;
  std::string type;      ///< `buy` or `sell`
  std::string ordertype; ///< `limit`
  std::string volume;
  std::string price;  ///< limit, or trigger; may be relative
  std::string price2; ///< limit of triggered kinds; may be relative
  std::string displayvol;
  std::string trigger; ///< `last` or `index`
  std::string leverage;
  bool reduce_only = false;
  std::string stptype;     ///< `cancel-newest`
  std::string oflags;      ///< comma list
  std::string timeinforce; ///< any case
  std::string starttm;     ///< `0`, seconds since 1970, or `+n`
  std::string expiretm;    ///< the same
  std::string deadline;    ///< RFC 3339
  bool validate = false;
  std::string userref;
  std::string cl_ord_id;
  std::string close_ordertype;
  std::string close_price;
  std::string close_price2;
};

/// A change of an order in place, as text; empty if not given.
struct amend_input {
  std::string txid; ///< or `cl_ord_id`
  std::string cl_ord_id;
  std::string order_qty;
  std::string display_qty;
  std::string limit_price;
  std::string trigger_price;
  bool post_only = false;
  std::string deadline;
};

/// A replacement of an order by a new one (`EditOrder`); empty if not given.
struct edit_input {
  std::string txid; ///< or a userref
  std::string pair;
  std::string volume;
  std::string price;
  std::string price2;
  std::string displayvol;
  std::string oflags;
  std::string deadline;
  std::string userref;
  bool validate = false;
};

} // namespace lockstep::paper
