#include "tools/paper_exchange/account_setup.hpp"

#include "tools/paper_exchange/wire/key_gate.hpp"
#include "tools/paper_exchange/wire/signing.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

namespace lockstep::paper {

namespace {

using kind = json::kind;

result<decimal> amount_of(const json& value, const std::string& place) {
  auto amount = decimal::parse(value.text());
  if (!amount || amount->is_negative())
    return fail("{} is '{}', not an amount", place, value.text());
  return amount;
}

result<void> check_members(const json& value, const std::string& place,
                           std::initializer_list<std::string_view> known) {
  if (!value.is(kind::object))
    return fail("{} is not an object", place);
  for (const auto& [name, member] : value.members())
    if (std::find(known.begin(), known.end(), name) == known.end())
      return fail("{}.{} is not known here", place, name);
  return {};
}

result<timestamp> time_of(const json& value, const std::string& place) {
  auto time = value.is(kind::number) ? parse_unix_seconds(value.text())
                                     : parse_rfc3339(value.text());
  if (!time)
    return fail("{} is '{}', neither RFC 3339 nor seconds since 1970", place,
                value.text());
  return time;
}

result<void> read_permissions(api_key& key, const json& value,
                              const std::string& place) {
  if (!value.is(kind::array))
    return fail("{} is not a list", place);
  key.permissions.clear();
  for (const auto& one : value.items()) {
    if (!known_permissions().contains(one.text()))
      return fail("{} has '{}', which is no permission", place, one.text());
    key.permissions.insert(one.text());
  }
  return {};
}

result<void> read_window(api_key& key, const json& value,
                         const std::string& place) {
  const auto& text = value.text();
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end,
                                             key.nonce_window);
  if (text.empty() || error != std::errc{} || stop != end)
    return fail("{} is '{}', not a whole number", place, text);
  return {};
}

result<void> read_deposits(account_setup& setup, const json& value,
                           const std::string& place) {
  if (!value.is(kind::object))
    return fail("{} is not an object of assets and amounts", place);
  for (const auto& [asset, text] : value.members()) {
    const auto amount = amount_of(text, fmt::format("{}.{}", place, asset));
    if (!amount)
      return tl::unexpected{amount.error()};
    setup.deposits.emplace_back(asset, *amount);
  }
  return {};
}

result<void> read_keys(account_setup& setup, const json& value,
                       const std::string& place) {
  if (!value.is(kind::array))
    return fail("{} is not a list", place);
  for (size_t i = 0; i < value.items().size(); ++i) {
    auto key = parse_key(value.items()[i], fmt::format("{}[{}]", place, i));
    if (!key)
      return tl::unexpected{key.error()};
    setup.keys.push_back(std::move(*key));
  }
  return {};
}

result<void> read_tier_and_volume(account_setup& setup, const json& value,
                                  const std::string& place) {
  if (const auto* text = value.find("tier")) {
    const auto tier = parse_account_tier(text->text());
    if (!tier)
      return fail("{}.tier is '{}', not starter, intermediate or pro", place,
                  text->text());
    setup.tier = *tier;
  }
  if (const auto* text = value.find("volume")) {
    const auto volume = amount_of(*text, place + ".volume");
    if (!volume)
      return tl::unexpected{volume.error()};
    setup.volume = notional{*volume};
  }
  return {};
}

// Line and column of the byte that a reader complains of.
std::string with_place(const failure& problem, std::string_view text) {
  const auto start = problem.text.find("at byte ");
  if (start == std::string::npos)
    return problem.text;
  size_t offset = 0;
  std::from_chars(problem.text.data() + start + 8,
                  problem.text.data() + problem.text.size(), offset);
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  return fmt::format("{} (line {})", problem.text, line);
}

} // namespace

