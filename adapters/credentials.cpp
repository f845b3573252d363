#include "adapters/venue.hpp"

#include <openssl/crypto.h>

namespace lockstep {

namespace {

/// A string keeps bytes in its buffer that it no longer shows (a moved-from
/// or shortened one does), so the whole buffer is cleaned.
void wipe(std::string& text) {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
}

} // namespace

credentials::credentials(std::string k, std::string s, std::string p)
  : key(std::move(k)), secret(std::move(s)), passphrase(std::move(p)) {
  // nop
}

credentials::~credentials() {
  wipe(key);
  wipe(secret);
  wipe(passphrase);
}

} // namespace lockstep
