#include "adapters/kraken/signing.hpp"

#include "adapters/net/url.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>

namespace lockstep::kraken {

namespace {

using bytes = std::vector<unsigned char>;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
         || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

size_t padding_of(std::string_view base64) {
  if (base64.ends_with("=="))
    return 2;
  return base64.ends_with('=') ? 1 : 0;
}

std::string encode(const unsigned char* data, size_t size) {
  std::string out((size + 2) / 3 * 4 + 1, '\0'); // OpenSSL ends it with a zero
  const auto length = EVP_EncodeBlock(
    reinterpret_cast<unsigned char*>(out.data()), data, static_cast<int>(size));
  out.resize(static_cast<size_t>(length));
  return out;
}

std::array<unsigned char, SHA256_DIGEST_LENGTH> sha256(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> out{};
  SHA256(raw(text), text.size(), out.data());
  return out;
}

/// Wipes the key when it is no longer needed.
struct wiped {
  bytes key;
  explicit wiped(bytes k) : key{std::move(k)} {}
  wiped(const wiped&) = delete;
  wiped& operator=(const wiped&) = delete;
  ~wiped() { OPENSSL_cleanse(key.data(), key.size()); }
};

} // namespace

result<bytes> decode_secret(std::string_view base64) {
  if (base64.empty())
    return fail("the secret is empty");
  if (base64.size() > 1024)
    return fail("the secret is {} characters long, which can not be right",
                base64.size());
  const auto padding = padding_of(base64);
  const auto digits = base64.substr(0, base64.size() - padding);
  for (size_t i = 0; i < digits.size(); ++i)
    if (!is_base64(digits[i]))
      return fail("the secret is not base64: its character {} of {} can not "
                  "stand there",
                  i + 1, base64.size());
  if (base64.size() % 4 != 0)
    return fail("the secret is not base64: its length of {} is no multiple "
                "of 4",
                base64.size());
  bytes out(base64.size() / 4 * 3);
  if (EVP_DecodeBlock(out.data(), raw(base64), static_cast<int>(base64.size()))
      < 0)
    return fail("the secret is not base64");
  out.resize(out.size() - padding);
  return out;
}

result<std::string> signature(std::string_view secret_base64,
                              std::string_view path, std::string_view nonce,
                              std::string_view body) {
  auto decoded = decode_secret(secret_base64);
  if (!decoded)
    return tl::unexpected{std::move(decoded).error()};
  const wiped secret{*std::move(decoded)};
  const auto inner = sha256(std::string{nonce}.append(body));
  std::string message{path};
  message.append(inner.begin(), inner.end());
  std::array<unsigned char, SHA512_DIGEST_LENGTH> mac{};
  unsigned length = 0;
  if (HMAC(EVP_sha512(), secret.key.data(), static_cast<int>(secret.key.size()),
           raw(message), message.size(), mac.data(), &length)
      == nullptr)
    return fail("the signature could not be computed");
  return encode(mac.data(), length);
}

std::string form_body(const private_request& request, uint64_t nonce) {
  auto body = "nonce=" + std::to_string(nonce);
  if (!request.fields.empty())
    body += '&' + net::form_encode(request.fields);
  return body;
}

} // namespace lockstep::kraken
