#include "adapters/secrets/shape.hpp"

#include "adapters/secrets/environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace lockstep::secrets {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

bool is_blank(char c) {
  return blanks.find(c) != blanks.npos;
}

/// Cuts both ends; tells whether there was something to cut.
bool trim(std::string& text) {
  const auto first = text.find_first_not_of(blanks);
  const auto last = text.find_last_not_of(blanks);
  if (first == text.npos) {
    const bool had = !text.empty();
    wipe(text);
    return had;
  }
  if (first == 0 && last + 1 == text.size())
    return false;
  std::string kept = text.substr(first, last - first + 1);
  wipe(text);
  text = std::move(kept);
  return true;
}

bool unquote(std::string& text) {
  if (text.size() < 2)
    return false;
  const char quote = text.front();
  if ((quote != '"' && quote != '\'') || text.back() != quote)
    return false;
  std::string kept = text.substr(1, text.size() - 2);
  wipe(text);
  text = std::move(kept);
  return true;
}

/// Writes `\n` of two characters as one.
bool unescape(std::string& text) {
  if (text.find("\\n") == text.npos)
    return false;
  std::string kept;
  kept.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '\\' && i + 1 < text.size()
                         && (text[i + 1] == 'n' || text[i + 1] == 'r');
    if (!escaped)
      kept += text[i];
    else if (text[++i] == 'n')
      kept += '\n';
  }
  wipe(text);
  text = std::move(kept);
  return true;
}

/// What templates and instructions put in place of a secret.
bool is_placeholder(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  constexpr std::array<std::string_view, 15> begins{
    "your",     "changeme", "replace", "insert",  "placeholder",
    "example",  "dummy",    "todo",    "enter",   "myapikey",
    "mysecret", "apikey",   "secret",  "nothing", "putyour"};
  const bool worded = plain.size() < 40
                      && std::ranges::any_of(begins, [&](auto word) {
                           return plain.starts_with(word);
                         });
  const bool bracketed = text.size() > 1
                         && ((text.front() == '<' && text.back() == '>')
                             || text.starts_with("${"));
  const bool repeated = !text.empty() && std::ranges::all_of(text, [&](char c) {
    return c == text.front();
  });
  const bool ends_so = plain.size() < 40 && plain.ends_with("here");
  return worded || bracketed || repeated || ends_so || plain == "none"
         || plain == "null" || plain == "test";
}

/// The number of bytes that a base64 text stands for; nothing if it is none.
std::optional<size_t> decoded_size(std::string_view text) {
  size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  const bool clean = std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+'
           || c == '/';
  });
  if (!clean || text.empty() || (text.size() + padding) % 4 != 0)
    return std::nullopt;
  return text.size() * 3 / 4;
}

bool is_pem(std::string_view text) {
  return text.starts_with("-----BEGIN ")
         && text.find("PRIVATE KEY-----") != text.npos
         && text.find("-----END ") != text.npos;
}

std::string count_of(size_t n, form of) {
  return fmt::format("{} {}", n, of == form::base64 ? "bytes" : "characters");
}

void check_length(std::string_view variable, size_t length, const shape& wanted,
                  checked& out) {
  if (length < wanted.length_min || length > wanted.length_max)
    out.problems.push_back(fmt::format(
      "{} has {}, which can not be right: {} are usual; copy it again, whole",
      variable, count_of(length, wanted.form),
      wanted.length_usual != 0
        ? fmt::format("{}", wanted.length_usual)
        : fmt::format("{} to {}", wanted.length_min, wanted.length_max)));
  else if (wanted.length_usual != 0 && length != wanted.length_usual)
    out.remarks.push_back(
      fmt::format("{} has {}, but {} are usual: it may be incomplete", variable,
                  count_of(length, wanted.form), wanted.length_usual));
}

/// What form and length say about a cleaned value.
void check_form(std::string_view variable, const shape& wanted, checked& out) {
  const auto& value = out.value;
  if (wanted.form == form::pem && value.starts_with("-----")) {
    if (!is_pem(value))
      out.problems.push_back(fmt::format(
        "{} begins like a PEM, but is no whole private key (from its BEGIN to "
        "its END line)",
        variable));
    return;
  }
  if (std::ranges::any_of(value, is_blank)) {
    out.problems.push_back(fmt::format("{} has white space inside", variable));
    return;
  }
  size_t length = value.size();
  if (wanted.form != form::text) {
    const auto size = decoded_size(value);
    if (!size) {
      out.problems.push_back(fmt::format(
        "{} is not valid base64: a character is missing or wrong", variable));
      return;
    }
    length = *size;
  }
  check_length(variable, length, wanted, out);
}

} // namespace

checked check_shape(std::string_view variable, std::string value,
                    const shape& wanted) {
  checked out{std::move(value), {}, {}};
  bool spaces = trim(out.value);
  if (unquote(out.value)) {
    out.remarks.push_back(
      fmt::format("{} stands in quotes; they were removed", variable));
    spaces |= trim(out.value);
  }
  if (spaces)
    out.remarks.push_back(
      fmt::format("{} has white space around it; it was removed", variable));
  if (wanted.form == form::pem && unescape(out.value))
    out.remarks.push_back(fmt::format(
      "{} has its newlines written as \\n; they were restored", variable));
  if (out.value.empty())
    out.problems.push_back(fmt::format("{} is empty", variable));
  else if (is_placeholder(out.value))
    out.problems.push_back(
      fmt::format("{} holds a placeholder instead of a real value", variable));
  else
    check_form(variable, wanted, out);
  return out;
}

} // namespace lockstep::secrets
