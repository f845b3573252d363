#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::paper {

namespace {

int hex_of(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

// `close[price]` gives close, price.
std::vector<std::string> path_of(std::string_view name) {
  std::vector<std::string> path;
  const auto bracket = name.find('[');
  path.emplace_back(name.substr(0, bracket));
  auto rest = bracket == std::string_view::npos ? std::string_view{}
                                                : name.substr(bracket);
  while (!rest.empty() && rest.front() == '[' && path.size() < 8) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos)
      break;
    path.emplace_back(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
  return path;
}

bool is_index(const std::string& step) {
  return std::all_of(step.begin(), step.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// Objects whose names are all indices become arrays, in the given order.
json indices_to_arrays(json value) {
  if (!value.is(json::kind::object))
    return value;
  const auto& members = value.members();
  const auto array
    = !members.empty()
      && std::all_of(members.begin(), members.end(), [](const auto& one) {
           return is_index(one.first.substr(one.first.find('#') + 1));
         });
  json changed{array ? json::kind::array : json::kind::object, {}};
  for (const auto& [name, member] : members) {
    if (array)
      changed.append(indices_to_arrays(member));
    else
      changed.set(name, indices_to_arrays(member));
  }
  return changed;
}

void put(json& into, std::string_view name, json value) {
  const auto path = path_of(name);
  auto* at = &into;
  for (size_t i = 0; i + 1 < path.size(); ++i)
    at = &at->at(path[i]);
  auto last = path.back();
  if (last.empty() && path.size() > 1) // `name[]` appends
    last = "#" + std::to_string(at->members().size());
  at->set(last, std::move(value));
}

// Some clients write `close[price]` as one name in JSON too.
json nested(const json& flat) {
  auto object = json::object();
  for (const auto& [name, value] : flat.members())
    put(object, name, value);
  return object;
}

} // namespace

std::string url_decode(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      plain += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_of(text[i + 1]) >= 0
               && hex_of(text[i + 2]) >= 0) {
      plain
        += static_cast<char>(hex_of(text[i + 1]) * 16 + hex_of(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

json parse_form(std::string_view body) {
  auto form = json::object();
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (pair.empty())
      continue;
    const auto equal = std::min(pair.find('='), pair.size());
    put(form, url_decode(pair.substr(0, equal)),
        json::string(equal < pair.size() ? url_decode(pair.substr(equal + 1))
                                         : ""));
  }
  auto plain = json::object();
  for (const auto& [name, value] : form.members())
    plain.set(name, indices_to_arrays(value));
  return plain;
}

result<json> parse_body(std::string_view content_type, std::string_view body) {
  const auto start = body.find_first_not_of(" \t\r\n");
  const auto braced = start != std::string_view::npos && body[start] == '{';
  if (!braced && content_type.find("json") == std::string_view::npos)
    return parse_form(body);
  if (start == std::string_view::npos)
    return json::object();
  auto parsed = json::parse(body);
  if (parsed && !parsed->is(json::kind::object))
    return fail("the body is no JSON object");
  if (parsed)
    return nested(*parsed);
  return parsed;
}

std::string text_in(const json& object, std::string_view name) {
  const auto* at = object.find(name);
  return at == nullptr ? std::string{} : at->text();
}

bool flag_in(const json& object, std::string_view name, bool otherwise) {
  const auto* at = object.find(name);
  return at == nullptr ? otherwise : at->truthy();
}

std::vector<std::string> list_of(const json& value) {
  std::vector<std::string> list;
  if (value.is(json::kind::array)) {
    for (const auto& item : value.items())
      list.push_back(item.text());
    return list;
  }
  std::string_view rest = value.text();
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (!part.empty() && part.front() == ' ')
      part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ')
      part.remove_suffix(1);
    if (!part.empty())
      list.emplace_back(part);
  }
  return list;
}

} // namespace lockstep::paper
