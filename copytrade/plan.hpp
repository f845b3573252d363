#pragma once

#include "copytrade/copy_book.hpp"
#include "copytrade/gates.hpp"
#include "copytrade/order_key.hpp"
#include "copytrade/reservations.hpp"
#include "copytrade/row.hpp"

#include <optional>

namespace lockstep::copytrade {

/// An order to journal, reserve for, and send.
struct planned_order {
  order_request request;
  reservation hold;

  bool operator==(const planned_order&) const = default;
};

/// What to do about an entry signal.
struct entry_plan {
  std::optional<planned_order> order;
  /// Without an order: why not. With one: what cut it, if anything did.
  std::optional<denial> limit;
  quantity intended;
  order_share share; ///< to keep for the next part, also without an order
};

/// Decides about one entry signal for one follower. The same facts give the
/// same plan on every run.
[[nodiscard]] entry_plan plan_entry(const entry_facts& facts);

/// The row of an entry right after the plan: `unresolved` if an order is to
/// be sent, else final.
[[nodiscard]] row row_of(const entry_facts& facts, const entry_plan& plan);

/// What a sale depends on. No entry rule is among it.
struct exit_facts {
  const account_facts& account;
  const copy_book& book;
  const follower_settings& settings;
  const instrument* pair = nullptr;
  /// What the wallet has free of the base; nothing: not known.
  std::optional<quantity> wallet;
  std::optional<price> last; ///< best bid or last price, if known
  purpose key;               ///< with leg `exit#n`
  uint32_t rung = 0;         ///< tries so far for this excess
};

/// What to do about an excess in a copy book.
struct exit_plan {
  std::optional<planned_order> order;
  std::optional<denial> limit; ///< without an order: why not
  bool waits = false; ///< without an order: to be tried again when it changes
};

/// Decides how to sell what the copy book holds above its target: down the
/// ladder, then at market. Never more than is ours, free, and not in an open
/// sale already.
[[nodiscard]] exit_plan plan_exit(const exit_facts& facts);

/// The row of an exit signal when nothing is left to do at once: final if
/// nothing was to be sold, `exit_pending` if it waits, `unresolved` if sent.
[[nodiscard]] row row_of(const signal& what, const account_facts& account,
                         const exit_plan& plan);

} // namespace lockstep::copytrade
