#include "tools/paper_exchange/wire/signing.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <stdexcept>

namespace lockstep::paper {

namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(const unsigned char* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

} // namespace

result<std::string> base64_decode(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0)
    return fail("no base64: {} characters", text.size());
  std::string bytes(text.size() / 4 * 3, '\0');
  const auto size
    = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      bytes_of(text), static_cast<int>(text.size()));
  if (size < 0)
    return fail("no base64: a character that is none of it");
  size_t padding = 0;
  while (padding < 2 && text[text.size() - 1 - padding] == '=')
    ++padding;
  bytes.resize(static_cast<size_t>(size) - padding);
  return bytes;
}

std::string base64_encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const auto size
    = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      bytes_of(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

std::string kraken_signature(std::string_view secret_bytes,
                             std::string_view path, std::string_view nonce,
                             std::string_view body) {
  std::string inner_text{nonce};
  inner_text += body;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> inner{};
  SHA256(bytes_of(inner_text), inner_text.size(), inner.data());

  std::string message{path};
  message += text_of(inner.data(), inner.size());
  std::array<unsigned char, SHA512_DIGEST_LENGTH> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha512(), secret_bytes.data(), static_cast<int>(secret_bytes.size()),
       bytes_of(message), message.size(), mac.data(), &size);
  return base64_encode(text_of(mac.data(), size));
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size()
         && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_text(size_t size) {
  constexpr std::string_view letters
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  static_assert(letters.size() == 64);
  std::string text(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(text.data()),
                 static_cast<int>(size))
      != 1)
    throw std::runtime_error{"the system gives no random bytes"};
  for (auto& c : text)
    c = letters[static_cast<unsigned char>(c) % letters.size()];
  return text;
}

} // namespace lockstep::paper
