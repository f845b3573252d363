#include "tools/paper_exchange/account.hpp"

#include <array>
#include <stdexcept>

namespace lockstep::paper {

namespace {

constexpr std::array<std::string_view, 3> tier_names{"starter", "intermediate",
                                                     "pro"};

/// A number of 16 characters in the shape of the exchange's account numbers;
/// the same name has the same one.
std::string make_iban(std::string_view name) {
  constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  uint64_t hash = 14695981039346656037U; // FNV-1a
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  std::string text = "AA";
  for (int i = 0; i < 14; ++i) {
    if (text.size() % 5 == 4)
      text += ' ';
    text += letters[hash % letters.size()];
    hash = (hash ^ (hash >> 29U)) * 0xbf58476d1ce4e5b9U;
  }
  return text;
}

} // namespace

std::string_view to_string(account_tier tier) {
  return tier_names[static_cast<size_t>(tier)];
}

std::optional<account_tier> parse_account_tier(std::string_view text) {
  for (size_t i = 0; i < tier_names.size(); ++i)
    if (text == tier_names[i])
      return static_cast<account_tier>(i);
  return std::nullopt;
}

holding account::of(const asset_id& asset) const {
  const auto at = balances_.find(asset);
  return at == balances_.end() ? holding{} : at->second;
}

const ledger_entry& account::book(ledger_entry entry) {
  auto& have = balances_[entry.asset];
  const auto after = have.total + entry.amount - entry.fee;
  if (after < have.held)
    throw std::logic_error{"an account was about to own less than it reserves"};
  have.total = after;
  entry.balance_after = after;
  return ledger_.emplace_back(std::move(entry));
}

void account::reserve(const asset_id& asset, decimal change) {
  auto& have = balances_[asset];
  const auto held = have.held + change;
  if (held.is_negative() || held > have.total)
    throw std::logic_error{"a reservation left what an account owns"};
  have.held = held;
}

result<account*> account_table::add(account_id name, account_tier tier,
                                    std::string iban) {
  if (name.empty())
    return fail("an account needs a name");
  if (accounts_.contains(name))
    return fail("there is already an account named '{}'", name);
  if (iban.empty())
    iban = make_iban(name.str());
  auto made = std::make_unique<account>(name, tier, std::move(iban));
  return accounts_.emplace(std::move(name), std::move(made))
    .first->second.get();
}

result<void> account_table::add_key(api_key key) {
  if (key.key.empty() || key.secret.empty())
    return fail("a key of account '{}' needs a key and a secret", key.owner);
  if (!accounts_.contains(key.owner))
    return fail("the key '{}' belongs to an unknown account '{}'", key.label,
                key.owner);
  auto text = key.key;
  if (!keys_.emplace(std::move(text), std::move(key)).second)
    return fail("a key is given twice");
  return {};
}

account* account_table::find(const account_id& name) {
  const auto at = accounts_.find(name);
  return at == accounts_.end() ? nullptr : at->second.get();
}

const account* account_table::find(const account_id& name) const {
  const auto at = accounts_.find(name);
  return at == accounts_.end() ? nullptr : at->second.get();
}

api_key* account_table::find_key(std::string_view key) {
  const auto at = keys_.find(key);
  return at == keys_.end() ? nullptr : &at->second;
}

bool account_table::remove_key(std::string_view key) {
  const auto at = keys_.find(key);
  if (at == keys_.end())
    return false;
  keys_.erase(at);
  return true;
}

} // namespace lockstep::paper
