#include "config/credentials.hpp"

#include "adapters/secrets/shape.hpp"
#include "config/naming.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace lockstep::config {

namespace {

using secrets::environment;
using secrets::shape;

/// One part of a key: where it may stand and how it must look.
struct part {
  std::vector<std::string> variables; ///< the first one that is set counts
  secrets::shape wanted;
  std::string path_variable; ///< its value is a path by itself; or empty
};

/// The parts that belong together.
struct scheme {
  part key;
  part secret;
  std::optional<part> passphrase;
};

/// A value and the variable that it came from.
struct found_value {
  std::string variable;
  std::string text;
  std::optional<failure> unreadable;
};

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == text.npos;
}

std::string upper(std::string_view name) {
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    text += std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte))
                                    : '_';
  }
  return text;
}

std::string first_part(const std::string& upper_name) {
  return upper_name.substr(0, upper_name.find('_'));
}

scheme scheme_of(const std::string& prefix, const naming& rules) {
  constexpr shape any_text{secrets::form::text, 1, 128, 0};
  scheme s{{{prefix + "_API_KEY"}, rules.key, {}},
           {{prefix + "_API_SECRET"}, rules.secret, {}},
           std::nullopt};
  if (rules.has_passphrase)
    s.passphrase = part{{prefix + "_API_PASSPHRASE", prefix + "_PASSPHRASE"},
                        any_text,
                        {}};
  return s;
}

std::vector<scheme> schemes_of(const credential_query& query,
                               const naming& rules) {
  std::vector<scheme> schemes;
  if (!query.prefix.empty()) {
    schemes.push_back(scheme_of(query.prefix, rules));
  } else if (query.master) {
    for (const auto prefix : rules.master)
      schemes.push_back(scheme_of(std::string{prefix}, rules));
    schemes.back().secret.path_variable = rules.pem_path;
  } else {
    for (const auto& name : variable_names_of(query.account, query.followers))
      schemes.push_back(scheme_of(std::string{rules.follower} + name, rules));
  }
  return schemes;
}

/// Reads a file that a variable points to.
found_value from_file(const std::string& variable, const std::string& path) {
  auto content = secrets::read_private_file(path);
  if (!content)
    return {variable,
            {},
            failure{fmt::format("{}: {}", variable, content.error().text)}};
  // Editors end a file with a newline; that is nobody's mistake.
  if (content->ends_with('\n'))
    content->pop_back();
  return {variable, std::move(*content), std::nullopt};
}

/// The value of a part; nothing if none of its variables is set. A variable
/// that is set to nothing counts as not set.
std::optional<found_value> look_up(const part& wanted, const environment& env,
                                   credential_report& report) {
  const auto set = [&](const std::string& name) -> std::optional<std::string> {
    auto value = env(name);
    if (value && is_blank(*value)) {
      report.remarks.push_back(
        fmt::format("{} is set, but empty: it counts as not set", name));
      return std::nullopt;
    }
    return value;
  };
  std::optional<found_value> found;
  for (const auto& name : wanted.variables) {
    auto value = found ? std::nullopt : set(name);
    if (value)
      found = found_value{name, std::move(*value), std::nullopt};
    const auto file = set(name + "_FILE");
    if (file && found)
      report.remarks.push_back(fmt::format("{} is set, so {}_FILE is not used",
                                           found->variable, name));
    else if (file)
      found = from_file(name + "_FILE", *file);
  }
  if (!found && !wanted.path_variable.empty())
    if (const auto path = set(wanted.path_variable))
      found = from_file(wanted.path_variable, *path);
  return found;
}

/// Cleans a part's value and notes what there is to say about it; empty if it
/// can not be used.
std::string take(const part& wanted, std::optional<found_value> found,
                 const environment& env, credential_report& report) {
  if (!found) {
    const auto& name = wanted.variables.front();
    report.problems.push_back(env(name) ? fmt::format("{} is empty", name)
                                        : fmt::format("{} is missing", name));
    return {};
  }
  report.variables.push_back(found->variable);
  if (found->unreadable) {
    report.problems.push_back(found->unreadable->text);
    return {};
  }
  auto checked = secrets::check_shape(found->variable, std::move(found->text),
                                      wanted.wanted);
  std::ranges::move(checked.remarks, std::back_inserter(report.remarks));
  const bool usable = checked.problems.empty();
  std::ranges::move(checked.problems, std::back_inserter(report.problems));
  if (!usable)
    secrets::wipe(checked.value);
  return std::move(checked.value);
}

