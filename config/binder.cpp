#include "config/binder.hpp"

#include "config/nearest.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace lockstep::config {

namespace {

using kind = raw_value::kind;

std::string variable_of(std::string_view key) {
  std::string name = "LOCKSTEP_";
  for (const char c : key)
    name += c == '.'
              ? '_'
              : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

raw_value raw_of(const toml::node& node) {
  if (const auto* text = node.as_string())
    return {kind::text, text->get(), {}, false};
  if (const auto* whole = node.as_integer())
    return {kind::number, fmt::format("{}", whole->get()), {}, false};
  // The shortest text of a float is the one that was written.
  if (const auto* number = node.as_floating_point())
    return {kind::number, fmt::format("{}", number->get()), {}, false};
  if (const auto* flag = node.as_boolean())
    return {kind::boolean, flag->get() ? "true" : "false", {}, false};
  if (const auto* list = node.as_array()) {
    raw_value all{kind::list, {}, {}, false};
    for (const auto& each : *list)
      all.items.push_back(raw_of(each));
    return all;
  }
  return {kind::other, {}, {}, false};
}

/// The known key that is nearest, if it is near enough to be meant.
std::string suggestion(const std::string& key,
                       const std::set<std::string>& known) {
  const auto best = nearest(key, known);
  return best ? fmt::format(": did you mean {}?", *best) : std::string{};
}

bool sounds_secret(const std::string& key) {
  constexpr std::array<std::string_view, 4> words{"key", "secret", "passphrase",
                                                  "password"};
  return std::ranges::any_of(words, [&](auto word) {
    return key.find(word) != key.npos;
  });
}

} // namespace

binder::binder(std::filesystem::path file, const toml::table& root,
               std::string scope, const secrets::environment& environment,
               findings& found)
  : file_{std::move(file)},
    root_{root},
    scope_{std::move(scope)},
    environment_{environment},
    found_{found} {}

const toml::node* binder::node_at(std::string_view key) const {
  const toml::table* table = &root_;
  while (true) {
    const auto dot = key.find('.');
    const auto* node = table->get(key.substr(0, dot));
    if (!node || dot == key.npos)
      return node;
    table = node->as_table();
    if (!table)
      return nullptr;
    key.remove_prefix(dot + 1);
  }
}

std::string binder::place_of(const toml::node& node) const {
  const auto& begin = node.source().begin;
  return fmt::format("{}:{}:{}", file_.string(), begin.line, begin.column);
}

std::optional<binder::found_raw> binder::look_up(const std::string& key) {
  keys_.insert(key);
  const auto variable = variable_of(scope_ + key);
  found_.variables.insert(variable);
  std::optional<found_raw> found;
  if (auto text = environment_(variable))
    found = found_raw{{kind::text, std::move(*text), {}, true}, variable};
  else if (const auto* node = node_at(key))
    found = found_raw{raw_of(*node), place_of(*node)};
  if (found)
    places_[key] = found->place;
  return found;
}

void binder::complain(const std::string& place, const std::string& key,
                      const std::string& sentence) {
  found_.problems.push_back({fmt::format("{}: {} {}", place, key, sentence)});
}

void binder::complain_about(const std::string& key,
                            const std::string& sentence) {
  const auto at = places_.find(key);
  found_.problems.push_back({fmt::format(
    "{}: {}", at == places_.end() ? file_.string() : at->second, sentence)});
}

void binder::finish() {
  check_unknown(root_, "");
}

void binder::check_unknown(const toml::table& table,
                           const std::string& prefix) {
  for (const auto& [name, node] : table) {
    const auto key = prefix + std::string{name.str()};
    if (keys_.contains(key))
      continue;
    const auto begins = [&](const std::string& known) {
      return known.starts_with(key + ".");
    };
    const bool section = std::ranges::any_of(keys_, begins);
    if (section && node.is_table())
      check_unknown(*node.as_table(), key + ".");
    else if (section)
      complain(place_of(node), key, "must be a section, like [" + key + "]");
    else if (sounds_secret(key))
      complain(place_of(node), key,
               "is not known; keys and secrets never stand in this file, but "
               "in variables or files that only you can read");
    else
      complain(place_of(node), key, "is not known" + suggestion(key, keys_));
  }
}

} // namespace lockstep::config
