#include "adapters/net/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace lockstep::net {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters
  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool contains(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

std::optional<uint16_t> default_port(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws")
    return uint16_t{80};
  if (scheme == "https" || scheme == "wss")
    return uint16_t{443};
  return std::nullopt;
}

bool is_host(std::string_view host, bool bracketed) {
  const auto allowed = [bracketed](char c) {
    return contains(digits, c) || contains(letters, c) || c == '.'
           || c == (bracketed ? ':' : '-');
  };
  return !host.empty() && std::ranges::all_of(host, allowed);
}

/// Spaces, control characters and fragments have no business in a request.
bool is_target(std::string_view target) {
  return std::ranges::all_of(target, [](char c) {
    return c > ' ' && c < '\x7f' && c != '#';
  });
}

std::optional<uint16_t> parse_port(std::string_view text) {
  uint16_t port = 0;
  const auto end = text.data() + text.size();
  const auto [at, ec] = std::from_chars(text.data(), end, port);
  if (ec != std::errc{} || at != end || port == 0)
    return std::nullopt;
  return port;
}

} // namespace

result<url> parse_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == text.npos)
    return fail("\"{}\" is no URL: it has no \"://\"", text);
  url u;
  u.scheme = text.substr(0, scheme_end);
  const auto port = default_port(u.scheme);
  if (!port)
    return fail("URLs start with https, wss, http or ws, not with \"{}\"",
                u.scheme);
  u.port = *port;
  auto rest = text.substr(scheme_end + 3);
  const auto target_at = std::min(rest.find_first_of("/?#"), rest.size());
  if (target_at < rest.size())
    u.target = rest.substr(target_at);
  if (!u.target.starts_with('/'))
    u.target.insert(0, "/");
  rest = rest.substr(0, target_at);
  const auto bracketed = rest.starts_with('[');
  const auto host_end = bracketed ? rest.find(']') : rest.find(':');
  u.host = rest.substr(bracketed, host_end - bracketed);
  rest = rest.substr(std::min(rest.size(), host_end));
  const auto closed = bracketed && rest.starts_with(']');
  if (closed)
    rest.remove_prefix(1);
  if (closed != bracketed || !is_host(u.host, bracketed)
      || !is_target(u.target))
    return fail("the URL of \"{}\" holds characters that it must not", u.host);
  if (rest.empty())
    return u;
  const auto named = parse_port(rest.substr(1));
  if (!rest.starts_with(':') || !named)
    return fail("\"{}\" is no port of {}", rest, u.host);
  u.port = *named;
  return u;
}

bool is_secure(const url& u) {
  return u.scheme == "https" || u.scheme == "wss";
}

bool is_loopback(const url& u) {
  if (u.host == "localhost" || u.host == "::1")
    return true;
  // A name such as 127.0.0.1.example.org is not an address.
  const auto dots = std::ranges::count(u.host, '.');
  return u.host.starts_with("127.") && dots == 3
         && u.host.find_first_not_of("0123456789.") == std::string::npos;
}

result<url> parse_endpoint(std::string_view text, std::string_view plain) {
  auto u = parse_url(text);
  if (!u)
    return u;
  if (u->scheme != plain && u->scheme != fmt::format("{}s", plain))
    return fail("{}:// is no scheme for this: it takes {}s://", u->scheme,
                plain);
  if (!is_secure(*u) && !is_loopback(*u))
    return fail("{}:// to {} is refused: without TLS keys would travel in "
                "clear, it is for this machine only",
                plain, u->host);
  return u;
}

std::string authority(const url& u) {
  const auto bracketed = u.host.find(':') != std::string::npos;
  return fmt::format(fmt::runtime(bracketed ? "[{}]:{}" : "{}:{}"), u.host,
                     u.port);
}

std::string url_encode(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (contains(digits, c) || contains(letters, c) || contains("_.-~", c))
      out += c;
    else if (c == ' ')
      out += '+';
    else
      (out += '%').append({hex[byte >> 4u], hex[byte & 15u]});
  }
  return out;
}

std::string
form_encode(std::span<const std::pair<std::string, std::string>> fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty())
      out += '&';
    ((out += url_encode(name)) += '=') += url_encode(value);
  }
  return out;
}

} // namespace lockstep::net
