#pragma once

#include "copytrade/copy_book.hpp"
#include "copytrade/gaps.hpp"
#include "copytrade/gates.hpp"
#include "copytrade/repair.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lockstep::copytrade {

/// What is known of one asset of an account.
struct asset_state {
  asset_id base;
  symbol_id symbol; ///< where it was traded last
  asset_id quote;
  const instrument* pair = nullptr; ///< nullptr: not listed
  std::optional<price> bid;
  std::optional<price> ask;
  const copy_book* book = nullptr;
  asset_gaps gaps;
  /// What is still under way and may change all of it; empty: nothing.
  std::string busy;
};

/// What is known of the account itself.
struct account_state {
  const account_facts& account;
  const follower_settings& settings;
  const copy_rules& rules;
  ratio taker_fee;
  timestamp joined;
  position_table positions; ///< of all copy books
  mark_table marks;
  std::string venue;
};

/// One asset that is not as it should be.
struct plan_line {
  asset_id base;
  asset_id quote;
  asset_gaps gaps;
  std::optional<repair_order> order;
  quantity executable; ///< of the order, by the rules of now
  /// Without an order: why nothing is done. With one: what cuts it.
  std::optional<denial> limit;
  std::string busy; ///< it is not looked at before that is over
};

/// What is to be done so that a follower holds what he should: sales before
/// purchases. Purchases obey the gates and caps of all entries; what is above
/// the cap of its master order stays unbought. Assets that are as they should
/// be are left out.
[[nodiscard]] std::vector<plan_line>
plan_repairs(const account_state& of, const std::vector<asset_state>& assets);

} // namespace lockstep::copytrade
