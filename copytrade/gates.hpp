#pragma once

#include "copytrade/denial.hpp"
#include "copytrade/equity.hpp"
#include "copytrade/settings.hpp"
#include "copytrade/signal.hpp"
#include "copytrade/sizing.hpp"
#include "model/balance.hpp"
#include "model/instrument.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::copytrade {

/// One check with its outcome; the same for deciding and for `why`.
struct gate {
  std::string_view name; ///< `paused`, `age`, `size`
  bool pass = true;
  denial found; ///< reason (if it did not pass), measured, required
};

/// How old a balance may be for an entry.
inline constexpr duration balance_age_max = std::chrono::seconds{120};

/// What is known about a follower's account, whatever the signal.
struct account_facts {
  account_id account;
  timestamp now; ///< in the venue's time
  /// Why the account can not trade at all: `not_configured`,
  /// `credentials_refused`, `quarantined`, `stopping`...; `second_engine` stops
  /// entries only.
  reason barred = reason::none;
  std::string barred_words;
  bool entries_halted = false;
  bool all_halted = false; ///< exits wait too
  bool paused = false;
  trading_status venue = trading_status::online;
  /// Shared with whoever read it; nothing: it could not be read.
  std::shared_ptr<const balance> funds;
  /// Whether `funds` and the positions are of one moment.
  bool funds_settled = true;
};

/// What an entry decision depends on: all of it, and nothing else.
struct entry_facts {
  const copytrade::signal& signal;
  const account_facts& account;
  const follower_settings& settings;
  const copy_rules& rules;
  timestamp joined;
  const instrument* pair = nullptr; ///< nullptr: the venue lacks it
  order_share share;                ///< of this master order so far
  position_table positions;         ///< of the follower's copy books
  quantity target;                  ///< of the copy book of this base asset
  decimal reserved;                 ///< by other orders, of the quote asset
  ratio taker_fee;
};

/// The checks that concern the account alone, in order.
[[nodiscard]] std::vector<gate> account_gates(const account_facts& facts);

/// All checks of an entry in the order in which they decide: joined later,
/// account, halt, pause, disagreement, age, equity of the master, instrument,
/// pair, venue, balance, own equity, largest master order, size.
[[nodiscard]] std::vector<gate> entry_gates(const entry_facts& facts);

/// An entry with what its checks and its plan both want to know, worked out
/// once.
struct entry_case {
  entry_case(const entry_facts& f);

  const entry_facts& facts;
  std::optional<decimal> rate; ///< reporting currency per quote, if known
  price limit;                 ///< see `entry_limit`; zero without a pair
  tl::expected<order_share, denial> share; ///< see `freeze`
  /// If equities, instrument and balance are known.
  tl::expected<size_decision, denial> size;
};

/// The first check that does not pass; stops there.
[[nodiscard]] std::optional<gate> first_refusal(const entry_case& entry);

/// The share with both equities frozen: at the first part of a master order
/// from signal and balance, later as they were. Fails with the reason if one
/// of them is not known.
[[nodiscard]] tl::expected<order_share, denial>
freeze(const entry_facts& facts);

/// The limit price of an entry: the master's price raised by the slippage
/// limit, rounded down to the tick.
[[nodiscard]] price entry_limit(const signal& what, const copy_limits& limits,
                                const instrument& pair);

} // namespace lockstep::copytrade