/// Takes the key from a scheme if anything of it is set; else says false.
bool take_scheme(const scheme& s, const environment& env,
                 credential_report& report) {
  const auto nothing_of = [](const auto& x) { return !x.has_value(); };
  auto key = look_up(s.key, env, report);
  auto secret = look_up(s.secret, env, report);
  auto phrase = s.passphrase ? look_up(*s.passphrase, env, report)
                             : std::nullopt;
  if (nothing_of(key) && nothing_of(secret) && nothing_of(phrase)) {
    report.looked_for.push_back(s.key.variables.front());
    return false;
  }
  report.configured = true;
  credentials value;
  value.key = take(s.key, std::move(key), env, report);
  value.secret = take(s.secret, std::move(secret), env, report);
  if (s.passphrase)
    value.passphrase = take(*s.passphrase, std::move(phrase), env, report);
  if (report.problems.empty())
    report.value = std::move(value);
  return true;
}

/// A half of a key in front of a whole one is the mistake that is hardest to
/// see, so it is told what would be used without it.
void hint_at_next(const std::vector<scheme>& schemes, size_t taken,
                  const environment& env, credential_report& report) {
  for (size_t i = taken + 1; i < schemes.size() && !report.value; ++i) {
    const auto& name = schemes[i].key.variables.front();
    if (env(name) || env(name + "_FILE")) {
      report.problems.push_back(fmt::format(
        "{} is set too, but the names above come first: complete or unset "
        "those",
        name));
      return;
    }
  }
}

/// A short name that two followers share belongs to neither of them.
void check_shared_name(const credential_query& query, const naming& rules,
                       const environment& env, credential_report& report) {
  const auto whole = upper(query.account.str());
  const auto part = first_part(whole);
  const auto names = variable_names_of(query.account, query.followers);
  if (part == whole || std::ranges::find(names, part) != names.end())
    return;
  const auto variable = fmt::format("{}{}_API_KEY", rules.follower, part);
  const bool theirs = std::ranges::any_of(query.followers, [&](const auto& x) {
    return upper(x.str()) == part;
  });
  if (theirs || (!env(variable) && !env(variable + "_FILE")))
    return;
  report.configured = true;
  report.problems.push_back(fmt::format(
    "{} is set, but several followers are called {}: name it {}{}_API_KEY",
    variable, part, rules.follower, whole));
}

void read_practice(const credential_query& query, const naming& rules,
                   const environment& env, credential_report& report) {
  std::vector<std::string> names;
  if (query.master || rules.follower_practice.empty())
    names.emplace_back(rules.practice);
  else
    for (const auto& name : variable_names_of(query.account, query.followers))
      names.push_back(
        fmt::format("{}{}{}", rules.follower, name, rules.follower_practice));
  for (const auto& name : names) {
    const auto value = name.empty() ? std::nullopt : env(name);
    if (!value || is_blank(*value))
      continue;
    constexpr std::array<std::string_view, 4> yes{"1", "TRUE", "YES", "ON"};
    constexpr std::array<std::string_view, 4> no{"0", "FALSE", "NO", "OFF"};
    const auto word = upper(*value);
    report.practice = std::ranges::find(yes, word) != yes.end();
    if (!report.practice && std::ranges::find(no, word) == no.end()) {
      report.problems.push_back(fmt::format("{} must be true or false", name));
      report.value.reset();
    }
    return;
  }
}

/// An unusual length is then only remarked.
void allow_any_length(scheme& of) {
  for (auto* wanted : {&of.key.wanted, &of.secret.wanted}) {
    wanted->length_min = 1;
    wanted->length_max = shape{}.length_max;
  }
}

} // namespace

std::vector<std::string>
variable_names_of(const account_id& follower,
                  const std::vector<account_id>& followers) {
  const auto whole = upper(follower.str());
  const auto part = first_part(whole);
  const bool shared = std::ranges::any_of(followers, [&](const auto& other) {
    return other != follower && first_part(upper(other.str())) == part;
  });
  if (part == whole || part.empty() || shared)
    return {whole};
  return {whole, part};
}

credential_report find_credentials(const credential_query& query,
                                   const secrets::environment& env) {
  credential_report report;
  const auto* rules = naming_of(query.venue);
  if (!rules) {
    report.problems.push_back(fmt::format(
      "account {}: the venue '{}' is not known", query.account, query.venue));
    return report;
  }
  auto schemes = schemes_of(query, *rules);
  if (query.any_length)
    for (auto& scheme : schemes)
      allow_any_length(scheme);
  for (size_t i = 0; i < schemes.size() && !report.configured; ++i)
    if (take_scheme(schemes[i], env, report))
      hint_at_next(schemes, i, env, report);
  if (!report.configured && !query.master && query.prefix.empty())
    check_shared_name(query, *rules, env, report);
  read_practice(query, *rules, env, report);
  return report;
}

} // namespace lockstep::config
