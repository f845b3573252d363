#pragma once

#include "model/balance.hpp"
#include "tools/paper_exchange/exchange_pairs.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lockstep::paper {

/// Verification level; decides the limits.
enum class account_tier : uint8_t { starter, intermediate, pro };
[[nodiscard]] std::string_view to_string(account_tier tier);
[[nodiscard]] std::optional<account_tier>
parse_account_tier(std::string_view text);

/// A key to an account. The server checks it; it is only kept here.
struct api_key {
  std::string key;
  std::string secret; ///< base64; never printed
  std::string label;  ///< `apiKeyName`
  account_id owner;
  std::set<std::string> permissions; ///< Kraken's words: `query-funds`, ...
  uint64_t nonce_window = 0;
  uint64_t nonce_last = 0;
  std::set<uint64_t> nonces_seen; ///< within the window
  std::optional<timestamp> valid_until;
  timestamp created;
  timestamp modified;
  std::optional<timestamp> last_used;
};

/// One user of the exchange: his balances and all that moved them.
class account {
public:
  account(account_id name, account_tier tier, std::string iban)
    : name_{std::move(name)}, tier_{tier}, iban_{std::move(iban)} {}

  [[nodiscard]] const account_id& name() const { return name_; }
  [[nodiscard]] account_tier tier() const { return tier_; }
  /// The public account number that all its keys report.
  [[nodiscard]] const std::string& iban() const { return iban_; }
  /// Traded value of the last 30 days in USD; decides the fees.
  [[nodiscard]] notional volume() const { return volume_; }
  void set_volume(notional volume) { volume_ = volume; }
  void add_volume(notional value) { volume_ += value; }

  /// Total and held of every asset that ever moved.
  [[nodiscard]] const std::map<asset_id, holding>& balances() const {
    return balances_;
  }
  [[nodiscard]] holding of(const asset_id& asset) const;

  /// All movements, oldest first.
  [[nodiscard]] const std::vector<ledger_entry>& ledger() const {
    return ledger_;
  }

  /// Books one movement: `amount - fee`. The total must stay above the holds
  /// (checked).
  const ledger_entry& book(ledger_entry entry);

  /// Changes what open orders reserve by a signed amount. Neither the hold
  /// nor what is available may fall below zero (checked).
  void reserve(const asset_id& asset, decimal change);

  /// Sizes into which the next executions of this account are cut, whatever
  /// the book offers: for scenarios.
  std::vector<quantity> scripted_parts;

private:
  account_id name_;
  account_tier tier_;
  std::string iban_;
  notional volume_;
  std::map<asset_id, holding> balances_;
  std::vector<ledger_entry> ledger_;
};

/// All accounts and keys.
class account_table {
public:
  /// Fails if the name is taken. An empty iban becomes one made of the name.
  result<account*> add(account_id name, account_tier tier,
                       std::string iban = {});
  /// Fails if the key is taken or its owner unknown.
  result<void> add_key(api_key key);

  /// nullptr if there is none.
  [[nodiscard]] account* find(const account_id& name);
  [[nodiscard]] const account* find(const account_id& name) const;
  [[nodiscard]] api_key* find_key(std::string_view key);
  /// Takes a key away; false if there is none.
  bool remove_key(std::string_view key);

  [[nodiscard]] const std::map<account_id, std::unique_ptr<account>>&
  all() const {
    return accounts_;
  }

private:
  std::map<account_id, std::unique_ptr<account>> accounts_;
  std::map<std::string, api_key, std::less<>> keys_;
};

} // namespace lockstep::paper
