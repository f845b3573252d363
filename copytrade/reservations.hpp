#pragma once

#include "copytrade/denial.hpp"
#include "model/decimal.hpp"
#include "model/ids.hpp"

#include <map>
#include <optional>

namespace lockstep::copytrade {

/// An amount of one asset that an order may take: money for a purchase, coins
/// for a sale.
struct reservation {
  asset_id asset;
  decimal amount;

  bool operator==(const reservation&) const = default;
};

/// What the orders of one account have reserved, so that two copiers can not
/// spend the same dollar. One per account, owned by its broker.
class reservations {
public:
  /// Reserves for an order if that much is free: `available`, as the balance
  /// says, less what others reserved. A known key changes nothing. Gives the
  /// denial otherwise.
  [[nodiscard]] std::optional<denial>
  reserve(const order_key& key, const reservation& wanted, decimal available);

  /// The order needs less from now on, because some of it executed or the
  /// balance shows it as held. Never raises.
  void shrink(const order_key& key, decimal amount);

  /// The order has ended; twice is the same as once.
  void release(const order_key& key);

  [[nodiscard]] decimal reserved(const asset_id& asset) const;
  [[nodiscard]] bool empty() const { return by_key_.empty(); }

private:
  std::map<order_key, reservation> by_key_;
};

} // namespace lockstep::copytrade
