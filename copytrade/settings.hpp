#pragma once

#include "model/amount.hpp"
#include "model/ids.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace lockstep::copytrade {

/// What counts as money, and which trades are copied. One for a master and
/// all his followers, because both equities are counted by it.
struct copy_rules {
  /// The reporting currency.
  asset_id currency{"USD"};
  /// Counted one to one as the reporting currency.
  std::set<asset_id> same_as_currency{asset_id{"USDT"}, asset_id{"USDC"}};
  /// Other money. Buying it is a conversion and no position; it counts in no
  /// equity, but it pays for entries in its pairs.
  std::set<asset_id> other_cash{asset_id{"EUR"}, asset_id{"GBP"},
                                asset_id{"CAD"}, asset_id{"AUD"},
                                asset_id{"CHF"}, asset_id{"JPY"},
                                asset_id{"DAI"}};
  /// Copies EUR/USD, USDT/USD and the like as if they were positions.
  bool copy_cash_conversions = false;
  /// Copies pairs like ETH/BTC. Entries are paid from the follower's own free
  /// balance of the quote asset: his consent is this switch.
  bool copy_crypto_quoted = false;
  /// Coins from before enrolment count in the master's position and equity.
  bool adopt_existing = false;

  bool operator==(const copy_rules&) const = default;
};

/// True for the reporting currency and what is declared equal to it.
[[nodiscard]] bool counts_as_currency(const copy_rules& rules,
                                      const asset_id& asset);

/// True for every kind of money.
[[nodiscard]] bool is_cash(const copy_rules& rules, const asset_id& asset);

/// What bounds entries. Nothing here ever stops an exit.
struct copy_limits {
  /// Of the follower's equity, for all parts of one master order together,
  /// valued at the master's price.
  ratio max_user_risk = percent(10);
  /// Largest position of one asset, in the reporting currency.
  std::optional<notional> max_position;
  /// Larger master orders are taken for typing errors; reporting currency.
  std::optional<notional> max_master_order;
  /// How far above the master's price an entry may pay.
  ratio slippage = percent(decimal::from_units(500'000'000'000'000'000));
  /// Older fills of the master are not entered, in the venue's time.
  duration max_entry_age = std::chrono::seconds{60};

  bool operator==(const copy_limits&) const = default;
};

/// A part of the account that is copied with: all of it, an amount in the
/// reporting currency, or a share of the equity.
using allocation = std::variant<std::monostate, notional, ratio>;

/// How one follower copies.
struct follower_settings {
  /// 1 copies at the master's fraction of equity, 0.5 at half of it.
  ratio multiplier{decimal{1}};
  copytrade::allocation allocation;
  copy_limits limits;
  /// Steps below the last price at which a sale is tried, before market.
  std::vector<ratio> exit_ladder{
    percent(decimal::from_units(500'000'000'000'000'000)), percent(1)};
  /// The venue refuses an order of ours after this; Kraken: 2 to 60 s.
  duration order_lifetime = std::chrono::seconds{10};
  /// The follower's coins from before enrolment belong to the copy book, so
  /// exits sell them. Only ever on his own word.
  bool adopt_existing = false;

  bool operator==(const follower_settings&) const = default;
};

/// Everything that is wrong, one sentence each, naming the key.
[[nodiscard]] std::vector<failure> validate(const copy_rules& rules);
[[nodiscard]] std::vector<failure> validate(const copy_limits& limits);
[[nodiscard]] std::vector<failure> validate(const follower_settings& settings);

/// Which of a follower's limits are looser than the general ones: a follower
/// may only tighten them.
[[nodiscard]] std::vector<failure> check_tighter(const copy_limits& general,
                                                 const copy_limits& own);

} // namespace lockstep::copytrade
