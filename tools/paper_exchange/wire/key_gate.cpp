#include "tools/paper_exchange/wire/key_gate.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace lockstep::paper {

namespace {

// Names that nobody owns are watched too, but not without end.
constexpr size_t watched_max = 10'000;

std::optional<uint64_t> parse_nonce(std::string_view text) {
  uint64_t nonce = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, nonce);
  if (text.empty() || error != std::errc{} || stop != end)
    return std::nullopt;
  return nonce;
}

// Some clients sign the query with the path, and some do not.
bool is_signed(const api_key& key, const credentials& who) {
  const auto secret = base64_decode(key.secret);
  const auto matches = [&](const std::string& path) {
    return equal_in_constant_time(
      kraken_signature(*secret, path, who.nonce, who.body), who.signature);
  };
  return secret
         && (matches(who.path)
             || (!who.query.empty() && matches(who.path + '?' + who.query)));
}

} // namespace

const std::set<std::string>& known_permissions() {
  static const std::set<std::string> names{
    "query-funds",          "add-funds",
    "withdraw-funds",       "earn-funds",
    "add-withdraw-address", "update-withdraw-address",
    "query-open-trades",    "query-closed-trades",
    "modify-trades",        "close-trades",
    "query-ledger",         "export-data",
    "create-ws-token",
  };
  return names;
}

const std::set<std::string>& default_permissions() {
  static const std::set<std::string> names{
    "query-funds",  "query-open-trades", "query-closed-trades", "modify-trades",
    "close-trades", "query-ledger",      "create-ws-token",
  };
  return names;
}

bool take_nonce(api_key& key, uint64_t nonce) {
  if (nonce > key.nonce_last)
    key.nonce_last = nonce;
  else if (key.nonce_last - nonce >= key.nonce_window
           || key.nonces_seen.contains(nonce))
    return false;
  if (key.nonce_window == 0)
    return true;
  key.nonces_seen.insert(nonce);
  while (key.nonce_last - *key.nonces_seen.begin() >= key.nonce_window)
    key.nonces_seen.erase(key.nonces_seen.begin());
  return true;
}

result<api_key*> key_gate::check(const credentials& who, timestamp now) {
  auto* key = accounts_->find_key(who.key);
  if (key == nullptr || (key->valid_until && *key->valid_until <= now))
    return fail("EAPI:Invalid key");
  if (const auto at = banned_.find(who.key); at != banned_.end())
    return fail("{}", at->second);
  if (!is_signed(*key, who))
    return fail("EAPI:Invalid signature");
  const auto nonce = parse_nonce(who.nonce);
  if (!nonce || !take_nonce(*key, *nonce))
    return fail("EAPI:Invalid nonce");
  const auto password = passwords_.find(who.key);
  if (password != passwords_.end() && password->second != who.one_time_password)
    return fail("EGeneral:Permission denied");
  return key;
}

result<api_key*> key_gate::verify(const credentials& who, timestamp now) {
  const auto at = watched_.find(who.key);
  if (at != watched_.end() && now < at->second.locked_until) {
    at->second.locked_until = now + at->second.length;
    return fail("EGeneral:Temporary lockout");
  }
  auto key = check(who, now);
  if (key) {
    watched_.erase(who.key);
    (*key)->last_used = now;
    if (used_)
      used_(**key);
    return key;
  }
  if (at != watched_.end() || watched_.size() < watched_max)
    if (++watched_[who.key].failures >= failures_max)
      lock(who.key, now);
  return key;
}

void key_gate::lock(const std::string& key, timestamp now, duration time) {
  watched_[key] = {0, now + time, time};
}

void key_gate::ban(const std::string& key, std::string error) {
  if (error.empty())
    banned_.erase(key);
  else
    banned_[key] = std::move(error);
}

void key_gate::ask_password(const std::string& key, std::string password) {
  passwords_[key] = std::move(password);
}

} // namespace lockstep::paper