result<api_key> parse_key(const json& value, const std::string& place) {
  if (auto known = check_members(value, place,
                                 {"account", "key", "secret", "permissions",
                                  "label", "nonce_window", "valid_until"});
      !known)
    return tl::unexpected{known.error()};
  api_key key;
  key.permissions = default_permissions();
  const auto text = [&](const char* name) {
    const auto* at = value.find(name);
    return at == nullptr ? std::string{} : at->text();
  };
  key.owner = account_id{text("account")};
  key.key = text("key");
  key.label = text("label");
  key.secret = text("secret");
  if (key.key.empty())
    return fail("{}.key is missing", place);
  if (!key.secret.empty() && !base64_decode(key.secret))
    return fail("{}.secret is not base64", place);
  const auto read = [&](const char* name, auto reader) -> result<void> {
    const auto* at = value.find(name);
    return at == nullptr ? result<void>{}
                         : reader(key, *at, fmt::format("{}.{}", place, name));
  };
  if (auto done = read("permissions", read_permissions); !done)
    return tl::unexpected{done.error()};
  if (auto done = read("nonce_window", read_window); !done)
    return tl::unexpected{done.error()};
  if (const auto* at = value.find("valid_until")) {
    const auto time = time_of(*at, place + ".valid_until");
    if (!time)
      return tl::unexpected{time.error()};
    key.valid_until = *time;
  }
  return key;
}

result<account_setup> parse_account(const json& value,
                                    const std::string& place) {
  if (auto known = check_members(
        value, place, {"name", "tier", "volume", "deposits", "keys"});
      !known)
    return tl::unexpected{known.error()};
  account_setup setup;
  const auto* name = value.find("name");
  if (name == nullptr || name->text().empty())
    return fail("{}.name is missing", place);
  setup.name = account_id{name->text()};
  if (auto done = read_tier_and_volume(setup, value, place); !done)
    return tl::unexpected{done.error()};
  if (const auto* deposits = value.find("deposits"))
    if (auto done = read_deposits(setup, *deposits, place + ".deposits"); !done)
      return tl::unexpected{done.error()};
  if (const auto* keys = value.find("keys"))
    if (auto done = read_keys(setup, *keys, place + ".keys"); !done)
      return tl::unexpected{done.error()};
  return setup;
}

result<std::vector<account_setup>> read_accounts(std::string_view text,
                                                 const std::string& file) {
  const auto root = json::parse(text);
  if (!root)
    return fail("{}: {}", file, with_place(root.error(), text));
  const auto* list = root->is(kind::array) ? &*root : root->find("accounts");
  if (list == nullptr || !list->is(kind::array))
    return fail("{}: there is no list 'accounts'", file);
  std::vector<account_setup> all;
  for (size_t i = 0; i < list->items().size(); ++i) {
    auto one = parse_account(list->items()[i],
                             fmt::format("{}: accounts[{}]", file, i));
    if (!one)
      return tl::unexpected{one.error()};
    all.push_back(std::move(*one));
  }
  return all;
}

result<std::vector<account_setup>> load_accounts(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file)
    return fail("the accounts file {} can not be read", path);
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  return read_accounts(text, path);
}

account_setup ready_made_account() {
  account_setup setup;
  setup.name = account_id{"paper"};
  setup.deposits = {{"USD", decimal{10'000}}, {"BTC", decimal{1}}};
  api_key key;
  key.key = "paper-key";
  // Published by Kraken as the example of its signing guide: nobody's secret.
  key.secret = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3p"
               "d5nE9qa99HAZtuZuj6F1huXg==";
  key.label = "ready-made";
  key.permissions = default_permissions();
  setup.keys.push_back(std::move(key));
  return setup;
}

result<api_key> add_key(exchange& core, api_key key, timestamp now) {
  if (key.secret.empty())
    key.secret = base64_encode(random_text(64));
  if (key.label.empty())
    key.label = key.key;
  key.created = key.modified = now;
  if (auto done = core.add_key(key); !done)
    return tl::unexpected{done.error()};
  return key;
}

result<std::vector<api_key>>
open_account(exchange& core, const account_setup& setup, timestamp now) {
  const auto account = core.add_account(setup.name, setup.tier);
  if (!account)
    return tl::unexpected{account.error()};
  if (auto done = core.set_volume(setup.name, setup.volume); !done)
    return tl::unexpected{done.error()};
  for (const auto& [asset, amount] : setup.deposits)
    if (amount.is_positive())
      if (auto done = core.deposit(setup.name, asset, amount, now); !done)
        return tl::unexpected{done.error()};
  std::vector<api_key> keys;
  for (auto key : setup.keys) {
    key.owner = setup.name;
    auto added = add_key(core, std::move(key), now);
    if (!added)
      return tl::unexpected{added.error()};
    keys.push_back(std::move(*added));
  }
  return keys;
}

} // namespace lockstep::paper
