#include "tools/paper_exchange/wire/token_store.hpp"

#include <utility>

namespace lockstep::paper {

std::string token_store::issue(owner who, timestamp now) {
  std::erase_if(tokens_, [now](const auto& one) {
    return one.second.held == 0 && one.second.until < now;
  });
  auto token = random_text_(43);
  tokens_[token] = {std::move(who), now + lifetime, 0};
  return token;
}

std::optional<token_store::owner> token_store::find(const std::string& token,
                                                    timestamp now) const {
  const auto at = tokens_.find(token);
  if (at == tokens_.end())
    return std::nullopt;
  if (at->second.held == 0 && at->second.until < now)
    return std::nullopt;
  return at->second.who;
}

void token_store::hold(const std::string& token) {
  if (const auto at = tokens_.find(token); at != tokens_.end())
    ++at->second.held;
}

void token_store::release(const std::string& token) {
  if (const auto at = tokens_.find(token); at != tokens_.end())
    --at->second.held;
}

void token_store::invalidate(const account_id& account) {
  std::erase_if(tokens_, [&](const auto& one) {
    return account.empty() || one.second.who.account == account;
  });
}

} // namespace lockstep::paper
