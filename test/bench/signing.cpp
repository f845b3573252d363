// Kraken's signature of an order: Lockstep's, from the text of the secret to
// the text of the signature, beside OpenSSL's two functions alone on the same
// bytes.

#include "adapters/kraken/signing.hpp"

#include "test/bench/figures.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <stdexcept>

namespace lockstep::bench {

namespace {

constexpr int batch = 1'000;

// The example of Kraken's documentation.
constexpr std::string_view secret
  = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa9"
    "9HAZtuZuj6F1huXg==";
constexpr std::string_view path = "/0/private/AddOrder";
constexpr std::string_view nonce = "1616492376594";
constexpr std::string_view body
  = "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy"
    "&volume=1.25";

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void sign_bare(const std::vector<unsigned char>& key, const std::string& hashed,
               std::string message) {
  SHA256(raw(hashed), hashed.size(),
         reinterpret_cast<unsigned char*>(message.data() + path.size()));
  std::array<unsigned char, SHA512_DIGEST_LENGTH> mac{};
  unsigned length = 0;
  HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), raw(message),
       message.size(), mac.data(), &length);
  benchmark::DoNotOptimize(mac);
}

void signing(benchmark::State& state) {
  const auto key = kraken::decode_secret(secret).value();
  const auto hashed = std::string{nonce}.append(body);
  const auto message = std::string{path}.append(SHA256_DIGEST_LENGTH, '\0');
  if (!kraken::signature(secret, path, nonce, body)->starts_with("4/dpxb3i"))
    throw std::logic_error{"the signature is not that of the documentation"};
  beside(
    state, {"signatures", batch, "/s"},
    [&] {
      return measure([&] {
        for (int i = 0; i < batch; ++i)
          benchmark::DoNotOptimize(
            kraken::signature(secret, path, nonce, body));
      });
    },
    [&] {
      return measure([&] {
        for (int i = 0; i < batch; ++i)
          sign_bare(key, hashed, message);
      });
    });
}

BENCHMARK(signing)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace lockstep::bench
