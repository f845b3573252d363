#include "adapters/net/backoff.hpp"
#include "adapters/net/url.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <rapidcheck.h>

#include <cctype>

using namespace lockstep;
using namespace lockstep::net;

TEST_CASE("encoding keeps what Python's quote_plus keeps", "[net]") {
  CHECK(url_encode("abcXYZ019_.-~") == "abcXYZ019_.-~");
  CHECK(url_encode("a b+c/d=e&f%*") == "a+b%2Bc%2Fd%3De%26f%25%2A");
  CHECK(url_encode("\xc3\xa9\n") == "%C3%A9%0A");
  CHECK(form_encode({}) == "");
  const std::pair<std::string, std::string> fields[]{
    {"pair", "XBT/USD"}, {"expiretm", "+5"}, {"price", "+1%"}, {"a b", ""}};
  CHECK(form_encode(fields)
        == "pair=XBT%2FUSD&expiretm=%2B5&price=%2B1%25&a+b=");
}

TEST_CASE("encoding loses nothing and leaves only safe characters", "[net]") {
  const auto holds = rc::check([](const std::string& text) {
    const auto encoded = url_encode(text);
    std::string decoded;
    for (size_t i = 0; i < encoded.size(); ++i) {
      const auto c = encoded[i];
      if (c == '%') {
        const auto byte = std::stoi(encoded.substr(i + 1, 2), nullptr, 16);
        decoded += static_cast<char>(byte);
        i += 2;
      } else {
        const auto plain = static_cast<unsigned char>(c);
        RC_ASSERT(std::isalnum(plain) != 0
                  || std::string_view{"_.-~+"}.find(c) != std::string::npos);
        decoded += c == '+' ? ' ' : c;
      }
    }
    RC_ASSERT(decoded == text);
  });
  CHECK(holds);
}

TEST_CASE("a URL comes apart into what a connection needs", "[net]") {
  const auto parts = [](std::string_view text) {
    const auto u = parse_url(text);
    REQUIRE(u);
    return fmt::format("{} {} {} {}", u->scheme, u->host, u->port, u->target);
  };
  CHECK(parts("https://api.kraken.com") == "https api.kraken.com 443 /");
  CHECK(parts("wss://ws.kraken.com/v2") == "wss ws.kraken.com 443 /v2");
  CHECK(parts("http://localhost:8080/a?b=c") == "http localhost 8080 /a?b=c");
  CHECK(parts("ws://[::1]:9/x") == "ws ::1 9 /x");
  CHECK(parts("ws://h?q") == "ws h 80 /?q");
}

TEST_CASE("a URL that could be read in two ways is refused", "[net]") {
  for (const auto* text :
       {"", "kraken.com", "https://", "https://user@host/",
        "https://a@127.0.0.1:80/", "https://host:0/", "https://host:65536/",
        "https://host:/", "https://host:8x/", "https://ho st/",
        "https://host/a b", "https://host/a#b", "https://host\\@other/",
        "https://[::1/", "https://[::1]x/", "https://ho\nst/", "file:///etc",
        "HTTPS://host/", "https://host/\r\nx"}) {
    CAPTURE(text);
    CHECK(!parse_url(text));
  }
}

TEST_CASE("without TLS only this machine may be connected to", "[net]") {
  for (const auto* text :
       {"http://127.0.0.1:1/", "http://127.9.8.7/", "http://localhost/",
        "http://[::1]:8080/", "https://api.kraken.com/"})
    CHECK(parse_endpoint(text, "http"));
  for (const auto* text :
       {"http://api.kraken.com/", "http://127.0.0.1.example.org/",
        "http://localhost.example.org/", "http://10.0.0.1/", "http://[::2]/",
        "ws://127.0.0.1/", "http://1270.0.0.1/"}) {
    CAPTURE(text);
    CHECK(!parse_endpoint(text, "http"));
  }
}

TEST_CASE("a back-off stays within its bounds and grows", "[net]") {
  const auto holds = rc::check([](uint32_t attempt, uint64_t random) {
    const backoff_policy policy;
    const auto delay = backoff_delay(policy, attempt, random);
    RC_ASSERT(delay >= policy.quick);
    RC_ASSERT(delay <= policy.longest);
    if (attempt >= policy.quick_tries)
      RC_ASSERT(delay >= policy.first);
    else
      RC_ASSERT(delay <= 1s);
    RC_ASSERT(backoff_delay(policy, attempt, 0)
              <= backoff_delay(policy, attempt + 1, 0));
  });
  CHECK(holds);
}

TEST_CASE("a back-off is what its seed makes it", "[net]") {
  const backoff_policy policy;
  CHECK(backoff_delay(policy, 0, 0) == 100ms);
  CHECK(backoff_delay(policy, 2, 0) == 400ms);
  CHECK(backoff_delay(policy, 3, 0) == 5s);
  CHECK(backoff_delay(policy, 5, 0) == 20s);
  CHECK(backoff_delay(policy, 9, 0) == 30s);
  CHECK(backoff_delay(policy, 9, 30'000'000'000) == 60s);
  CHECK(backoff_delay(policy, 9, 30'000'000'001) == 30s);
}
