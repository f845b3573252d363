#include "tools/paper_exchange/exchange.hpp"
#include "tools/paper_exchange/exchange_diary.hpp"

#include <algorithm>

namespace lockstep::paper {

account_table& exchange::accounts() {
  return core_->accounts;
}

const account_table& exchange::accounts() const {
  return core_->accounts;
}

result<account*> exchange::add_account(const account_id& name,
                                       account_tier tier) {
  note(*core_, "add_account", name, tier);
  return core_->accounts.add(name, tier);
}

result<void> exchange::set_volume(const account_id& owner, notional volume) {
  note(*core_, "set_volume", owner, volume);
  auto* who = core_->accounts.find(owner);
  if (who == nullptr)
    return fail("there is no account '{}'", owner);
  who->set_volume(volume);
  return {};
}

result<void> exchange::add_key(const api_key& key) {
  note(*core_, "add_key", key);
  return core_->accounts.add_key(key);
}

bool exchange::remove_key(std::string_view key) {
  note(*core_, "remove_key", key);
  return core_->accounts.remove_key(key);
}

void exchange::use_nonce(std::string_view key, uint64_t nonce) {
  note(*core_, "use_nonce", key, nonce);
  if (auto* used = core_->accounts.find_key(key))
    used->nonce_last = std::max(used->nonce_last, nonce);
}

} // namespace lockstep::paper
