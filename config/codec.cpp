#include "config/codec.hpp"

#include "config/naming.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace lockstep::config {

std::string shown(const raw_value& value) {
  switch (value.is) {
    case raw_value::kind::text:
      return fmt::format("\"{}\"", value.text.substr(0, 60));
    case raw_value::kind::number:
    case raw_value::kind::boolean:
      return value.text;
    case raw_value::kind::list:
      return "a list";
    case raw_value::kind::other:
      break;
  }
  return "something else";
}

namespace codec {

namespace {

using kind = raw_value::kind;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_written_number(const raw_value& from) {
  return from.is == kind::number || from.is == kind::text;
}

result<decimal> read_number(const raw_value& from) {
  auto value = is_written_number(from) ? decimal::parse(trimmed(from.text))
                                       : result<decimal>{fail("no number")};
  if (!value)
    return fail("must be a number, not {}", shown(from));
  return *value;
}

/// The entries of a list; a variable's commas separate them.
std::vector<raw_value> items_of(const raw_value& from) {
  if (!from.from_environment)
    return from.items;
  std::vector<raw_value> items;
  std::string_view rest = from.text;
  while (!trimmed(rest).empty()) {
    const auto comma = rest.find(',');
    items.push_back(
      {kind::text, std::string{trimmed(rest.substr(0, comma))}, {}, true});
    rest = comma == rest.npos ? std::string_view{} : rest.substr(comma + 1);
  }
  return items;
}

template <class Each, class Out>
result<Out>
read_list(const raw_value& from, const Each& each, std::string_view what) {
  if (from.is != kind::list && !from.from_environment)
    return fail("must be a list of {}, not {}", what, shown(from));
  Out all;
  for (const auto& item : items_of(from)) {
    auto value = each.read(item);
    if (!value)
      return fail("has an entry that {}", value.error().text);
    all.insert(all.end(), std::move(*value));
  }
  return all;
}

template <class Each, class All>
std::string write_list(const All& all, const Each& each) {
  std::string text;
  for (const auto& x : all)
    text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", each.write(x));
  return fmt::format("[{}]", text);
}

template <class Allowed>
bool consists_of(std::string_view text, Allowed allowed) {
  return !text.empty() && text.size() <= 64
         && std::ranges::all_of(text, allowed);
}

bool is_upper(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_lower(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

struct unit {
  std::string_view name;
  duration length;
};

// The largest first, so that `write` finds the shortest text.
constexpr std::array units{unit{"h", std::chrono::hours{1}},
                           unit{"min", std::chrono::minutes{1}},
                           unit{"s", std::chrono::seconds{1}},
                           unit{"ms", std::chrono::milliseconds{1}}};

/// Reads `60 s`.
std::optional<duration> parse_period(std::string_view text) {
  int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(),
                                            text.data() + text.size(), count);
  if (error != std::errc{} || count < 0 || count > 1'000'000'000)
    return std::nullopt;
  const auto name
    = trimmed(text.substr(static_cast<size_t>(end - text.data())));
  const auto* at = std::ranges::find(units, name, &unit::name);
  if (at == units.end() || count > std::chrono::hours{24 * 365} / at->length)
    return std::nullopt;
  return count * at->length;
}

std::string write_period(duration x) {
  for (const auto& each : units)
    if (x % each.length == duration{} && x >= each.length)
      return fmt::format("{} {}", x / each.length, each.name);
  return "0 s";
}

constexpr std::array<std::string_view, 3> tiers{"starter", "intermediate",
                                                "pro"};

} // namespace

result<bool> flag::read(const raw_value& from) const {
  const bool may_be = from.is == kind::boolean || from.from_environment;
  if (may_be && from.text == "true")
    return true;
  if (may_be && from.text == "false")
    return false;
  return fail("must be true or false, not {}", shown(from));
}

std::string flag::write(bool x) const {
  return x ? "true" : "false";
}

result<int64_t> integer::read(const raw_value& from) const {
  int64_t value = 0;
  const auto text = trimmed(from.text);
  const auto [end, error] = std::from_chars(text.data(),
                                            text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size()
                     && (from.is == kind::number || from.from_environment);
  if (!whole || value < min || value > max)
    return fail("must be a whole number from {} to {}, not {}", min, max,
                shown(from));
  return value;
}

std::string integer::write(int64_t x) const {
  return fmt::format("{}", x);
}

result<ratio> factor::read(const raw_value& from) const {
  return read_number(from).map([](decimal x) { return ratio{x}; });
}

std::string factor::write(const ratio& x) const {
  return x.str();
}

result<ratio> percentage::read(const raw_value& from) const {
  auto text = trimmed(from.text);
  const bool signed_so = from.is == kind::text && text.ends_with('%');
  if (signed_so)
    text.remove_suffix(1);
  const auto value = decimal::parse(trimmed(text));
  if (!signed_so || !value)
    return fail("must be a percentage with its sign, like \"0.5 %\", not {}",
                shown(from));
  return percent(*value);
}

std::string percentage::write(const ratio& x) const {
  return fmt::format("{} %",
                     multiply(x.value(), decimal{100}, rounding::half_up));
}

result<std::vector<ratio>> percentages::read(const raw_value& from) const {
  return read_list<percentage, std::vector<ratio>>(from, {}, "percentages");
}

std::string percentages::write(const std::vector<ratio>& x) const {
  return write_list(x, percentage{});
}

result<std::optional<notional>> money::read(const raw_value& from) const {
  auto value = read_number(from);
  if (!value || value->is_negative())
    return fail("must be an amount of money, like 500, not {}", shown(from));
  return notional{*value};
}

std::string money::write(const std::optional<notional>& x) const {
  return x ? x->str() : "none";
}

result<copytrade::allocation>
share_or_money::read(const raw_value& from) const {
  if (const auto share = percentage{}.read(from))
    return copytrade::allocation{*share};
  const auto amount = money{}.read(from);
  if (!amount)
    return fail("must be an amount of money or a percentage, like 500 or "
                "\"50 %\", not {}",
                shown(from));
  return copytrade::allocation{**amount};
}

std::string share_or_money::write(const copytrade::allocation& x) const {
  if (const auto* amount = std::get_if<notional>(&x))
    return amount->str();
  if (const auto* share = std::get_if<ratio>(&x))
    return percentage{}.write(*share);
  return "all";
}

result<duration> period::read(const raw_value& from) const {
  const auto value = from.is == kind::text ? parse_period(trimmed(from.text))
                                           : std::nullopt;
  if (!value)
    return fail("must be a time with its unit, like \"60 s\" or \"500 ms\", "
                "not {}",
                shown(from));
  if (*value < min || *value > max)
    return fail("must be from {} to {}, not {}", write(min), write(max),
                shown(from));
  return *value;
}

std::string period::write(duration x) const {
  return write_period(x);
}

result<run_mode> mode::read(const raw_value& from) const {
  const auto value = from.is == kind::text ? parse_run_mode(from.text)
                                           : std::nullopt;
  if (!value)
    return fail("must be \"paper\", \"observe\" or \"live\", not {}",
                shown(from));
  return *value;
}

std::string mode::write(run_mode x) const {
  return std::string{to_string(x)};
}

result<account_tier> tier::read(const raw_value& from) const {
  const auto* at = std::ranges::find(tiers, from.text);
  if (from.is != kind::text || at == tiers.end())
    return fail("must be \"starter\", \"intermediate\" or \"pro\", not {}",
                shown(from));
  return static_cast<account_tier>(at - tiers.begin());
}

std::string tier::write(account_tier x) const {
  return std::string{tiers.at(static_cast<size_t>(x))};
}

result<asset_id> asset::read(const raw_value& from) const {
  if (from.is != kind::text || !consists_of(from.text, is_upper))
    return fail("must be an asset in capitals, like \"USD\", not {}",
                shown(from));
  return asset_id{from.text};
}

std::string asset::write(const asset_id& x) const {
  return x.str();
}

result<std::set<asset_id>> assets::read(const raw_value& from) const {
  return read_list<asset, std::set<asset_id>>(from, {}, "assets");
}

std::string assets::write(const std::set<asset_id>& x) const {
  return write_list(x, asset{});
}

result<account_id> account::read(const raw_value& from) const {
  const auto allowed = [](char c) { return is_lower(c) || c == '_'; };
  if (from.is != kind::text || !consists_of(from.text, allowed)
      || from.text.front() == '_')
    return fail("must be a name of small letters, digits and _, not {}",
                shown(from));
  return account_id{from.text};
}

std::string account::write(const account_id& x) const {
  return x.str();
}

result<std::string> venue_name::read(const raw_value& from) const {
  if (from.is == kind::text && naming_of(from.text))
    return from.text;
  std::string known;
  for (const auto& each : all_namings())
    known += fmt::format("{}{}", known.empty() ? "" : ", ", each.venue);
  return fail("must be one of {}, not {}", known, shown(from));
}

std::string venue_name::write(const std::string& x) const {
  return x;
}

result<std::string> prefix::read(const raw_value& from) const {
  const auto allowed = [](char c) { return is_upper(c) || c == '_'; };
  const bool fine = from.is == kind::text && consists_of(from.text, allowed)
                    && from.text.size() <= 40;
  if (!fine)
    return fail("must be how the names of your variables begin, like "
                "\"MY_KRAKEN\" for MY_KRAKEN_API_KEY and "
                "MY_KRAKEN_API_SECRET; the keys themselves never stand here");
  return from.text;
}

std::string prefix::write(const std::string& x) const {
  return x.empty() ? "by venue and name" : x;
}

result<std::filesystem::path> path::read(const raw_value& from) const {
  if (from.is != kind::text || from.text.empty())
    return fail("must be a folder, not {}", shown(from));
  return std::filesystem::path{from.text};
}

std::string path::write(const std::filesystem::path& x) const {
  return x.string();
}

result<std::string> address::read(const raw_value& from) const {
  const std::string_view text = from.text;
  const auto rest = text.substr(std::min(text.find("://"), text.size()));
  const auto scheme = text.substr(0, text.size() - rest.size());
  auto host = rest.substr(std::min<size_t>(3, rest.size()));
  host = host.substr(0, host.find('/'));
  if (const auto port = host.rfind(':'); port > host.rfind(']') + 1)
    host = host.substr(0, port);
  const bool local = host == "127.0.0.1" || host == "localhost"
                     || host == "[::1]";
  const bool fine = scheme == safe || (scheme == plain && local);
  if (from.is != kind::text || host.empty() || !fine)
    return fail("must be an address that begins with {}:// ({}:// only for "
                "this machine), not {}",
                safe, plain, shown(from));
  return from.text;
}

std::string address::write(const std::string& x) const {
  return x;
}

} // namespace codec

} // namespace lockstep::config
